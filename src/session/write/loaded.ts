// Sessions as they stand in the log: state, chain head and stream sequence, kept between commands so that a long session
// is not folded for each. What is kept moves only by what the log says, and can always be thrown away.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { Log } from '../../log/port.ts';
import { type ChainHead, decodeCommit, faultError, NEW_CHAIN } from '../record/chain.ts';

/** A session up to its newest event that was read. */
export interface LoadedSession {
  readonly sessionId: string;
  readonly state: State;
  /** Ordinal 0 for a session that the log does not hold. */
  readonly head: ChainHead;
  /** Stream sequence of its last commit, 0 for none: the value of an expectation. */
  readonly sequence: number;
}

export interface LoadedSessions {
  /** As it is kept; as if new where it is not. Nothing is read. */
  kept(sessionId: string): LoadedSession;
  /** What is kept and everything that the log has after it. @throws RepriseError RECORD_INVALID, LOG_UNREACHABLE */
  catchUp(sessionId: string): Promise<LoadedSession>;
  /** The session right after events of one commit that the log acknowledged; kept, unless it was read further. */
  advance(
    before: LoadedSession,
    events: readonly RecordedEvent[],
    end: { head: ChainHead; sequence: number },
  ): LoadedSession;
  forget(sessionId: string): void;
}

export const newSession = (sessionId: string): LoadedSession => ({
  sessionId,
  state: initialState(sessionId),
  head: NEW_CHAIN,
  sequence: 0,
});

/** @param maxEvents sessions longest unused are forgotten when all that are kept have more events together */
export const loadedSessions = (log: Log, maxEvents: number): LoadedSessions => {
  const sessions = new Map<string, LoadedSession>(); // in order of last use
  let events = 0;

  const forget = (sessionId: string) => {
    events -= sessions.get(sessionId)?.head.ordinal ?? 0;
    sessions.delete(sessionId);
  };
  const keep = (session: LoadedSession): LoadedSession => {
    const known = sessions.get(session.sessionId);
    // Of two that read at the same time the one that read further is kept.
    const newest = known !== undefined && known.sequence > session.sequence ? known : session;
    forget(session.sessionId);
    if (newest.sequence > 0) {
      sessions.set(newest.sessionId, newest);
      events += newest.head.ordinal;
    }
    for (const sessionId of sessions.keys()) {
      if (events <= maxEvents || sessionId === newest.sessionId) break;
      forget(sessionId);
    }
    return newest;
  };
  /** Undefined when what is kept is not what the log has: the session was erased, and perhaps begun anew. */
  const readAfter = async (from: LoadedSession): Promise<LoadedSession | undefined> => {
    const { sessionId } = from;
    let session = from;
    // The last commit that is known is read again: what follows is only worth something after that.
    let anchored = from.sequence === 0;
    for await (const commit of log.read(sessionId, { after: Math.max(0, from.sequence - 1) })) {
      if (!anchored) {
        if (commit.position.sequence !== from.sequence || !commit.lines.at(-1)?.endsWith(`"${from.head.hash}"}`))
          return undefined;
        anchored = true;
        continue;
      }
      const { events: read, head, fault } = decodeCommit(commit, session.head);
      if (fault !== undefined) throw faultError(fault);
      let { state } = session;
      for (const event of read) state = evolve(state, event);
      session = { sessionId, state, head: head ?? session.head, sequence: commit.position.sequence };
    }
    return anchored ? session : undefined;
  };
  const kept = (sessionId: string) => sessions.get(sessionId) ?? newSession(sessionId);

  return {
    kept,
    async catchUp(sessionId) {
      const session = await readAfter(kept(sessionId));
      if (session !== undefined) return keep(session);
      forget(sessionId);
      return keep((await readAfter(newSession(sessionId))) ?? newSession(sessionId));
    },
    advance(before, read, { head, sequence }) {
      let { state } = before;
      for (const event of read) state = evolve(state, event);
      const session = { sessionId: before.sessionId, state, head, sequence };
      // What is kept may have been read further meanwhile; what comes after these events is chained to these events.
      keep(session);
      return session;
    },
    forget,
  };
};
