// The order in which writers use a log, drawn from one seed: whose turn is next, and how long a request and its answer
// take. The same seed gives the same order on every log, however fast.
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { Log } from '../../log/port.ts';

/** Turns that an answer takes; one in five is slow, so that others do a good deal meanwhile. */
const TURNS = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 8, max: 24 }) },
);
/** How many are drawn; then they repeat. */
const DRAWN = 256;

export interface Schedule {
  readonly scheduler: fc.Scheduler;
  /** Runs `task` when its turn comes; nothing else that is scheduled continues until it is done. */
  inTurn<T>(label: string, task: () => Promise<T>): Promise<T>;
  /** Lets turns pass, as many as are drawn. */
  pass(label: string): Promise<void>;
}

/**
 * A schedule of a seed. Its scheduler is not drawn as such by the caller's property: the clones that fast-check 4.10
 * makes of those while it shrinks continue where another clone stopped, so a failure would not reproduce by its path.
 */
export const scheduleOf = (seed: number): Schedule => {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 }) as [fc.Scheduler];
  const turns = fc.sample(TURNS, { seed, numRuns: DRAWN });
  let passed = 0;

  const inTurn = async <T>(label: string, task: () => Promise<T>): Promise<T> => {
    let done: { readonly value: T } | undefined;
    let error: unknown;
    const builder = async () => {
      // The others run as far as they can without the log, so that every log gets the same order.
      await setImmediate();
      try {
        done = { value: await task() };
      } catch (thrown) {
        error = thrown;
      }
    };
    await scheduler.scheduleSequence([{ label, builder }]).task;
    if (done === undefined) throw error;
    return done.value;
  };

  return {
    scheduler,
    inTurn,
    async pass(label) {
      passed += 1;
      for (let left = turns[passed % DRAWN] as number; left > 0; left -= 1) await inTurn(label, async () => {});
    },
  };
};

/** A log that is used in turns: each request takes some turns, is done in one, and its answer takes some. */
export const scheduledLog = (log: Log, schedule: Schedule, name: string): Log => {
  const inTurns = async <T>(what: string, task: () => Promise<T>): Promise<T> => {
    await schedule.pass(`${name} ${what} soon`);
    const answer = await schedule.inTurn(`${name} ${what}`, task);
    await schedule.pass(`${name} is answered`);
    return answer;
  };
  return {
    ...log,
    append: (sessionId, commit, options) => inTurns('appends', () => log.append(sessionId, commit, options)),
    async *read(sessionId, options) {
      yield* await inTurns('reads', async () => {
        const commits = [];
        for await (const commit of log.read(sessionId, options)) commits.push(commit);
        return commits;
      });
    },
    last: (sessionId) => inTurns('reads the last', () => log.last(sessionId)),
  };
};
