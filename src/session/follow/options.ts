// What a subscription is asked for, and what it gives: the same with a hub, without one, and over HTTP.
import type { EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { RepriseError } from '../../errors.ts';
import type { EventPosition, Followed, Position } from '../../log/port.ts';

/**
 * Where a subscription begins: at the start, with what is recorded from now on, at an ordinal (one session only), after a
 * position, or at a time. A position with an `index` is an event's: the rest of its commit comes first. In a log over
 * several streams name one position of each (`positions`): a stream that none names is received from its start. A time, in
 * any form that `readTime` reads: of each session, what comes before its first event whose `time` is at or after it is left
 * out; from that event on everything is received, also an event with an earlier `time`.
 */
export type SubscribeFrom =
  | 'start'
  | 'now'
  | { readonly ordinal: number }
  | { readonly position: Position | EventPosition }
  | { readonly positions: readonly (Position | EventPosition)[] }
  | { readonly time: string };

export interface SubscribeOptions {
  /** Default: all sessions, also those that begin later. */
  readonly sessions?: string | readonly string[];
  /** Default: all types. */
  readonly types?: readonly EventType[];
  /** Only what these actors did. Default: all. */
  readonly actors?: readonly string[];
  /** Default: `start`. */
  readonly from?: SubscribeFrom;
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

/** A subscription to a hub. */
export interface HubSubscribeOptions extends SubscribeOptions {
  /**
   * What happens to a reader that is slower than the log, once it is behind what the hub holds: `read`, it goes on from the
   * log by itself until it has the live events again; `end`, its last item is `behind`, with where to resume. Default: `read`.
   */
  readonly whenBehind?: 'read' | 'end';
}

/**
 * What a subscriber receives: an event and its position; once `caught-up`, when everything that was recorded before the
 * subscription began was received; `fault`, once for each session whose record does not verify, after its last sound
 * event: nothing more of that session follows; `disconnected` and `reconnected`, when the log cannot be reached and when
 * it can again; `behind` as the last item of a reader that was too slow and asked for that. An event is shared with other
 * subscribers of the process: it is not to be changed.
 */
export type Subscribed =
  | { readonly kind: 'event'; readonly event: RecordedEvent; readonly position: EventPosition }
  /** `error` is RECORD_INVALID: what, where, expected, got. */
  | { readonly kind: 'fault'; readonly sessionId: string; readonly position: Position; readonly error: RepriseError }
  /** `positions`: a subscription from them receives what follows. */
  | { readonly kind: 'caught-up'; readonly positions: readonly Position[] }
  | { readonly kind: 'behind'; readonly positions: readonly (Position | EventPosition)[] }
  | Extract<Followed, { kind: 'disconnected' | 'reconnected' }>;

/** The event that a subscriber receives; undefined for anything else. */
export const eventReceived = (one: Subscribed): RecordedEvent | undefined =>
  one.kind === 'event' ? one.event : undefined;
