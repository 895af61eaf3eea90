// A log that one user closes for itself while it stays open for others.
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import type { Log } from './port.ts';

/** The same log; its `close` ends what was begun through it and leaves the log open. */
const sharedLog = (log: Log): Log => {
  const closing = new AbortController();
  const requireOpen = () => {
    if (closing.signal.aborted) throw new RepriseError('LOG_UNREACHABLE', 'The log is closed.');
  };
  return {
    stream: log.stream,
    maxCommitBytes: log.maxCommitBytes,
    durability: log.durability,
    ...defined({ deadlineMs: log.deadlineMs }),

    async append(sessionId, commit, options) {
      requireOpen();
      return log.append(sessionId, commit, options);
    },

    async *read(sessionId, options) {
      requireOpen();
      yield* log.read(sessionId, options);
    },

    async last(sessionId) {
      requireOpen();
      return log.last(sessionId);
    },

    async sessions() {
      requireOpen();
      return log.sessions();
    },

    ...(log.forgotten !== undefined && {
      async forgotten() {
        requireOpen();
        return (await log.forgotten?.()) ?? [];
      },
    }),

    async *follow(options) {
      requireOpen();
      const signals = options.signal === undefined ? [closing.signal] : [options.signal, closing.signal];
      yield* log.follow({ ...options, signal: AbortSignal.any(signals) });
    },

    async close() {
      closing.abort();
    },
  };
};

/** @returns a `sharedLog`, and what closes it */
export const openShared = (given: Log): { readonly log: Log; readonly close: () => Promise<void> } => {
  const log = sharedLog(given);
  return { log, close: () => log.close() };
};
