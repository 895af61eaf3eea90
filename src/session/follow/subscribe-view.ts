// A view of a session whenever it changes, and what changed. Nothing is computed for a reader that does not ask: when it
// does, everything that is there is folded, and it gets the newest view.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { type Documents, isViewName, PROJECTIONS, VIEW_NAMES, type ViewName } from '../../../projections/index.ts';
import type { Projection } from '../../../projections/projection.ts';
import { SYSTEM_CLOCK } from '../../clock.ts';
import { RepriseError } from '../../errors.ts';
import type { EventPosition } from '../../log/port.ts';
import { requireOrdinal } from '../replay/bound.ts';
import type { HubSubscription } from './hub-subscription.ts';
import type { Subscribed } from './options.ts';
import { type PatchOperation, patchBetween } from './patch.ts';
import { onAbort, Waiting } from './waiting.ts';

export interface SubscribeViewOptions {
  /**
   * The view that the caller has, by its ordinal or its position: the first item is what changed since. Where the session has
   * no such event, and by default, the first item is the view as it is now, whole.
   */
  readonly after?: number | EventPosition;
  /** At most one view in so many milliseconds. Default 0: whenever it changes and the caller asks. */
  readonly everyMs?: number;
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

/** A view after an event. */
export interface ViewChanged<N extends ViewName = ViewName> {
  readonly kind: 'view';
  readonly view: N;
  readonly sessionId: string;
  /** The newest event that it shows; `after` this one a later subscription goes on. */
  readonly ordinal: number;
  readonly position: EventPosition;
  readonly document: Documents[N];
  /**
   * What changed since the view before, as JSON Patch (RFC 6902): `patched(before, patch)` is the document. Undefined for the
   * first view of a subscription that has none before.
   */
  readonly patch: readonly PatchOperation[] | undefined;
}

/** `caught-up` comes after the view of what was recorded before the subscription began. */
export type ViewSubscribed<N extends ViewName = ViewName> =
  | ViewChanged<N>
  | Extract<Subscribed, { kind: 'caught-up' | 'disconnected' | 'reconnected' }>;

/** @throws RepriseError BAD_INPUT */
const requireOptions = (view: string, { after = 0, everyMs = 0 }: SubscribeViewOptions): void => {
  if (!isViewName(view))
    throw new RepriseError('BAD_INPUT', `There is no view ${JSON.stringify(view)}.`, {
      hint: `The views are ${VIEW_NAMES.join(', ')}.`,
      fields: { view },
    });
  if (after !== 0 && typeof after !== 'object') requireOrdinal(after);
  if (!(everyMs >= 0))
    throw new RepriseError('BAD_INPUT', `everyMs is a number of milliseconds from 0, not ${everyMs}.`, {
      fields: { everyMs },
    });
};

/** Folds one view, and shows it where it differs from what was shown last. */
class Folding<N extends ViewName> {
  readonly #view: N;
  readonly #sessionId: string;
  readonly #after: number | EventPosition;
  readonly #projection: Projection<unknown, Documents[N]>;
  #folded: unknown;
  #newest: { readonly ordinal: number; readonly position: EventPosition } | undefined;
  #shown: Documents[N] | undefined;
  /** Whether it may differ from what was shown last. */
  isChanged = false;

  constructor(sessionId: string, view: N, after: number | EventPosition) {
    this.#sessionId = sessionId;
    this.#view = view;
    this.#after = after;
    this.#projection = PROJECTIONS[view] as unknown as Projection<unknown, Documents[N]>;
    this.#folded = this.#projection.init(sessionId);
  }

  take(event: RecordedEvent, position: EventPosition): void {
    const before = this.#folded;
    this.#folded = this.#projection.apply(before, event);
    // The first view is new to the caller whatever it shows.
    if (this.#newest === undefined || this.#folded !== before) this.isChanged = true;
    this.#newest = { ordinal: event.ordinal, position };
    if (!this.#isAfter(event, position)) return;
    this.#shown = this.#projection.show(this.#folded);
    this.isChanged = false;
  }

  /** Begins again: the session was forgotten, and what follows is another one of its id. */
  restart(): void {
    this.#folded = this.#projection.init(this.#sessionId);
    this.#newest = undefined;
    this.isChanged = false;
  }

  #isAfter({ ordinal }: RecordedEvent, { stream, sequence, index }: EventPosition): boolean {
    const after = this.#after;
    if (typeof after === 'number') return ordinal === after;
    return after.sequence === sequence && after.index === index && after.stream === stream;
  }

  /** The view, where it is another than the last. */
  show(): ViewChanged<N> | undefined {
    if (!this.isChanged || this.#newest === undefined) return undefined;
    this.isChanged = false;
    const document = this.#projection.show(this.#folded);
    const patch = this.#shown === undefined ? undefined : patchBetween(this.#shown, document);
    if (patch?.length === 0) return undefined;
    this.#shown = document;
    return { kind: 'view', view: this.#view, sessionId: this.#sessionId, ...this.#newest, document, patch };
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => {
  const waiting = new Waiting();
  const forget = onAbort(signal, () => waiting.wake());
  return signal.aborted ? Promise.resolve() : waiting.forNews(ms).finally(forget);
};

async function* changes<N extends ViewName>(
  subscription: HubSubscription,
  folding: Folding<N>,
  everyMs: number,
  signal: AbortSignal,
  forget: () => void,
): AsyncGenerator<ViewSubscribed<N>, void> {
  let isCaughtUp = false;
  let dueMs = 0;
  try {
    for (;;) {
      let item = subscription.ready();
      if (item === undefined) {
        // Everything that is there was folded.
        const changed = isCaughtUp && subscription.isLive ? folding.show() : undefined;
        if (changed !== undefined) {
          yield changed;
          dueMs = SYSTEM_CLOCK.nowMs() + everyMs;
        }
        const { done, value } = await subscription.next();
        if (done) return;
        item = value;
        const waitMs = dueMs - SYSTEM_CLOCK.nowMs();
        if (isCaughtUp && waitMs > 0 && item.kind === 'event') await pause(waitMs, signal);
        if (signal.aborted) return;
      }
      if (item.kind === 'event') {
        folding.take(item.event, item.position);
        continue;
      }
      if (item.kind === 'fault') {
        folding.restart();
        continue;
      }
      if (item.kind === 'behind') continue;
      isCaughtUp ||= item.kind === 'caught-up';
      const changed = isCaughtUp ? folding.show() : undefined;
      if (changed !== undefined) yield changed;
      yield item;
    }
  } finally {
    forget();
    await subscription.return();
  }
}

/**
 * A view of a session: as it is now, then whenever it changes. A slow reader gets the newest, with what changed since the one
 * that it got before.
 * @param subscribed makes a subscription to the session
 * @throws RepriseError BAD_INPUT; later RECORD_INVALID where the record has a fault
 */
export const subscribeView = <N extends ViewName>(
  subscribed: (signal: AbortSignal) => HubSubscription,
  sessionId: string,
  view: N,
  options: SubscribeViewOptions,
): AsyncIterableIterator<ViewSubscribed<N>, void> => {
  requireOptions(view, options);
  const { after = 0, everyMs = 0 } = options;
  const stop = new AbortController();
  const forget = onAbort(options.signal, () => stop.abort());
  if (options.signal?.aborted) stop.abort();
  const items = changes(subscribed(stop.signal), new Folding(sessionId, view, after), everyMs, stop.signal, forget);
  return {
    next: () => items.next(),
    async return() {
      // Also while it waits.
      stop.abort();
      await items.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
