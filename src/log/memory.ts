// The reference adapter: the contract of the port in the fewest lines, without a server. Fast tests run on it, and session
// files are recorded into it to be replayed offline.
import { RepriseError } from '../errors.ts';
import { checkedLines } from './body.ts';
import { MAX_COMMIT_BYTES } from './commit-limit.ts';
import { startOf } from './from.ts';
import type { AppendResult, Commit, Followed, Log, SessionHead, StoredCommit } from './port.ts';
import { requireSessionId } from './session-id.ts';

/**
 * A log in the memory of this process, lost when it ends.
 * @param options.stream its name in positions. Default `memory`.
 * @param options.maxCommitBytes default that of every log, `MAX_COMMIT_BYTES`
 */
export const memoryLog = ({ stream = 'memory', maxCommitBytes = MAX_COMMIT_BYTES } = {}): Log => {
  // The commit of sequence n is at index n - 1, and so is its id.
  const commits: StoredCommit[] = [];
  const ids: string[] = [];
  const bySession = new Map<string, StoredCommit[]>();
  const waiting = new Set<() => void>();
  let closed = false;

  const requireOpen = () => {
    if (closed) throw new RepriseError('LOG_UNREACHABLE', 'The log is closed.');
  };
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  return {
    stream,
    maxCommitBytes,
    durability: 'memory',

    async append(sessionId, commit: Commit, { expected }): Promise<AppendResult> {
      requireSessionId(sessionId);
      const lines = checkedLines(commit, maxCommitBytes);
      requireOpen();
      const before = bySession.get(sessionId) ?? [];
      const actual = before.at(-1)?.position.sequence ?? 0;
      if (actual !== expected) {
        const next = before.find(({ position }) => position.sequence > expected);
        const sameId = next !== undefined && ids[next.position.sequence - 1] === commit.id;
        if (sameId && next.lines.join('\n') === lines.join('\n'))
          return { kind: 'appended', position: next.position, durability: 'memory' };
        return { kind: 'conflict', expected, actual };
      }
      const position = { stream, sequence: commits.length + 1 };
      const stored = { sessionId, position, lines };
      commits.push(stored);
      ids.push(commit.id);
      before.push(stored);
      bySession.set(sessionId, before);
      wake();
      return { kind: 'appended', position, durability: 'memory' };
    },

    async *read(sessionId, { after = 0 } = {}) {
      requireSessionId(sessionId);
      requireOpen();
      for (const commit of bySession.get(sessionId) ?? []) if (commit.position.sequence > after) yield commit;
    },

    async last(sessionId) {
      requireSessionId(sessionId);
      requireOpen();
      return bySession.get(sessionId)?.at(-1);
    },

    async sessions(): Promise<SessionHead[]> {
      requireOpen();
      return [...bySession]
        .map(([sessionId, all]) => ({ sessionId, sequence: all.at(-1)!.position.sequence }))
        .sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
    },

    async *follow({ sessions = [], from, signal }): AsyncGenerator<Followed> {
      for (const id of sessions) requireSessionId(id);
      requireOpen();
      const history = commits.length;
      let cursor = startOf(from, stream, history);
      const wanted = new Set(sessions);
      let caughtUp = false;
      signal?.addEventListener('abort', wake, { once: true });
      try {
        while (!signal?.aborted) {
          requireOpen();
          const commit = commits[cursor];
          if (!caughtUp && cursor >= history) {
            caughtUp = true;
            yield { kind: 'caught-up', positions: [{ stream, sequence: history }] };
          } else if (commit === undefined) {
            await new Promise<void>((resolve) => waiting.add(resolve));
          } else {
            cursor += 1;
            if (wanted.size === 0 || wanted.has(commit.sessionId)) yield { kind: 'commit', commit };
          }
        }
      } finally {
        signal?.removeEventListener('abort', wake);
      }
    },

    async close() {
      closed = true;
      wake();
    },
  };
};
