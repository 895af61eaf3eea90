// Picks of chance, drawn from fast-check's generator alone: the same seed gives the same picks.
import type { Random } from 'fast-check';

export class Picks {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return this.#random.nextInt(least, most);
  }

  /** True `times` in a hundred. */
  percent(times: number): boolean {
    return this.#random.nextInt(0, 99) < times;
  }

  /** One of a list; undefined of an empty one. */
  of<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.#random.nextInt(0, list.length - 1)];
  }

  /** One of what is named. */
  one<T>(first: T, ...rest: readonly T[]): T {
    return this.of([first, ...rest]) as T;
  }

  /** The index of one of some weights, each as likely as its weight; -1 where all are zero. */
  weighed(weights: readonly number[]): number {
    let sum = 0;
    for (const weight of weights) sum += weight;
    if (sum <= 0) return -1;
    let at = (this.#random.nextInt(0, 0xffffff) / 0x1000000) * sum;
    let last = -1;
    for (const [index, weight] of weights.entries()) {
      if (weight <= 0) continue;
      last = index;
      at -= weight;
      if (at < 0) return index;
    }
    return last;
  }
}
