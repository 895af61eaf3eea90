// Model runs over the memory log: what holds, that a fault in a log or a service is found, and that what was found comes
// back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROFILES } from '../../machines/profile.ts';
import { FAULT_KINDS } from '../../src/check/model-run/counts.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { verify } from '../../src/session/record/verify.ts';
import { fileSource } from '../../src/session/source/file-source.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import {
  type Invariant,
  KitFailure,
  type MakeSessions,
  type ModelRunOptions,
  modelRun,
} from '../../src/testing/index.ts';
import { BROKEN_LOGS, BROKEN_SERVICES } from './broken-logs.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'reprise-model-run-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const { seed, numRuns = 100 } = fc.readConfigureGlobal();
const common = { ...(seed !== undefined && { seed }) };

/** What a model run finds, always with the same seed: which sentence a fault gets depends on where it is met. */
const found = async (log: Log, options: ModelRunOptions): Promise<KitFailure> => {
  try {
    await modelRun('normal', log, { seed: 20_260_131, dir, maxSteps: 20, ...options });
  } catch (error) {
    if (error instanceof KitFailure) return error;
    throw error;
  }
  throw new Error('nothing was found');
};

describe('A model run over the memory log', () => {
  test.each(Object.keys(PROFILES))('holds under %s, with every fault that needs no server', async (profile) => {
    // Fewer do not meet every fault.
    const runs = Math.max(45, Math.ceil(numRuns * 0.3));
    const result = await modelRun(profile, memoryLog(), { ...common, runs });
    for (const kind of FAULT_KINDS) {
      if (kind === 'server-killed') expect(result.faults[kind]).toBe(0);
      else expect(result.faults[kind], kind).toBeGreaterThan(0);
    }
    expect(result.runs).toBe(runs);
    expect(result.interleaved).toBeGreaterThan(0);
    expect(result.conflictsSettled).toBeGreaterThan(0);
    expect(result.unknowns).toBeGreaterThan(0);
    expect(result.unknownsSettled).toBe(result.unknowns);
  });

  test('does the same for the same seed, also where writers write at the same time', async () => {
    const run = async () => {
      const { durationMs: _, ...counts } = await modelRun('normal', memoryLog(), {
        runs: 20,
        seed: 7,
        interleaved: true,
      });
      return counts;
    };
    expect(await run()).toEqual(await run());
  });

  test('has only the faults that it is asked for', async () => {
    const none = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0]));
    const { faults, unknowns } = await modelRun('cycles', memoryLog(), { ...common, runs: 10, faults: none });
    expect({ faults, unknowns }).toEqual({ faults: none, unknowns: 0 });
  });

  test('refuses weights that are not whole numbers', async () => {
    await expect(modelRun('normal', memoryLog(), { faults: { conflict: 1_001 } })).rejects.toThrow(RangeError);
    await expect(modelRun('normal', memoryLog(), { faults: { conflict: 0.5 } })).rejects.toThrow(RangeError);
  });
});

describe('A model run finds', () => {
  test.each(BROKEN_LOGS)('a log that %s', async (_, broken, sentence) => {
    expect((await found(broken(), {})).message).toMatch(sentence);
  });

  test.each(BROKEN_SERVICES)('a service that %s', async (_, makeSessions, sentence) => {
    expect((await found(memoryLog(), { makeSessions })).message).toMatch(sentence);
  });

  test('a service that never answers', async () => {
    const makeSessions: MakeSessions = (log, options) => ({
      ...createSessions(log, options),
      send: () => new Promise(() => {}),
    });
    const failure = await found(memoryLog(), { makeSessions, deadlineMs: 100 });
    expect(failure.sentence).toContain('it was not answered');
  });

  test('a log that answers differently from its twin', async () => {
    const twin = memoryLog();
    const known = new Set<string>();
    const append: Log['append'] = async (sessionId, commit, options) => {
      const result = await twin.append(sessionId, commit, options);
      if (known.has(commit.id)) return { kind: 'conflict', expected: options.expected, actual: options.expected + 1 };
      known.add(commit.id);
      return result;
    };
    const failure = await found(memoryLog(), { twin: { ...twin, append } });
    expect(failure.sentence).toContain('answer differently');
  });

  test("an event that violates an invariant of the caller's", async () => {
    const noTwoAgents: Invariant<number> = {
      id: 'X.agents',
      severity: 'error',
      always: true,
      receives: undefined,
      on: undefined,
      init: () => 0,
      step: (launched, { type }) => {
        const memo = type === 'agent_launched' ? launched + 1 : launched;
        return { memo, violations: memo === 2 ? [{ rule: 'X.agents', detail: 'a second agent' }] : [] };
      },
    };
    const failure = await found(memoryLog(), { invariants: [noTwoAgents as Invariant] });
    expect(failure.sentence).toContain('violates X.agents: a second agent');
    expect(failure.commands.map(({ name }) => name)).toEqual(['agent.launch', 'agent.launch']);
  });
});

test('What a model run found is reproduced by its seed, path and replayPath, and its record is a file that verifies', async () => {
  const [, makeSessions] = BROKEN_SERVICES.find(([does]) => does === 'remembers a refusal')!;
  const failure = await found(memoryLog(), { makeSessions });
  const { seed: again, path, replayPath, file } = failure;
  expect(failure.message).toContain(`"replayPath":${JSON.stringify(replayPath)}`);
  const second = await found(memoryLog(), { makeSessions, seed: again!, path: path!, replayPath: replayPath! });
  expect(second.sentence).toBe(failure.sentence);
  expect(second.steps).toEqual(failure.steps);
  expect((await verify(await fileSource(file as string))).ok).toBe(true);
});
