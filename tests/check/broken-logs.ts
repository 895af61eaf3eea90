// Logs and services with one fault each, of the kind that a review could miss: a model run must find it.
import { isRepriseError } from '../../src/errors.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Commit, Log } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { LoadedSession } from '../../src/session/write/loaded-sessions.ts';
import type { SendResult, Sessions } from '../../src/session/write/sessions.ts';
import type { MakeSessions } from '../../src/testing/index.ts';
import { collect } from '../../src/testing/log-contract/steps.ts';

type Append = Log['append'];
/** A memory log that appends otherwise. */
const appending = (how: (append: Append, log: Log) => Append): Log => {
  const log = memoryLog();
  return { ...log, append: how(log.append, log) };
};
const headOf = async (log: Log, sessionId: string) => (await log.last(sessionId))?.position.sequence ?? 0;
const another = (commit: Commit): Commit => ({ ...commit, id: `${commit.id}-2` });
/** What it does, a log that does it, and the sentence of the failure. */
export const BROKEN_LOGS: readonly (readonly [does: string, log: () => Log, sentence: RegExp])[] = [
  [
    'acknowledges a commit that it does not store',
    () =>
      appending((append, log) => async (sessionId, commit, options) => {
        // The third of a session.
        if ((await collect(log.read(sessionId))).length !== 2) return append(sessionId, commit, options);
        return {
          kind: 'appended',
          position: { stream: 'memory', sequence: options.expected + 1 },
          durability: 'memory',
        };
      }),
    /was acknowledged, and is not in the log|the events of the answer for/,
  ],
  [
    'stores a commit twice',
    () =>
      appending((append) => async (sessionId, commit, options) => {
        const result = await append(sessionId, commit, options);
        if (result.kind === 'appended')
          await append(sessionId, another(commit), { expected: result.position.sequence });
        return result;
      }),
    /Event 2 of session \S+ is out of order/,
  ],
  [
    'stores a part of a commit',
    () =>
      appending(
        (append) => (sessionId, commit, options) =>
          append(sessionId, { ...commit, lines: commit.lines.slice(0, 1) }, options),
      ),
    /was acknowledged, and is not in the log|by the rules it is/,
  ],
  [
    'ignores the expected sequence',
    () =>
      appending((append, log) => async (sessionId, commit) => {
        return append(sessionId, commit, { expected: await headOf(log, sessionId) });
      }),
    /is out of order/,
  ],
  [
    'answers a conflict as appended',
    () =>
      appending((append) => async (sessionId, commit, options) => {
        const result = await append(sessionId, commit, options);
        if (result.kind !== 'conflict') return result;
        return { kind: 'appended', position: { stream: 'memory', sequence: result.actual }, durability: 'memory' };
      }),
    /was acknowledged, and is not in the log|the events of the answer for/,
  ],
  [
    'stores the same commit again when it is sent again',
    () => {
      const known = new Set<string>();
      return appending((append, log) => async (sessionId, commit, options) => {
        if (!known.has(commit.id)) {
          known.add(commit.id);
          return append(sessionId, commit, options);
        }
        return append(sessionId, another(commit), { expected: await headOf(log, sessionId) });
      });
    },
    /is out of order/,
  ],
  [
    'returns the newest commit first',
    () => {
      const log = memoryLog();
      return {
        ...log,
        async *read(sessionId, options) {
          yield* (await collect(log.read(sessionId, options))).reverse();
        },
      };
    },
    /is out of order/,
  ],
  [
    'loses the first commit after a while',
    () => {
      const log = memoryLog();
      const reads = new Map<string, number>();
      return {
        ...log,
        async *read(sessionId, options) {
          const times = (reads.get(sessionId) ?? 0) + 1;
          reads.set(sessionId, times);
          let first = true;
          for await (const commit of log.read(sessionId, options)) {
            if (!first || options?.after !== undefined || times < 5) yield commit;
            first = false;
          }
        },
      };
    },
    /read from its start, the log has other lines/,
  ],
];

/** Changes what `send` of a service does. */
const sending =
  (how: (sessions: Sessions) => Sessions['send']): MakeSessions =>
  (log, options) => {
    const sessions = createSessions(log, options);
    return { ...sessions, send: how(sessions) };
  };

export const BROKEN_SERVICES: readonly (readonly [does: string, service: MakeSessions, sentence: RegExp])[] = [
  [
    'reports an unknown outcome as not recorded',
    sending((sessions) => async (...args) => {
      try {
        return await sessions.send(...args);
      } catch (error) {
        if (isRepriseError(error, 'UNKNOWN_OUTCOME')) throw Object.assign(error, { code: 'CONFLICT' });
        throw error;
      }
    }),
    /answer was CONFLICT/,
  ],
  [
    'sends what is unknown again under another id',
    sending((sessions) => async (sessionId, command, options) => {
      try {
        return await sessions.send(sessionId, command, options);
      } catch (error) {
        if (!isRepriseError(error, 'UNKNOWN_OUTCOME')) throw error;
        const result = await sessions.send(sessionId, { ...command, id: `${command.id}-again` }, options);
        return { ...result, commandId: command.id as string };
      }
    }),
    /-again .*, which nobody sent|by the rules it is: a repeat/,
  ],
  [
    'ignores an expected ordinal',
    sending(
      (sessions) =>
        (sessionId, command, { expectedOrdinal: _, ...options } = {}) =>
          sessions.send(sessionId, command, options),
    ),
    /it expected the session at \d+, and was recorded as event/,
  ],
  [
    'remembers a refusal',
    sending((sessions) => {
      const refused = new Map<string, SendResult>();
      return async (sessionId, command, options) => {
        const key = `${sessionId} ${command.name}`;
        const known = refused.get(key);
        if (known !== undefined) return { ...known, commandId: command.id as string };
        const result = await sessions.send(sessionId, command, options);
        if (result.kind === 'refused') refused.set(key, result);
        return result;
      };
    }),
    /it was refused by|it was decided at event/,
  ],
  [
    'returns a state that it read long ago',
    (log, options) => {
      const sessions = createSessions(log, options);
      const loaded = new Map<string, LoadedSession>();
      return {
        ...sessions,
        async load(sessionId) {
          const session = loaded.get(sessionId) ?? (await sessions.load(sessionId));
          loaded.set(sessionId, session);
          return session;
        },
      };
    },
    /it was decided at event \d+; \d+ events? had been acknowledged/,
  ],
  [
    'treats a conflict as an acknowledgement',
    (log, options) =>
      createSessions(
        {
          ...log,
          async append(...args) {
            const result = await log.append(...args);
            if (result.kind !== 'conflict') return result;
            return {
              kind: 'appended',
              position: { stream: log.stream, sequence: result.actual },
              durability: 'memory',
            };
          },
        },
        options,
      ),
    /was acknowledged, and is not in the log|the events of the answer for/,
  ],
];
