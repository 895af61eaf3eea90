// Random sequences over rules and invariants: what holds is counted; what does not is reproduced by seed and path, shrunk
// to its shortest trace, which the command line opens.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { invariant, reducer } from '../../machines/index.ts';
import type { Profile } from '../../machines/profile.ts';
import {
  type CheckSequencesOptions,
  checkSequences,
  findInSequences,
  KitFailure,
  LAW,
  type Law,
} from '../../src/testing/index.ts';
import { cli, freshFolder, WITHOUT_SERVER } from '../cli/run-cli.ts';
import { runs } from '../more.ts';
import { ALL, STUDIO } from './profiles.ts';

const SEED = 20260131;
let folder: ReturnType<typeof freshFolder>;
beforeEach(() => {
  folder = freshFolder();
});
afterEach(() => {
  delete process.env.REPRISE_FAILURES;
  folder.remove();
});

/** A client's rule: what is shipped was checked since it was last made. */
const checkedBeforeShip = invariant({
  id: 'client.checked',
  memo: {
    checked: reducer<boolean>(() => false, {
      phase_completed: (checked, { data }) => (data.phase === 'Check' ? true : data.phase === 'Make' ? false : checked),
      phase_reopened: () => false,
    }),
  },
  check: {
    phase_started: ({ checked }, { data }) => (data.phase === 'Ship' && !checked ? 'it ships unchecked' : undefined),
  },
});
const own = { invariants: [checkedBeforeShip], seed: SEED, runs: 300, maxLength: 200 };

const failureOf = (profile: string | Profile, options: CheckSequencesOptions): KitFailure => {
  try {
    checkSequences(profile, { dir: folder.path, ...options });
  } catch (error) {
    if (error instanceof KitFailure) return error;
    throw error;
  }
  throw new Error('nothing was found');
};

/** Of a search that takes seconds, made once for all tests: what it found. */
const once = (search: () => KitFailure): (() => KitFailure) => {
  let found: KitFailure | undefined;
  return () => {
    found ??= search();
    return found;
  };
};

const searched = once(() => failureOf(STUDIO, own));
/** The failure of `own`, met again: its path leads there at once. */
const known = (dir = folder.path): KitFailure =>
  failureOf(STUDIO, { ...own, ...defined({ path: searched().path }), dir });

/** The law with a hole: a failed task completes. */
const TORN: Law = {
  ...LAW,
  check: (state, event) => {
    const found = LAW.check(state, event);
    return event.type === 'task_completed' && state.work.tasks.get(event.data.taskId)?.state === 'failed' ? [] : found;
  },
};

const torn = { law: TORN, enforcement: 'enforce', seed: SEED, runs: 300, maxLength: 200 } as const;
const tornSearched = once(() => failureOf('normal', torn));

describe.each(ALL.map((profile) => [profile.name, profile] as const))('of %s', (_name, profile) => {
  test('every checked property holds, and is counted', () => {
    const sequences = runs(60);
    const options = { runs: sequences, maxLength: 150, seed: SEED, start: { tokenBudget: 1_000 } };
    const checked = checkSequences(profile, options);
    expect(checked).toMatchObject({ profile: profile.name, seed: SEED, sequences, failure: undefined });
    const { commands, accepted, refused, events, ends } = checked;
    expect(accepted + refused).toBeGreaterThan(0.9 * commands);
    expect(events).toBeGreaterThan(accepted);
    expect(Object.values(ends).reduce((sum, count) => sum + count)).toBe(sequences);
    expect(ends.completed).toBeGreaterThan(sequences / 4);
  });
});

describe("a user's own invariant", () => {
  test('that the process violates is reported with the shortest trace', () => {
    const failure = searched();
    expect(failure.sentence).toMatch(
      /^client\.checked does not hold at phase_started, event \d+: it ships unchecked\.$/,
    );
    // Check is skipped, or the work goes back to Make: either way no command more than it takes.
    expect(failure.commands.length).toBeLessThan(14);
    expect(JSON.parse(failure.lines.at(-1) as string)).toMatchObject({
      type: 'phase_started',
      data: { phase: 'Ship' },
    });
  });

  test('that holds is not reported', () => {
    const pays = invariant({
      id: 'client.pays',
      memo: {},
      check: { tokens_used: (_, { data }) => ((data.total ?? 0) < 0 ? 'it takes back' : undefined) },
    });
    expect(checkSequences(STUDIO, { invariants: [pays], runs: 50, seed: SEED }).failure).toBeUndefined();
  });

  test('is not checked in an observed session, which keeps what violates anything', () => {
    expect(findInSequences(STUDIO, { ...own, runs: runs(own.runs), enforcement: 'observe' }).failure).toBeUndefined();
  });

  test('that throws is a bug of its writer, thrown as it is', () => {
    const broken = invariant({
      id: 'client.broken',
      memo: {},
      check: () => {
        throw new TypeError('no such thing');
      },
    });
    expect(() => checkSequences('normal', { invariants: [broken] })).toThrow(new TypeError('no such thing'));
  });
});

describe('a failure', () => {
  test('is reproduced by its seed and path, with the line that it prints', () => {
    const failure = searched();
    const { seed, path } = failure;
    expect(failure.message).toContain(`Found with seed ${seed}, path "${path}".`);
    expect(failure.message).toContain(
      `checkSequences(profile, { invariants, maxLength: 200, seed: ${seed}, path: "${path}" })`,
    );
    const again = findInSequences(STUDIO, { ...own, path: path as string });
    expect(again.failure?.commands).toEqual(failure.commands);
    expect(again.failure?.lines).toEqual(failure.lines);
  });

  test('shows the commands that bring it about', () => {
    const { message, commands } = tornSearched();
    expect(commands.map(({ name }) => name)).toEqual(['task.plan', 'task.start', 'task.fail', 'task.complete']);
    expect(message).toContain('The commands (4), after the start:\n  {"name":"task.plan"');
    expect(message).toContain('checkSequences(\'normal\', { law, maxLength: 200, enforcement: "enforce", seed: ');
  });

  test('has its trace in a file that replay and verify open', async () => {
    const { file, message, lines } = known();
    expect(readFileSync(file as string, 'utf8')).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(message).toContain(`  reprise replay ${file}\n  reprise verify ${file}`);
    const env = WITHOUT_SERVER;
    const replayed = await cli(['replay', file as string, '--json'], { env });
    expect([replayed.code, replayed.stderr]).toEqual([0, '']);
    const verified = await cli(['verify', file as string], { env });
    expect([verified.code, verified.stderr]).toEqual([0, '']);
  });

  test('of a law with a hole in it has a trace in which verify finds the violation', async () => {
    const { file, sentence } = failureOf('normal', { ...torn, ...defined({ path: tornSearched().path }) });
    expect(sentence).toMatch(
      /^By machines and rules task_completed, event \d+, violates nothing; by the invariants it violates M\.task \(error\)\.$/,
    );
    const verified = await cli(['verify', file as string], { env: WITHOUT_SERVER });
    expect(verified.code).toBe(7);
    expect(verified.stdout + verified.stderr).toContain('M.task');
  });

  test('writes where the environment says, else into the working folder', () => {
    process.env.REPRISE_FAILURES = join(folder.path, 'there');
    const options = { ...own, ...defined({ path: searched().path }) };
    expect(() => checkSequences(STUDIO, options)).toThrow(join(folder.path, 'there', 'studio-'));
    expect(readdirSync(join(folder.path, 'there'))).toHaveLength(1);
    delete process.env.REPRISE_FAILURES;
    expect(new KitFailure({ checked: 'x', sentence: 'X.', commands: [], lines: [] }).file).toBeUndefined();
  });

  test("never overwrites another failure's file, and finds its own again", () => {
    const first = known();
    expect(known().file).toBe(first.file);
    expect(readdirSync(folder.path)).toHaveLength(1);
    writeFileSync(first.file as string, 'mine\n');
    const { file, message, sentence } = known();
    expect(file).toBeUndefined();
    expect(message).toContain(sentence);
    expect(message).toContain('Its trace could not be written: EEXIST');
    expect(readFileSync(first.file as string, 'utf8')).toBe('mine\n');
  });

  test('is reported where its folder cannot be written', () => {
    const file = join(folder.path, 'a file');
    writeFileSync(file, '');
    const failure = known(join(file, 'in it'));
    expect(failure.message).toMatch(/^client\.checked does not hold/);
    expect(failure.message).toContain('Its trace could not be written: ENOTDIR');
    expect(existsSync(join(file, 'in it'))).toBe(false);
  });

  test('quotes a path for the shell', () => {
    const { message } = known(join(folder.path, "it's here"));
    expect(message).toMatch(
      /reprise replay '.*it'\\''s here\/studio-invariant-violated-client-checked-[0-9a-f]{12}\.ndjson'/,
    );
  });
});
