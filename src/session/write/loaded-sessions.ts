// Sessions as the log holds them: state, chain head and stream sequence, cached between commands so that a long session is
// not folded for each. The cache changes only by what the log holds, and can always be dropped.
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { Log } from '../../log/port.ts';
import { Recent } from '../recent.ts';
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

export interface LoadedSessions {
  /** The cached session; a new one where none is cached. Nothing is read. */
  known(sessionId: string): LoadedSession;
  /** The session at the newest commit of the log. @throws RepriseError RECORD_INVALID, LOG_UNREACHABLE */
  catchUp(sessionId: string): Promise<LoadedSession>;
  /** The session right after a commit that the log acknowledged; cached, unless it was read further meanwhile. */
  advance(session: LoadedSession): LoadedSession;
  forget(sessionId: string): void;
}

export const newSession = (sessionId: string): LoadedSession => ({
  sessionId,
  state: initialState(sessionId),
  head: NEW_CHAIN,
  sequence: 0,
});

/** @param maxEvents the sessions longest unused are dropped while all cached ones together have more events */
export const loadedSessions = (log: Log, maxEvents: number): LoadedSessions => {
  const sessions = new Recent<string, LoadedSession>();
  let events = 0;

  const forget = (sessionId: string) => {
    events -= sessions.peek(sessionId)?.head.ordinal ?? 0;
    sessions.delete(sessionId);
  };
  const keep = (session: LoadedSession): LoadedSession => {
    const cached = sessions.peek(session.sessionId);
    // Of two that read at the same time, the one that read further is cached.
    const newest = cached !== undefined && cached.sequence > session.sequence ? cached : session;
    if (newest.sequence === 0) forget(newest.sessionId);
    else {
      events += newest.head.ordinal - (cached?.head.ordinal ?? 0);
      sessions.set(newest.sessionId, newest);
    }
    while (events > maxEvents && sessions.oldest !== undefined && sessions.oldest !== newest.sessionId)
      forget(sessions.oldest);
    return newest;
  };
  /** Undefined when the log does not hold what is cached: the session was erased, and perhaps begun anew. */
  const readAfter = async (from: LoadedSession): Promise<LoadedSession | undefined> => {
    const { sessionId } = from;
    let session = from;
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
      let { state } = session;
      for (const event of read) state = evolve(state, event);
      session = { sessionId, state, head: head ?? session.head, sequence: commit.position.sequence };
    }
    return anchored ? session : undefined;
  };
  const known = (sessionId: string) => sessions.peek(sessionId) ?? newSession(sessionId);

  return {
    known,
    async catchUp(sessionId) {
      const session = await readAfter(known(sessionId));
      if (session !== undefined) return keep(session);
      forget(sessionId);
      return keep((await readAfter(newSession(sessionId))) ?? newSession(sessionId));
    },
    advance(session) {
      // The cache may be ahead by now; the caller's next commit is chained to these events all the same.
      keep(session);
      return session;
    },
    forget,
  };
};
