// A session's events as commits and back. Encoding gives each event its link in the hash chain; decoding checks ordinals
// and links, and stops at the first fault.
import {
  asDecoded,
  CHAIN_START,
  chainHash,
  DecodeError,
  decodeEvent,
  encodeEvent,
  type RecordedEvent,
  type UnchainedEvent,
} from '../../../machines/events/envelope.ts';
import type { Commit } from '../../log/port.ts';
import { sha256 } from '../../sha256.ts';
import type { CommitFault, CommitFaultKind } from './faults.ts';

/** Where a session's chain ends: the ordinal of its newest event (0 for none) and that event's hash. */
export interface ChainHead {
  readonly ordinal: number;
  readonly hash: string;
}

/** The head of a session that has no event. */
export const NEW_CHAIN: ChainHead = { ordinal: 0, hash: CHAIN_START };

/**
 * The commit of the events of one decision or several, and the head after them. The events carry their ordinals and
 * commit id already.
 * @returns also the events as decoding the commit gives them; undefined where only decoding shows them, or its fault
 * @throws Error (a bug of the caller) for no event, or for one that does not follow the event before it
 */
export const encodeCommit = (
  sessionId: string,
  events: readonly UnchainedEvent[],
  head: ChainHead,
): { commit: Commit; head: ChainHead; events: RecordedEvent[] | undefined } => {
  const id = events[0]?.commitid;
  if (id === undefined) throw new Error('a commit has at least one event');
  const lines: string[] = [];
  let decoded: RecordedEvent[] | undefined = [];
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
    const asRead = decoded && asDecoded(event, hash);
    if (asRead === undefined || decoded?.some((other) => other.id === asRead.id)) decoded = undefined;
    else decoded?.push(asRead);
  }
  return { commit: { id, lines }, head: { ordinal, hash }, events: decoded };
};

export interface DecodedCommit {
  /** The events before the fault; all of them when there is none. */
  readonly events: RecordedEvent[];
  /** The head after those events; undefined when there was none before and no event. */
  readonly head: ChainHead | undefined;
  readonly fault: CommitFault | undefined;
}

interface Found {
  readonly kind: CommitFaultKind;
  readonly expected: string;
  readonly got: string;
}

/** What is wrong with an event as the one that follows `head` in a commit, `before` being those of the commit so far. */
const faultOf = (
  event: RecordedEvent,
  line: string,
  sessionId: string,
  head: ChainHead | undefined,
  before: readonly RecordedEvent[],
): Found | undefined => {
  if (event.sessionid !== sessionId) return { kind: 'session', expected: sessionId, got: event.sessionid };
  if (head !== undefined && event.ordinal !== head.ordinal + 1)
    return { kind: 'ordinal', expected: String(head.ordinal + 1), got: String(event.ordinal) };
  // Without the event before, the first link is trusted; the line must end in one all the same.
  const hash = chainHash(line, head?.hash ?? CHAIN_START, sha256);
  if (hash === undefined) return { kind: 'hash', expected: 'a hash as the last member', got: line.slice(-80) };
  if ((head !== undefined || event.ordinal === 1) && hash !== event.hash)
    return { kind: 'hash', expected: hash, got: event.hash };
  const [first] = before;
  if (first !== undefined && event.commitid !== first.commitid)
    return { kind: 'commit', expected: first.commitid, got: event.commitid };
  return undefined;
};

/** The event of a line, or why it holds none. */
const decodedOr = (line: string): RecordedEvent | DecodeError => {
  try {
    return decodeEvent(line);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
};

/**
 * The events of a commit that follows `head`. With no head (reading begins in the middle of a session) the first event's
 * ordinal and link are trusted, and everything after it is checked.
 */
export const decodeCommit = (
  { sessionId, lines }: { readonly sessionId: string; readonly lines: readonly string[] },
  head: ChainHead | undefined,
): DecodedCommit => {
  const events: RecordedEvent[] = [];
  /** Those before, where there are several: a commit of one event has no need of them. */
  const ids = lines.length > 1 ? new Set<string>() : undefined;
  let current = head;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    const faulty = (found: Found): DecodedCommit => {
      const ordinal = current === undefined ? undefined : current.ordinal + 1;
      return { events, head: current, fault: { sessionId, ordinal, index, ...found } };
    };
    const event = decodedOr(line);
    if (event instanceof DecodeError) return faulty({ kind: 'decode', expected: 'an event', got: event.message });
    const found = faultOf(event, line, sessionId, current, events);
    if (found !== undefined) return faulty(found);
    if (ids?.has(event.id)) return faulty({ kind: 'id', expected: 'an id that no earlier event has', got: event.id });
    ids?.add(event.id);
    events.push(event);
    current = { ordinal: event.ordinal, hash: event.hash };
  }
  return { events, head: current, fault: undefined };
};
