// Subscribing over HTTP: the items that the library's `subscribe` gives, from the live stream of events.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { RepriseError } from '../errors.ts';
import type { EventPosition, Position } from '../log/port.ts';
import type { Problem } from '../service/problem.ts';
import { errorOf } from './problem.ts';
import { resumed } from './resume.ts';
import type { Transport } from './transport.ts';

export interface ClientSubscribeOptions {
  /** Default: all sessions, also those that begin later. */
  readonly sessions?: string | readonly string[];
  /** Default: `start`. A position is that of the last event received. */
  readonly from?: 'start' | 'now' | { readonly position: EventPosition };
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

/** What a subscriber receives: as from the library. */
export type ClientSubscribed =
  | { readonly kind: 'event'; readonly event: RecordedEvent; readonly position: EventPosition }
  | { readonly kind: 'fault'; readonly sessionId: string; readonly position: Position; readonly error: RepriseError }
  | { readonly kind: 'caught-up' }
  /** The service, or its log, does not answer. The subscription goes on when it does. */
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'reconnected' };

interface Fault {
  readonly sessionId: string;
  readonly position: Position;
  readonly problem: Problem;
}

export async function* subscribed(
  transport: Transport,
  { sessions, from = 'start', signal }: ClientSubscribeOptions = {},
): AsyncGenerator<ClientSubscribed, void> {
  const named = typeof sessions === 'string' ? sessions : sessions?.join();
  const begin =
    typeof from === 'string'
      ? { from }
      : { after: `${from.position.stream}:${from.position.sequence}:${from.position.index}` };
  for await (const one of resumed(transport, 'events.follow', { query: { session: named, ...begin }, signal })) {
    if (one.kind !== 'item') {
      yield one;
      continue;
    }
    const { event, data } = one;
    if (event === 'fault') {
      const { sessionId, position, problem } = data as Fault;
      yield { kind: 'fault', sessionId, position, error: errorOf(problem) as RepriseError };
    } else if (event === 'caught-up') yield { kind: 'caught-up' };
    else if ('event' in (data as object)) {
      const { event: recorded, position } = data as { event: RecordedEvent; position: EventPosition };
      yield { kind: 'event', event: recorded, position };
    }
  }
}
