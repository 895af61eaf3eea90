// The reference adapter: the contract of the port in the fewest lines, without a server. Fast tests run on it, and session
// files are recorded into it to be replayed offline.
import { isRepriseError, RepriseError } from '../errors.ts';
import { checkedLines } from './body.ts';
import { MAX_COMMIT_BYTES } from './commit-limit.ts';
import { startOf } from './from.ts';
import { type Held, MemoryStore, noteStore } from './memory-store.ts';
import type { AppendResult, Commit, Followed, Log, SessionHead } from './port.ts';
import { requireSessionId } from './session-id.ts';

const received = (store: MemoryStore, held: Held): Followed | undefined => {
  const { sessionId, position } = held;
  try {
    const commit = store.commitOf(held, 'tell');
    return commit && { kind: 'commit', commit };
  } catch (error) {
    if (isRepriseError(error)) return { kind: 'invalid', sessionId, position, error };
    throw error;
  }
};

/**
 * A log in the memory of this process, lost when it ends.
 * @param options.stream its name in positions. Default `memory`.
 * @param options.maxCommitBytes default that of every log, `MAX_COMMIT_BYTES`
 */
export const memoryLog = ({ stream = 'memory', maxCommitBytes = MAX_COMMIT_BYTES } = {}): Log => {
  const store = new MemoryStore(stream);
  let closed = false;

  const requireOpen = () => {
    if (closed) throw new RepriseError('LOG_UNREACHABLE', 'The log is closed.');
  };

  const log: Log = {
    stream,
    maxCommitBytes,
    durability: 'memory',

    async append(sessionId, commit: Commit, { expected }): Promise<AppendResult> {
      requireSessionId(sessionId);
      const lines = checkedLines(commit, maxCommitBytes);
      requireOpen();
      const actual = store.endOf(sessionId);
      if (actual !== expected) {
        const next = store.of(sessionId).find(({ position }) => position.sequence > expected);
        if (next?.id === commit.id && next.lines?.join('\n') === lines.join('\n'))
          return { kind: 'appended', position: next.position, durability: 'memory' };
        return { kind: 'conflict', expected, actual };
      }
      const { position } = store.add(sessionId, { id: commit.id, lines, body: undefined });
      return { kind: 'appended', position, durability: 'memory' };
    },

    async *read(sessionId, { after = 0 } = {}) {
      requireSessionId(sessionId);
      requireOpen();
      for (const held of store.upToNow(sessionId)) {
        if (held.position.sequence <= after) continue;
        const commit = store.commitOf(held);
        if (commit !== undefined) yield commit;
      }
    },

    async last(sessionId) {
      requireSessionId(sessionId);
      requireOpen();
      const held = store.of(sessionId).at(-1);
      return held && store.commitOf(held);
    },

    async sessions(): Promise<SessionHead[]> {
      requireOpen();
      return [...store.bySession]
        .filter(([, all]) => store.fenced(all.at(-1) as Held) === undefined)
        .map(([sessionId]) => ({ sessionId, sequence: store.endOf(sessionId) }))
        .sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
    },

    async forgotten() {
      requireOpen();
      return [...store.tombstones.values()].flat().sort((a, b) => (a.at < b.at ? -1 : 1));
    },

    async *follow({ sessions = [], from, signal }): AsyncGenerator<Followed> {
      for (const id of sessions) requireSessionId(id);
      requireOpen();
      const history = store.all.length;
      let cursor = startOf(from, stream, history);
      const wanted = new Set(sessions);
      let caughtUp = false;
      const wake = () => store.wake();
      signal?.addEventListener('abort', wake, { once: true });
      try {
        while (!signal?.aborted) {
          requireOpen();
          if (!caughtUp && cursor >= history) {
            caughtUp = true;
            yield { kind: 'caught-up', positions: [{ stream, sequence: history }] };
          } else if (cursor >= store.all.length) {
            await store.changed();
          } else {
            const held = store.all[cursor];
            cursor += 1;
            const isWanted = held !== undefined && (wanted.size === 0 || wanted.has(held.sessionId));
            const next = isWanted ? received(store, held) : undefined;
            if (next !== undefined) yield next;
          }
        }
      } finally {
        signal?.removeEventListener('abort', wake);
      }
    },

    async close() {
      closed = true;
      store.wake();
    },
  };
  noteStore(log, store);
  return log;
};
