// A session's events as commits and back. Writing gives each event its ordinal and its link; reading checks both, and
// says of the first fault what it is, where, what was expected and what was got: for verify, replay and subscribe alike.
import {
  CHAIN_START,
  chainHash,
  DecodeError,
  decodeEvent,
  encodeEvent,
  type RecordedEvent,
  type UnchainedEvent,
} from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';
import type { Commit } from '../../log/port.ts';
import { sha256 } from '../../sha256.ts';

/** Where a session's chain ends: the ordinal of its newest event (0 for none) and that event's hash. */
export interface ChainHead {
  readonly ordinal: number;
  readonly hash: string;
}

/** The head of a session that has no event. */
export const NEW_CHAIN: ChainHead = { ordinal: 0, hash: CHAIN_START };

/**
 * The commit of the events of one decision or several, and the head after them. The events carry their ordinals and
 * commit id already; one that does not follow is a bug of the caller.
 */
export const encodeCommit = (
  sessionId: string,
  events: readonly UnchainedEvent[],
  head: ChainHead,
): { commit: Commit; head: ChainHead } => {
  const id = events[0]?.commitid;
  if (id === undefined) throw new Error('a commit has at least one event');
  const lines: string[] = [];
  let { ordinal, hash } = head;
  for (const event of events) {
    ordinal += 1;
    if (event.sessionid !== sessionId || event.ordinal !== ordinal || event.commitid !== id)
      throw new Error(
        `event ${event.ordinal} of ${event.sessionid} (commit ${event.commitid}) is not event ${ordinal} of ${sessionId} (commit ${id})`,
      );
    const encoded = encodeEvent(event, hash, sha256);
    lines.push(encoded.line);
    hash = encoded.hash;
  }
  return { commit: { id, lines }, head: { ordinal, hash } };
};

/**
 * What is wrong with a line. `decode`: no event; `session`: another session's; `ordinal`: missing, repeated or out of
 * order; `hash`: changed, or what stood before it was; `commit`: another commit's; `id`: that id is taken.
 */
export type FaultKind = 'decode' | 'session' | 'ordinal' | 'hash' | 'commit' | 'id';

export interface RecordFault {
  readonly kind: FaultKind;
  readonly sessionId: string;
  /** The ordinal that the line should have; undefined when it is not known (reading began in the middle). */
  readonly ordinal: number | undefined;
  /** Its place in the commit, from 0. */
  readonly index: number;
  readonly expected: string;
  readonly got: string;
}

export interface DecodedCommit {
  /** The events before the fault; all of them when there is none. */
  readonly events: RecordedEvent[];
  /** The head after those events; undefined when there was none before and no event. */
  readonly head: ChainHead | undefined;
  readonly fault: RecordFault | undefined;
}

/** What is wrong with an event as the one that follows `head` in a commit. */
const faultOf = (
  event: RecordedEvent,
  line: string,
  sessionId: string,
  head: ChainHead | undefined,
  commitId: string | undefined,
  ids: ReadonlySet<string>,
): { kind: FaultKind; expected: string; got: string } | undefined => {
  if (event.sessionid !== sessionId) return { kind: 'session', expected: sessionId, got: event.sessionid };
  if (head !== undefined && event.ordinal !== head.ordinal + 1)
    return { kind: 'ordinal', expected: String(head.ordinal + 1), got: String(event.ordinal) };
  // Without the event before, the first link is taken on trust: but the line must end in one.
  const hash = chainHash(line, head?.hash ?? CHAIN_START, sha256);
  if (hash === undefined) return { kind: 'hash', expected: 'a hash as the last member', got: line.slice(-80) };
  if ((head !== undefined || event.ordinal === 1) && hash !== event.hash)
    return { kind: 'hash', expected: hash, got: event.hash };
  if (commitId !== undefined && event.commitid !== commitId)
    return { kind: 'commit', expected: commitId, got: event.commitid };
  if (ids.has(event.id)) return { kind: 'id', expected: 'an id of its own', got: event.id };
  return undefined;
};

/**
 * The events of a commit that follows `head`. With no head (reading begins in the middle of a session) the first event's
 * ordinal and link are taken on trust, and everything after it is checked.
 */
export const decodeCommit = (
  { sessionId, lines }: { readonly sessionId: string; readonly lines: readonly string[] },
  head: ChainHead | undefined,
): DecodedCommit => {
  const events: RecordedEvent[] = [];
  const ids = new Set<string>();
  let current = head;
  for (const [index, line] of lines.entries()) {
    const where = { sessionId, ordinal: current === undefined ? undefined : current.ordinal + 1, index };
    let event: RecordedEvent;
    try {
      event = decodeEvent(line);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const fault: RecordFault = { kind: 'decode', ...where, expected: 'an event', got: error.message };
      return { events, head: current, fault };
    }
    const found = faultOf(event, line, sessionId, current, events[0]?.commitid, ids);
    if (found !== undefined) return { events, head: current, fault: { ...where, ...found } };
    ids.add(event.id);
    events.push(event);
    current = { ordinal: event.ordinal, hash: event.hash };
  }
  return { events, head: current, fault: undefined };
};

const WHAT: Record<FaultKind, string> = {
  decode: 'is no event',
  session: 'belongs to another session',
  ordinal: 'is out of order: an event is missing, repeated or moved',
  hash: 'does not continue the hash chain: it, or what stood before it, was changed',
  commit: 'belongs to another commit',
  id: 'has the id of an event before it',
};

/** A fault as one sentence for a person. */
export const faultSentence = ({ kind, sessionId, ordinal, index, expected, got }: RecordFault): string =>
  `Session ${sessionId}, ${ordinal === undefined ? `line ${index + 1} of a commit` : `event ${ordinal}`} ${WHAT[kind]}; expected ${expected}, got ${got}.`;

/** A fault as an operational error, RECORD_INVALID. */
export const faultError = (fault: RecordFault): RepriseError =>
  new RepriseError('RECORD_INVALID', faultSentence(fault), {
    hint: 'Verify the session to see where its record is sound.',
    fields: { ...fault },
  });
