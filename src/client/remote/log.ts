// The log behind a service, to be read over HTTP: its commits come with their lines byte for byte, so that whoever reads them
// checks and folds them as from the log itself. Nothing is appended so: a service takes commands and imports.
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import type {
  Durability,
  Followed,
  From,
  Log,
  Position,
  SessionHead,
  StoredCommit,
  Tombstone,
} from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import type { Problem } from '../../service/problem.ts';
import { linesIn } from '../lines.ts';
import { errorOf } from '../problem.ts';
import { resumed } from '../resume.ts';
import { type Answer, type CallInput, type Transport, thrown } from '../transport.ts';
import type { OutputOf } from '../types.ts';

const afterText = (from: From): string | undefined =>
  from.kind === 'after'
    ? [from.position, ...(from.more ?? [])].map(({ stream, sequence }) => `${stream}:${sequence}`).join()
    : undefined;

interface Invalid {
  readonly sessionId: string;
  readonly position: Position;
  readonly problem: Problem;
}

/** What an item of the stream says; undefined for one that this version does not know. */
const followedOf = (event: string, data: never): Followed | undefined => {
  switch (event) {
    case 'commit':
      return { kind: 'commit', commit: data };
    case 'invalid': {
      const { sessionId, position, problem } = data as Invalid;
      return { kind: 'invalid', sessionId, position, error: errorOf(problem) as RepriseError };
    }
    case 'caught-up':
      return { kind: 'caught-up', ...(data as object) } as Followed;
    default:
      return undefined;
  }
};

/** @param first how the first question is asked @throws RepriseError LOG_UNREACHABLE where no service answers */
export const remoteLog = async (transport: Transport, first: CallInput = {}): Promise<Log> => {
  const closing = new AbortController();
  const requireOpen = (): void => {
    if (closing.signal.aborted) throw new RepriseError('LOG_UNREACHABLE', 'The log is closed.');
  };
  const ask = async (name: string, input: CallInput): Promise<Answer> => {
    requireOpen();
    try {
      return await transport.ask(name, { signal: closing.signal, ...input });
    } catch (error) {
      requireOpen();
      throw thrown(error);
    }
  };
  const answer = async <N extends 'log.describe' | 'session.last-commit' | 'log.forgotten'>(
    name: N,
    input: CallInput,
  ) => (await (await ask(name, input)).json()) as OutputOf<N>;
  const { stream, durability, maxCommitBytes, deadlineMs } = await answer('log.describe', first);

  return {
    stream,
    durability: durability as Durability,
    maxCommitBytes,
    ...defined({ deadlineMs }),

    async append() {
      throw new RepriseError('USAGE', 'A log that is open over HTTP takes no lines: send commands, or import a file.');
    },

    async *read(sessionId, { after = 0 } = {}) {
      requireSessionId(sessionId);
      yield* linesIn<StoredCommit>(() => ask('session.commits', { params: { session: sessionId }, query: { after } }));
    },

    async last(sessionId) {
      requireSessionId(sessionId);
      return (await answer('session.last-commit', { params: { session: sessionId } })).commit;
    },

    async sessions() {
      const heads: SessionHead[] = [];
      for await (const head of linesIn<SessionHead>(() => ask('log.sessions', {}))) heads.push(head);
      return heads;
    },

    async forgotten() {
      return (await answer('log.forgotten', {})).tombstones as Tombstone[];
    },

    async *follow({ sessions = [], from, signal }) {
      for (const id of sessions) requireSessionId(id);
      requireOpen();
      const session = sessions.length === 0 ? undefined : [...new Set(sessions)].join();
      const after = afterText(from);
      const begin = after === undefined ? { from: from.kind } : { after };
      const ends = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      for await (const one of resumed(transport, 'commits.follow', { query: { session, ...begin }, signal: ends })) {
        if (one.kind === 'slow') continue;
        const followed = one.kind === 'item' ? followedOf(one.event, one.data) : one;
        if (followed !== undefined) yield followed;
      }
    },

    async close() {
      closing.abort();
    },
  };
};
