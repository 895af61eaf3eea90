// What a suite of subscriptions is given, and steps that its parts share.
import type { ViewName } from '../../projections/index.ts';
import type { Log } from '../../src/log/port.ts';
import type { HubSubscribeOptions, Subscribed } from '../../src/session/follow/options.ts';
import type { SubscribeViewOptions, ViewSubscribed } from '../../src/session/follow/subscribe-view.ts';

/** A log, and a way to subscribe to it: the library's, or over a network. */
export interface SubscriptionStore {
  /** What is appended here is what subscribers receive. */
  readonly log: Log;
  subscribe(options: HubSubscribeOptions): AsyncIterable<Subscribed>;
  /** Undefined where views are not offered. */
  subscribeView?<N extends ViewName>(
    sessionId: string,
    view: N,
    options?: SubscribeViewOptions,
  ): AsyncIterable<ViewSubscribed<N>>;
  /**
   * Over a network, which is excepted from two things: it holds more for a reader than a hub does, so that none is behind by
   * a few hundred events or views; and a log that ends behind the service does not end a reader, which waits for it to come back.
   */
  readonly isRemote?: boolean;
  /** How many readers are served now; undefined where that is not known. */
  readers?(): number;
  /** Kills the server of the log where it stands, and starts it again; undefined where there is none. */
  crash?(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a store, with a log that has no session yet.
 * @param maxCommits how many commits are held for readers, where that can be said: a reader that is slower by more reads
 *   from the log
 */
export type StartSubscriptions = (maxCommits?: number) => Promise<SubscriptionStore>;

export type ReceivedEvent = Extract<Subscribed, { kind: 'event' }>;
export const eventsIn = (received: readonly Subscribed[]): ReceivedEvent[] =>
  received.filter((one): one is ReceivedEvent => one.kind === 'event');
export const ordinalsIn = (received: readonly Subscribed[], sessionId?: string): number[] =>
  eventsIn(received)
    .filter(({ event }) => sessionId === undefined || event.sessionid === sessionId)
    .map(({ event }) => event.ordinal);
export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
export const isCaughtUp = (received: readonly Subscribed[]): boolean => received.at(-1)?.kind === 'caught-up';

/** Subscribes until `enough` holds of everything received so far. */
export const until = async (
  store: Pick<SubscriptionStore, 'subscribe'>,
  options: HubSubscribeOptions,
  enough: (received: readonly Subscribed[]) => boolean | Promise<boolean>,
): Promise<Subscribed[]> => {
  const abort = new AbortController();
  const received: Subscribed[] = [];
  for await (const next of store.subscribe({ ...options, signal: abort.signal })) {
    received.push(next);
    if (await enough(received)) abort.abort();
  }
  return received;
};
