// Subscribing: events as they are recorded, with or without history, decoded and checked on the way. The log delivers each
// commit once. A session whose record has a fault is reported once and then left out; the others go on.
import { defined } from '../../../machines/defined.ts';
import type { EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';
import type { EventPosition, Followed, From, Log, Position } from '../../log/port.ts';
import { Recent } from '../recent.ts';
import { type ChainHead, decodeCommit, NEW_CHAIN } from '../record/chain.ts';
import { faultError } from '../record/faults.ts';
import { requireOrdinal } from './bound.ts';

/**
 * Where a subscription begins: at the start, with what is recorded from now on, at an ordinal (one session only), or
 * after a position. A position with an `index` is an event's: the rest of its commit comes first. In a log over several
 * streams name one position of each (`positions`): a stream that none names is received from its start.
 */
export type SubscribeFrom =
  | 'start'
  | 'now'
  | { readonly ordinal: number }
  | { readonly position: Position | EventPosition }
  | { readonly positions: readonly (Position | EventPosition)[] };

export interface SubscribeOptions {
  /** Default: all sessions, also those that begin later. */
  readonly sessions?: string | readonly string[];
  /** Default: all types. */
  readonly types?: readonly EventType[];
  /** Default: `start`. */
  readonly from?: SubscribeFrom;
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

/**
 * What a subscriber receives: an event and its position; once `caught-up`, when everything that was recorded before the
 * subscription began was received; `fault`, once for each session whose record does not verify, after its last sound
 * event: nothing more of that session follows; `disconnected` and `reconnected`, when the log cannot be reached and when
 * it can again.
 */
export type Subscribed =
  | { readonly kind: 'event'; readonly event: RecordedEvent; readonly position: EventPosition }
  /** `error` is RECORD_INVALID: what, where, expected, got. */
  | { readonly kind: 'fault'; readonly sessionId: string; readonly position: Position; readonly error: RepriseError }
  | Exclude<Followed, { kind: 'commit' | 'invalid' }>;

/** The event that a subscriber receives; undefined for news of the connection. */
export const eventReceived = (one: Subscribed): RecordedEvent | undefined =>
  one.kind === 'event' ? one.event : undefined;

/** The most chain heads in memory. Beyond it, the next event of the session that was silent longest is trusted unchecked. */
const MAX_HEADS = 100_000;

/** In place of the head of a session that has a fault. */
const FAULTY = 'faulty';

interface Start {
  readonly from: From;
  /** True for events before the start. */
  readonly skip: (position: EventPosition, event: RecordedEvent) => boolean;
}

const startFrom = (from: SubscribeFrom, sessions: readonly string[]): Start => {
  if (from === 'start' || from === 'now') return { from: { kind: from }, skip: () => false };
  if ('ordinal' in from) {
    const { ordinal } = from;
    if (sessions.length !== 1)
      throw new RepriseError('BAD_INPUT', 'To begin at an ordinal, name exactly one session.', {
        hint: 'Ordinals count within one session. For several sessions, begin at a position.',
        fields: { sessions },
      });
    requireOrdinal(ordinal);
    return { from: { kind: 'start' }, skip: (_, event) => event.ordinal < ordinal };
  }
  const after = 'positions' in from ? from.positions : [from.position];
  // Reading begins with the commit of the position: it may have more events, and the next one links to its last hash.
  const [position, ...more] = after.map(({ stream, sequence }) => ({ stream, sequence: Math.max(0, sequence - 1) }));
  if (position === undefined || new Set(after.map(({ stream }) => stream)).size < after.length)
    throw new RepriseError('BAD_INPUT', 'A subscription begins after one position of each stream.', {
      hint: 'Keep the position of the newest event of each stream, or begin at the start.',
      fields: { positions: after },
    });
  return {
    from: { kind: 'after', position, ...(more.length > 0 && { more }) },
    skip: ({ stream, sequence, index }) => {
      const last = after.find((one) => one.stream === stream);
      if (last === undefined || sequence > last.sequence) return false;
      return sequence < last.sequence || index <= ('index' in last ? last.index : Number.POSITIVE_INFINITY);
    },
  };
};

/**
 * Follows sessions without a gap or a repeat, across restarts of the server, until `signal` aborts. A subscription from the
 * start, or from an ordinal, checks each chain from its first event; one that begins later trusts the first event that it
 * reads of each session, and checks from there. It ends with the error of the last one where every session that was named
 * has a fault: nothing would follow any more.
 * @throws RepriseError RECORD_INVALID (what, where, expected, got), BAD_INPUT, BAD_SESSION_ID, LOG_UNREACHABLE
 */
export async function* subscribe(log: Log, options: SubscribeOptions = {}): AsyncGenerator<Subscribed, void> {
  const { types, from = 'start', signal } = options;
  const sessions = typeof options.sessions === 'string' ? [options.sessions] : (options.sessions ?? []);
  const start = startFrom(from, sessions);
  if (options.sessions !== undefined && sessions.length === 0)
    throw new RepriseError('BAD_INPUT', 'No session is named.', {
      hint: 'Leave `sessions` out to follow all of them.',
    });
  const wantedTypes = types === undefined ? undefined : new Set<string>(types);
  const heads = new Recent<string, ChainHead | typeof FAULTY>();
  const named = new Set(sessions);
  let complete = start.from.kind === 'start';

  const setHead = (sessionId: string, head: ChainHead | typeof FAULTY | undefined) => {
    if (head !== undefined) heads.set(sessionId, head);
    if (heads.size > MAX_HEADS) {
      heads.delete(heads.oldest as string);
      complete = false;
    }
  };
  const faultOf = (sessionId: string, position: Position, error: RepriseError): Subscribed => {
    setHead(sessionId, FAULTY);
    if (named.delete(sessionId) && named.size === 0) throw error;
    return { kind: 'fault', sessionId, position, error };
  };

  /** What was forgotten may begin again behind this place; whoever received nothing of it has nothing to be told then. */
  const forgottenAt = (sessionId: string, position: Position, error: RepriseError): Subscribed[] => {
    const head = heads.peek(sessionId);
    if (error.fields.begunAgain !== true) {
      const told = faultOf(sessionId, position, error);
      setHead(sessionId, NEW_CHAIN);
      return [told];
    }
    setHead(sessionId, NEW_CHAIN);
    return head === undefined || head === FAULTY ? [] : [{ kind: 'fault', sessionId, position, error }];
  };

  for await (const received of log.follow({ sessions, from: start.from, ...defined({ signal }) })) {
    if (received.kind === 'invalid') {
      const { sessionId, position, error } = received;
      if (error.code === 'SESSION_FORGOTTEN') {
        yield* forgottenAt(sessionId, position, error);
        continue;
      }
      if (heads.peek(sessionId) !== FAULTY) yield faultOf(sessionId, position, error);
      continue;
    }
    if (received.kind !== 'commit') {
      yield received;
      continue;
    }
    const { commit } = received;
    const { sessionId } = commit;
    const head = heads.peek(sessionId) ?? (complete ? NEW_CHAIN : undefined);
    if (head === FAULTY) continue;
    const { events, fault, head: after } = decodeCommit(commit, head);
    setHead(sessionId, after);
    const { stream, sequence } = commit.position;
    for (let index = 0; index < events.length; index += 1) {
      const event = events[index] as RecordedEvent;
      const position = { stream, sequence, index };
      if (start.skip(position, event) || (wantedTypes !== undefined && !wantedTypes.has(event.type))) continue;
      if (signal?.aborted) return;
      yield { kind: 'event', event, position };
    }
    if (fault !== undefined) yield faultOf(sessionId, commit.position, faultError(fault, sessionId));
  }
}
