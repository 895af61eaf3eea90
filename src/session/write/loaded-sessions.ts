// Sessions as the log holds them: state, chain head and stream sequence, cached between commands so that a long session is
// not folded for each. The cache changes only by what the log holds, and can always be dropped.
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import { fenceNamedBy } from '../../log/forgotten.ts';
import type { Log } from '../../log/port.ts';
import { type ChainHead, decodeCommit, NEW_CHAIN } from '../record/chain.ts';
import { faultError } from '../record/faults.ts';

/** A session up to the newest event that was read. */
export interface LoadedSession {
  readonly sessionId: string;
  readonly state: State;
  /** Ordinal 0 for a session that the log does not hold. */
  readonly head: ChainHead;
  /** Stream sequence of its last commit, 0 for none: the value of an expectation. */
  readonly sequence: number;
}

/** The sessions in memory. Any of them may be dropped at any time. */
export interface SessionCache {
  get(sessionId: string): LoadedSession | undefined;
  /** @param lineBytes of the events since it was kept before, at least */
  set(session: LoadedSession, lineBytes: number): void;
  delete(sessionId: string): void;
}

export interface LoadedSessions {
  /** The cached session; a new one where none is cached. Nothing is read. */
  known(sessionId: string): LoadedSession;
  /** The session at the newest commit of the log. @throws RepriseError RECORD_INVALID, SESSION_FORGOTTEN, LOG_UNREACHABLE */
  catchUp(sessionId: string): Promise<LoadedSession>;
  /**
   * The session right after a commit that the log acknowledged; cached, unless it was read further meanwhile.
   * @param lines of that commit
   */
  advance(session: LoadedSession, lines: readonly string[]): LoadedSession;
  forget(sessionId: string): void;
}

export const newSession = (sessionId: string): LoadedSession => ({
  sessionId,
  state: initialState(sessionId),
  head: NEW_CHAIN,
  sequence: 0,
});

const lengthOf = (lines: readonly string[]): number => {
  let length = 0;
  for (const line of lines) length += line.length;
  return length;
};

/** @param again a session that was forgotten is new, and begins behind its fence; else reading it fails */
export const loadedSessions = (log: Log, kept: SessionCache, again = false): LoadedSessions => {
  /** @param lineBytes of the events since it was cached, at least */
  const keep = (session: LoadedSession, lineBytes: number): LoadedSession => {
    const cached = kept.get(session.sessionId);
    // Of two that read at the same time, the one that read further is cached.
    const newest = cached !== undefined && cached.sequence > session.sequence ? cached : session;
    if (newest.sequence === 0) kept.delete(newest.sessionId);
    else kept.set(newest, newest === session ? lineBytes : 0);
    return newest;
  };
  /** Undefined when the log does not hold what is cached: the session was erased, and perhaps begun anew. */
  const readCommits = async (from: LoadedSession): Promise<[LoadedSession, lineBytes: number] | undefined> => {
    const { sessionId } = from;
    let session = from;
    let lineBytes = 0;
    // The last commit that is known is read again: only after it does what follows continue the session.
    let anchored = from.sequence === 0;
    for await (const commit of log.read(sessionId, { after: Math.max(0, from.sequence - 1) })) {
      if (!anchored) {
        if (commit.position.sequence !== from.sequence || !commit.lines.at(-1)?.endsWith(`"${from.head.hash}"}`))
          return undefined;
        anchored = true;
        continue;
      }
      const { events: read, head, fault } = decodeCommit(commit, session.head);
      if (fault !== undefined) throw faultError(fault, sessionId);
      lineBytes += lengthOf(commit.lines);
      let { state } = session;
      for (const event of read) state = evolve(state, event);
      session = { sessionId, state, head: head ?? session.head, sequence: commit.position.sequence };
    }
    return anchored ? [session, lineBytes] : undefined;
  };
  const readAfter = async (from: LoadedSession): ReturnType<typeof readCommits> => {
    try {
      return await readCommits(from);
    } catch (error) {
      const sequence = again ? fenceNamedBy(error) : undefined;
      if (sequence === undefined) throw error;
      return [{ ...newSession(from.sessionId), sequence }, 0];
    }
  };
  const known = (sessionId: string) => kept.get(sessionId) ?? newSession(sessionId);

  return {
    known,
    async catchUp(sessionId) {
      const read = await readAfter(known(sessionId));
      if (read !== undefined) return keep(...read);
      kept.delete(sessionId);
      return keep(...((await readAfter(newSession(sessionId))) ?? [newSession(sessionId), 0]));
    },
    advance(session, lines) {
      // The cache may be ahead by now; the caller's next commit is chained to these events all the same.
      keep(session, lengthOf(lines));
      return session;
    },
    forget: (sessionId) => kept.delete(sessionId),
  };
};
