// A log whose operations wait for their turn in a fast-check schedule: each is done as a whole, and which of those that
// wait is the next is drawn. So several writers meet in every order, the same one for the same seed.
import { setImmediate } from 'node:timers/promises';
import type { Scheduler } from 'fast-check';
import type { Log } from '../../log/port.ts';

/** Does `task` when its turn comes; nothing else that is scheduled goes on until it is done. */
export const inTurn = async <T>(scheduler: Scheduler, label: string, task: () => Promise<T>): Promise<T> => {
  let done: { readonly value: T } | undefined;
  let error: unknown;
  const builder = async () => {
    // The others go as far as they can without the log: so every log, slow or fast, meets the same order.
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

/** @param name of the writer, in the schedule's report */
export const scheduledLog = (log: Log, scheduler: Scheduler, name: string): Log => ({
  ...log,
  append: (sessionId, commit, options) =>
    inTurn(scheduler, `${name} appends`, () => log.append(sessionId, commit, options)),
  async *read(sessionId, options) {
    yield* await inTurn(scheduler, `${name} reads`, async () => {
      const commits = [];
      for await (const commit of log.read(sessionId, options)) commits.push(commit);
      return commits;
    });
  },
  last: (sessionId) => inTurn(scheduler, `${name} reads the last`, () => log.last(sessionId)),
});
