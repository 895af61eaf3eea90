// What a sequence of commands shrinks to: chunks of it left out, from halves to single commands, then each command said
// with less. Where it got to goes along with each candidate, so that a long sequence is not begun anew at every step.
import type { Wish } from '../run.ts';

/** Where shrinking stands: chunks of `size` that end at `at` are next; at size 0, the command `at` is said with less. */
export interface Place {
  readonly size: number;
  readonly at: number;
  /** Something was left out in this pass. */
  readonly shorter: boolean;
}

export interface Candidate {
  readonly wishes: readonly Wish[];
  readonly place: Place;
}

const without = (data: object, key: string): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));

/** One wish said with less, the least first. */
function* simplerWishes(wish: Wish): Generator<Wish> {
  const { actor, time, ...bare } = wish;
  if (actor !== undefined || time !== undefined) yield bare;
  if (typeof wish.data !== 'object' || wish.data === null) return;
  for (const [key, value] of Object.entries(wish.data)) {
    yield { ...wish, data: without(wish.data, key) };
    if (Array.isArray(value) && value.length > 1)
      for (const one of value) yield { ...wish, data: { ...wish.data, [key]: [one] } };
  }
}

/** Simpler sequences, from a place on; none is shorter than `least`. */
export function* simplerSequences(wishes: readonly Wish[], least: number, from?: Place): Generator<Candidate> {
  let { size, at, shorter } = from ?? { size: wishes.length, at: wishes.length, shorter: false };
  while (size > 0) {
    for (let end = Math.min(at, wishes.length); end > 0; end -= size) {
      const start = Math.max(0, end - size);
      if (wishes.length - (end - start) < least) continue;
      yield {
        wishes: [...wishes.slice(0, start), ...wishes.slice(end)],
        place: { size, at: start, shorter: true },
      };
    }
    // What could not be left out may be now that others are gone.
    if (size === 1 && shorter) shorter = false;
    else size = size === 1 ? 0 : Math.ceil(size / 2);
    at = wishes.length;
  }
  for (let index = from?.size === 0 ? from.at : 0; index < wishes.length; index += 1)
    for (const simpler of simplerWishes(wishes[index] as Wish))
      yield { wishes: wishes.with(index, simpler), place: { size: 0, at: index, shorter: false } };
}
