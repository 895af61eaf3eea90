// What a caller last saw of a session. A command that leaves something open ("the active phase") means what it was there,
// however often it is decided again because others were faster.
import type { State } from '../../../machines/state/state.ts';
import { Recent } from '../recent.ts';

export class Sight {
  #state: State | undefined;
  #readTo = 0;

  /** The newest state that the caller got; undefined where it got none, or has read events beyond it since. */
  get state(): State | undefined {
    return this.#state !== undefined && this.#state.ordinal >= this.#readTo ? this.#state : undefined;
  }

  /** True where the caller has seen nothing. */
  get isBlank(): boolean {
    return this.#state === undefined && this.#readTo === 0;
  }

  /** The caller got this state, in a result or by reading. An answer that comes late shows nothing newer. */
  see(state: State): void {
    if (this.#state === undefined || state.ordinal > this.#state.ordinal) this.#state = state;
  }

  /** The caller read the events up to this one. */
  read(ordinal: number): void {
    if (ordinal > this.#readTo) this.#readTo = ordinal;
  }
}

/** Which event of which session an item shows; undefined for none. */
type EventIn<T> = (item: T) => { readonly sessionid: string; readonly ordinal: number } | undefined;

/**
 * Events, or items that show one, on their way to a caller, whose sight follows them. No generator, which costs as much for
 * each item as finding its hash.
 */
export const witnessed = <T>(
  items: AsyncIterable<T>,
  eventIn: EventIn<T>,
  sightOf: (sessionId: string) => Sight,
): AsyncIterableIterator<T, void> => {
  const iterator = items[Symbol.asyncIterator]();
  const seen = (result: IteratorResult<T, unknown>): IteratorResult<T, void> => {
    if (result.done) return { done: true, value: undefined };
    const event = eventIn(result.value);
    if (event !== undefined) sightOf(event.sessionid).read(event.ordinal);
    return result;
  };
  return {
    next: () => iterator.next().then(seen),
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

/** The most sessions that one open log remembers a sight of; that of the session longest unused is dropped. */
const MAX_SIGHTS = 1_000;

/**
 * The sights of many sessions by their ids. A sight keeps a state in memory, so that of a session which the cache drops is
 * dropped with it.
 */
export const sights = (): {
  readonly sightOf: (sessionId: string) => Sight;
  readonly forgetSight: (sessionId: string) => void;
} => {
  const known = new Recent<string, Sight>();
  return {
    sightOf(sessionId) {
      const sight = known.peek(sessionId) ?? new Sight();
      known.set(sessionId, sight);
      if (known.size > MAX_SIGHTS) known.delete(known.oldest as string);
      return sight;
    },
    forgetSight: (sessionId) => known.delete(sessionId),
  };
};
