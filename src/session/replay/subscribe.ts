// Subscribing: events as they are recorded, history first where wanted, decoded and checked on the way. The log says
// nothing twice and leaves nothing out; here a broken chain ends the subscription instead of being handed on.
import type { EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';
import type { EventPosition, Followed, From, Log, Position, StoredCommit } from '../../log/port.ts';
import { type ChainHead, type DecodedCommit, decodeCommit, NEW_CHAIN } from '../record/chain.ts';
import { faultError } from '../record/faults.ts';

/**
 * Where a subscription begins: at the start, with what is recorded from now on, at an ordinal (one session only), or
 * after a position. A position with an `index` is an event's: the rest of its commit comes first.
 */
export type SubscribeFrom =
  | 'start'
  | 'now'
  | { readonly ordinal: number }
  | { readonly position: Position | EventPosition };

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
 * What a subscriber is told: an event and where it stands; once, that everything recorded when it began has been told
 * (`caught-up`; what is recorded after that is live); that the log cannot be reached, and that it can be again.
 */
export type Subscribed =
  | { readonly kind: 'event'; readonly event: RecordedEvent; readonly position: EventPosition }
  | Exclude<Followed, { kind: 'commit' }>;

/** Heads kept to check chains: beyond that the session that was quiet the longest is taken on trust when it speaks. */
const MAX_HEADS = 100_000;

interface Start {
  readonly from: From;
  /** Events that the subscriber has, or does not want. */
  readonly skip: (position: EventPosition, event: RecordedEvent) => boolean;
}

const startFrom = (from: SubscribeFrom, sessions: readonly string[]): Start => {
  if (from === 'start' || from === 'now') return { from: { kind: from }, skip: () => false };
  if ('ordinal' in from) {
    const { ordinal } = from;
    if (sessions.length !== 1)
      throw new RepriseError('BAD_INPUT', 'To begin at an ordinal, name exactly one session.', {
        hint: 'Ordinals count within a session; several begin at a position.',
        fields: { sessions },
      });
    if (!Number.isInteger(ordinal) || ordinal < 1)
      throw new RepriseError('BAD_INPUT', `An ordinal is a whole number from 1, not ${ordinal}.`, {
        fields: { ordinal },
      });
    return { from: { kind: 'start' }, skip: (_, event) => event.ordinal < ordinal };
  }
  const { stream, sequence } = from.position;
  const index = 'index' in from.position ? from.position.index : Number.POSITIVE_INFINITY;
  // From the commit before it on: that commit may have more events, and its last hash is what the next links to.
  return {
    from: { kind: 'after', position: { stream, sequence: Math.max(0, sequence - 1) } },
    skip: (position) => position.sequence <= sequence && position.index <= index,
  };
};

/**
 * Follows sessions without a gap or a repeat, across restarts of the server, until `signal` aborts. Chains are checked
 * from their start where the subscription begins there (also for an ordinal); one that begins later takes the first
 * event it meets of each session on trust.
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
  const wanted = types === undefined ? undefined : new Set<string>(types);
  const heads = new Map<string, ChainHead>();
  let complete = start.from.kind === 'start';

  const decode = (commit: StoredCommit): DecodedCommit => {
    const { sessionId } = commit;
    const before = heads.get(sessionId) ?? (complete ? NEW_CHAIN : undefined);
    const decoded = decodeCommit(commit, before);
    const { head } = decoded;
    heads.delete(sessionId); // and set again: the map's order is the order of speaking
    if (head !== undefined) heads.set(sessionId, head);
    if (heads.size > MAX_HEADS) {
      for (const quiet of heads.keys()) {
        heads.delete(quiet);
        break;
      }
      complete = false;
    }
    return decoded;
  };

  for await (const told of log.follow({ sessions, from: start.from, ...(signal && { signal }) })) {
    if (told.kind !== 'commit') {
      yield told;
      continue;
    }
    const { events, fault } = decode(told.commit);
    for (const [index, event] of events.entries()) {
      const position = { ...told.commit.position, index };
      if (start.skip(position, event) || (wanted !== undefined && !wanted.has(event.type))) continue;
      if (signal?.aborted) return;
      yield { kind: 'event', event, position };
    }
    if (fault !== undefined) throw faultError(fault, fault.sessionId);
  }
}
