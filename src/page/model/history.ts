// A session's events in memory, and its views at any moment of it, folded by the very projections of the project. Every so
// many events the state is kept, so that a step back costs at most that many steps forward.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { applyAll, initViews, type Views } from '../../../projections/all.ts';

/** States share all that did not change, so that keeping one costs little. */
const KEPT_EVERY = 50;

export class SessionHistory {
  readonly sessionId: string;
  readonly #events: RecordedEvent[] = [];
  /** After 0, 50, 100, ... events. */
  readonly #kept: Views[];
  /** After `#doneAt` events: where the fold stopped last. */
  #done: Views;
  #doneAt = 0;

  constructor(sessionId: string) {
    this.sessionId = sessionId;
    this.#done = initViews(sessionId);
    this.#kept = [this.#done];
  }

  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** Of the newest event, which is how many there are. */
  get length(): number {
    return this.#events.length;
  }

  /**
   * Takes the events that follow; those that it has already are left out.
   * @returns how many it took; -1 where some are missing before the first: nothing is taken then
   */
  append(events: readonly RecordedEvent[]): number {
    const first = events.findIndex(({ ordinal }) => ordinal > this.#events.length);
    if (first < 0) return 0;
    if (events[first]?.ordinal !== this.#events.length + 1) return -1;
    for (let index = first; index < events.length; index += 1) this.#events.push(events[index] as RecordedEvent);
    return events.length - first;
  }

  /** All views after so many events; more than there are means all of them. */
  viewsAt(ordinal: number): Views {
    const wanted = Math.max(0, Math.min(ordinal, this.#events.length));
    const nearest = Math.min(Math.floor(wanted / KEPT_EVERY), this.#kept.length - 1);
    let at = nearest * KEPT_EVERY;
    let views = this.#kept[nearest] as Views;
    if (this.#doneAt <= wanted && this.#doneAt > at) {
      at = this.#doneAt;
      views = this.#done;
    }
    while (at < wanted) {
      views = applyAll(views, this.#events[at] as RecordedEvent);
      at += 1;
      if (at % KEPT_EVERY === 0 && this.#kept.length === at / KEPT_EVERY) this.#kept.push(views);
    }
    this.#done = views;
    this.#doneAt = wanted;
    return views;
  }
}
