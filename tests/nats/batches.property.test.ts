// Whatever happens to publishes and batches on their way, in whatever order their answers arrive: what was acknowledged is
// stored, once, in order, and what is reported as not recorded is not. The transport is a script, since this is about
// orders; the same runs against a real server in batches.test.ts.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isRepriseError } from '../../src/errors.ts';
import { appendTo } from '../../src/log/nats/append.ts';
import { CommitQueue } from '../../src/log/nats/commit-queue.ts';
import { Contended } from '../../src/log/nats/contended.ts';
import { DataStore } from '../../src/log/nats/data-store.ts';
import { QueueRoom } from '../../src/log/nats/queue-room.ts';
import { subjectOf } from '../../src/log/nats/stream.ts';
import type { AppendResult } from '../../src/log/port.ts';
import { runs } from '../more.ts';
import { type Fate, ScriptedServer } from './scripted-server.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const FATES: readonly Fate[] = ['request lost', 'answer lost', 'doubled', 'late', 'cut'];

interface Outcome {
  readonly session: string;
  readonly id: string;
  readonly result: AppendResult | 'not recorded';
}

const story = fc.record({
  sessions: fc.integer({ min: 1, max: 40 }),
  /** Writers that race on each session. */
  writers: fc.integer({ min: 1, max: 3 }),
  commits: fc.integer({ min: 1, max: 3 }),
  fates: fc.infiniteStream(
    fc.oneof({ weight: 6, arbitrary: fc.constant<Fate>('answered') }, fc.constantFrom(...FATES)),
  ),
  isReplicated: fc.boolean(),
  maxBatch: fc.constantFrom(1_000, 10),
  maxCommits: fc.constantFrom(10_000, 30, 3),
  deadlineMs: fc.constantFrom(1_000, 60_000),
});

test('Every append gets its own result, in whatever order requests and answers arrive, are lost, late or doubled', async () => {
  let batches = 0;
  const property = fc.asyncProperty(fc.scheduler(), story, async (scheduler, given) => {
    const { sessions, writers, commits, fates, isReplicated, maxBatch, maxCommits, deadlineMs } = given;
    const server = new ScriptedServer({
      isReplicated,
      maxBatch,
      fate: () => fates.next().value,
      moment: (name) => scheduler.schedule(Promise.resolve(), name),
    });
    const { wire } = server;
    const target = {
      connection: wire,
      queue: new CommitQueue(wire),
      contended: new Contended(),
      room: new QueueRoom({ maxCommits }),
      stream: 'S',
      durability: 'flushed',
      maxCommitBytes: 10_000,
      data: new DataStore(wire, 'S'),
      store: undefined,
    } as const;
    const outcomes: Outcome[] = [];
    const write = async (session: string, writer: number): Promise<void> => {
      for (let n = 0; n < commits; n += 1) {
        const id = `${session}-${writer}-${n}`;
        const expected = server.last(subjectOf('REPRISE', session));
        const result = await appendTo(target, session, { id, lines: [id] }, { expected, deadlineMs }).catch((error) => {
          if (!isRepriseError(error, 'LOG_UNREACHABLE') && !isRepriseError(error, 'QUEUE_FULL')) throw error;
          return 'not recorded' as const;
        });
        outcomes.push({ session, id, result });
      }
    };
    let isDone = false;
    const all = Promise.all(
      Array.from({ length: sessions * writers }, (_, n) => write(`s${n % sessions}`, Math.floor(n / sessions))),
    ).finally(() => {
      isDone = true;
    });
    all.catch(() => {});
    while (!isDone || scheduler.count() > 0) {
      await vi.advanceTimersByTimeAsync(0);
      if (scheduler.count() > 0) await scheduler.waitNext(1);
      else if (!isDone) await vi.advanceTimersToNextTimerAsync();
    }
    await all;

    batches += server.batches.length;
    expect(server.mostUnderWay).toBeLessThanOrEqual(1);
    for (const { session, id, result } of outcomes) {
      const places = server.stored.filter(({ body }) => Buffer.from(body).toString() === `${id}\n`);
      expect(places.length, `${id} is stored once at most`).toBeLessThanOrEqual(1);
      const sequence = places[0]?.sequence;
      if (result === 'not recorded' || result.kind === 'conflict')
        expect(sequence, `${id}: ${JSON.stringify(result)}`).toBeUndefined();
      else if (result.kind === 'appended') expect(result.position.sequence, id).toBe(sequence);
      expect(places.every(({ subject }) => subject === subjectOf('REPRISE', session))).toBe(true);
    }
  });
  await fc.assert(property, { numRuns: runs(500), interruptAfterTimeLimit: 120_000 });
  expect(batches).toBeGreaterThan(0);
});
