// The simulation: what holds for every seed, the same course for the same seed, and that what is wrong is found and told.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import { verify } from '../../src/session/record/verify.ts';
import { fileSource } from '../../src/session/source/file-source.ts';
import { SIMULATED_FAULT_WEIGHTS, type SimulateOptions, simulate } from '../../src/testing/index.ts';
import { ROOT, start } from '../cli/run-cli.ts';
import { runs, sampled } from '../more.ts';
import { BROKEN_SERVICES } from './broken-logs.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'reprise-simulation-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SEED = 20_260_131;
/** Commands that are quick to decide. */
const notes = fc.constant(
  Array.from({ length: 8 }, (_, n) => ({
    name: 'entry.add',
    data: { entryType: 'note', title: `n${n}`, content: '' },
  })),
);

describe('A simulation', () => {
  test('finds nothing wrong, whatever the seed', async () => {
    const { ok, failure, seed } = await simulate({ steps: runs(15_000), dir });
    expect(failure?.message, `seed ${seed}`).toBeUndefined();
    expect(ok).toBe(true);
  });

  test.each([
    [{ step: 10 }, 'simulate has no option "step".'],
    [{ log: 'redis' }, 'The option log of simulate must be memory or jetstream.'],
    [{ seed: 'a' }, 'The option seed of simulate must be a whole number.'],
    [{ steps: -5 }, 'The option steps of simulate must be a whole number from 1, or Infinity.'],
    [{ services: 0 }, 'The option services of simulate must be a whole number from 1.'],
    [{ faults: { crsh: 1 } }, expect.stringContaining('an object with weights of')],
  ])('refuses %j before anything runs', async (options, message) => {
    await expect(simulate(options as SimulateOptions)).rejects.toMatchObject({ code: 'BAD_INPUT', message });
  });

  test('has faults of every kind of network and service', async () => {
    const memory = await simulate({ seed: SEED, steps: 2_000, log: 'memory', sessions: 2 });
    for (const kind of ['lost-request', 'lost-answer', 'late-request', 'doubled-request', 'crash'] as const)
      expect(memory.faults[kind], kind).toBeGreaterThan(0);
    const { ok, faults } = await simulate({ seed: SEED, steps: 2_000, log: 'jetstream' });
    expect(ok && memory.ok).toBe(true);
    expect(faults.disconnect).toBeGreaterThan(0);
  });

  test('is the same for the same seed, to the byte of its trace, in this process and in another', async () => {
    const here = await simulate({ seed: SEED, steps: 1_000 });
    const again = await simulate({ seed: SEED, steps: 1_000 });
    const other = await simulate({ seed: SEED + 1, steps: 1, log: 'memory' });
    const args = [join(ROOT, 'scripts', 'simulate.mjs'), '--seed', `${SEED}`, '--steps', '1000', '--json'];
    const { stdout, code } = await start(process.execPath, args).ended;
    expect(code).toBe(0);
    expect(here.hash).toBe(again.hash);
    expect(JSON.parse(stdout)).toMatchObject({ hash: here.hash, steps: here.steps, commands: here.commands });
    expect(other.hash).not.toBe(here.hash);
  });

  test("runs on a log of the caller's, with the caller's commands, and only the faults that are asked for", async () => {
    let opened = 0;
    const openLog = () => {
      opened += 1;
      return memoryLog({ stream: 'mine' });
    };
    const none = Object.fromEntries(Object.keys(SIMULATED_FAULT_WEIGHTS).map((kind) => [kind, 0]));
    const options = { seed: SEED, steps: 500, openLog, sequences: notes, faults: none, sessions: 1 };
    const { ok, courses, faults } = await simulate(options);
    expect({ ok, opened }).toEqual({ ok: true, opened: courses });
    expect(Object.values(faults).every((times) => times === 0)).toBe(true);
  });

  test('refuses weights that are not whole numbers, and an unknown profile', async () => {
    await expect(simulate({ faults: { crash: 0.5 } })).rejects.toThrow(RangeError);
    await expect(simulate({ profile: 'none' })).rejects.toThrow('This is not a valid profile');
  });
});

describe('A simulation finds', () => {
  const found = async (options: SimulateOptions) => {
    const { failure } = await simulate({ seed: SEED, steps: 100_000, shrinkSeconds: 5, dir, ...options });
    if (failure === undefined) throw new Error('nothing was found');
    return failure;
  };

  test.each(sampled(BROKEN_SERVICES))('a service that %s', async (_, makeSessions) => {
    const { steps = [], file } = await found({ makeSessions });
    // The story is short enough for a person to read.
    expect(steps.length).toBeLessThan(60);
    if (file !== undefined) expect((await verify(await fileSource(file))).fault).toBeUndefined();
  });

  test('a log that forgets a commit it acknowledged, and its failure comes back from the course that it names', async () => {
    let lost = 0;
    const openLog = () => {
      const log = memoryLog();
      return {
        ...log,
        append: (...[sessionId, commit, options]: Parameters<typeof log.append>) => {
          if (options.expected < 3) return log.append(sessionId, commit, options);
          lost += 1;
          const position = { stream: 'memory', sequence: options.expected + 1 };
          return Promise.resolve({ kind: 'appended', position, durability: 'memory' } as const);
        },
      };
    };
    const options = { openLog, sequences: notes };
    const failure = await found(options);
    expect(lost).toBeGreaterThan(0);
    const [, course] = /course: (\{.*\}) \}\)/.exec(failure.reproduce ?? '') ?? [];
    const again = await simulate({ ...options, course: JSON.parse(course as string), shrinkSeconds: 0, dir });
    expect(again.failure?.sentence).toBe(failure.sentence);
    expect(again.failure?.steps).toEqual(failure.steps);
  });
});
