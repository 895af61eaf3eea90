// A hub: the readers of one process share one subscription to the log. However many they are, the log is followed once and
// each commit is decoded once; what a reader has not read yet is in the log, not in memory.
import type { ViewName } from '../../../projections/index.ts';
import type { EventPosition, Log, Position } from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import { HubSubscription } from './hub-subscription.ts';
import { LiveTail, type Reader, type Tails } from './live-tail.ts';
import type { HubSubscribeOptions, Subscribed } from './options.ts';
import type { RingLimits } from './ring.ts';
import { type SubscribeViewOptions, subscribeView, type ViewSubscribed } from './subscribe-view.ts';

export type HubOptions = RingLimits;

/** What a subscriber receives, and where it is. */
export interface Subscription extends AsyncIterableIterator<Subscribed, void> {
  /**
   * A subscription from these positions receives what this one did not hand on: also while it runs, and after it ended. Empty
   * where it begins at the start and has received nothing.
   */
  readonly positions: readonly (Position | EventPosition)[];
  /** Ends it, also while it waits. */
  return(): Promise<IteratorResult<Subscribed, void>>;
}

export interface Hub {
  /**
   * Follows sessions as `subscribe` does, on the hub's one subscription to the log. It begins at the first `next()`. A reader
   * that leaves ends it by `return()`, as `for await` does, or by its signal.
   * @throws RepriseError BAD_INPUT, BAD_SESSION_ID
   */
  subscribe(options?: HubSubscribeOptions): Subscription;
  /** A view of a session whenever it changes. @throws RepriseError BAD_INPUT, BAD_SESSION_ID */
  subscribeView<N extends ViewName>(
    sessionId: string,
    view: N,
    options?: SubscribeViewOptions,
  ): AsyncIterableIterator<ViewSubscribed<N>, void>;
  /** How many readers there are, and what is held for them in memory. */
  readonly load: { readonly readers: number; readonly commits: number; readonly bytes: number };
  /** Ends all readers. The log stays open. */
  close(): Promise<void>;
}

export const createHub = (log: Log, options: HubOptions = {}): Hub => {
  const readers = new Set<Reader>();
  let tail: LiveTail | undefined;
  let ring: { first: number; next: number; bytes: number } | undefined;
  const leave = () => {
    tail?.stop();
    tail = undefined;
    ring = undefined;
  };
  const tails: Tails = {
    acquire(reader) {
      readers.add(reader);
      const isNew = tail === undefined || tail.end !== undefined;
      if (isNew) {
        leave();
        const begun = new LiveTail(log, options);
        tail = begun;
        begun.opened.then(
          (opened) => {
            if (tail === begun) ring = opened;
          },
          () => undefined,
        );
      }
      return { tail: tail as LiveTail, isNew };
    },
    release(reader) {
      readers.delete(reader);
      if (readers.size === 0) leave();
    },
  };
  const hub: Hub = {
    subscribe(subscribeOptions = {}) {
      const { sessions = [] } = subscribeOptions;
      for (const id of typeof sessions === 'string' ? [sessions] : sessions) requireSessionId(id);
      return new HubSubscription(log, tails, subscribeOptions);
    },
    subscribeView: (sessionId, view, viewOptions = {}) => {
      requireSessionId(sessionId);
      return subscribeView(
        (signal) => new HubSubscription(log, tails, { sessions: sessionId, signal }),
        sessionId,
        view,
        viewOptions,
      );
    },
    get load() {
      return {
        readers: readers.size,
        commits: ring === undefined ? 0 : ring.next - ring.first,
        bytes: ring?.bytes ?? 0,
      };
    },
    async close() {
      await Promise.all([...readers].map((reader) => reader.return()));
      leave();
    },
  };
  return hub;
};
