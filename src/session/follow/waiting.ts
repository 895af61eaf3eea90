// How a reader waits: until it is woken, or for a promise, and not a moment longer once it is over.
import { SYSTEM_CLOCK } from '../../clock.ts';

export class Waiting {
  #wake = () => {};
  #giveUp = () => {};
  #isOver = false;

  /** Ends a wait for news. */
  wake(): void {
    this.#wake();
  }

  /** Ends any wait. */
  end(): void {
    this.#isOver = true;
    this.#wake();
    this.#giveUp();
  }

  /** Resolves when it is woken, or after `ms`. */
  forNews(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = ms === undefined ? () => {} : SYSTEM_CLOCK.after(ms, () => this.#wake());
      this.#wake = () => {
        cancel();
        this.#wake = () => {};
        resolve();
      };
    });
  }

  /** What a promise gives; undefined where it is over before. No race: that would hold on to every promise that it lost. */
  for<T>(promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) resolve(undefined);
      this.#giveUp = () => resolve(undefined);
      promise.then(resolve, reject);
    });
  }
}

/** What is called when a signal aborts. One listener for each signal: Node takes many of one signal for a leak. */
const CALLS = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls once when the signal aborts. @returns a function that ends it */
export const onAbort = (signal: AbortSignal | undefined, call: () => void): (() => void) => {
  if (signal === undefined) return () => {};
  const known = CALLS.get(signal);
  const calls = known ?? new Set();
  calls.add(call);
  if (known === undefined) {
    CALLS.set(signal, calls);
    const all = () => {
      for (const one of calls) one();
    };
    signal.addEventListener('abort', all, { once: true });
  }
  return () => calls.delete(call);
};
