// What a sequence of commands shrinks to: chunks of it left out, from halves to single commands, then each command said
// with less. Where it got to goes along with each candidate, so that a long sequence is not begun anew at every step.
import type { GeneratedCommand } from '../run.ts';

/** Where shrinking stands: chunks of `size` that end at `at` are next; at size 0, the command `at` is said with less. */
export interface Place {
  readonly size: number;
  readonly at: number;
  /** Something became simpler in this pass, so that it is worth another. */
  readonly simpler: boolean;
}

export interface Candidate {
  readonly wishes: readonly GeneratedCommand[];
  readonly place: Place;
}

const without = (data: object, key: string): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));

/** One wish said with less, the least first. */
function* simplerWishes(wish: GeneratedCommand): Generator<GeneratedCommand> {
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
export function* simplerSequences(
  wishes: readonly GeneratedCommand[],
  least: number,
  from?: Place,
): Generator<Candidate> {
  let { size, at, simpler } = from ?? { size: wishes.length, at: wishes.length, simpler: false };
  for (;;) {
    if (size > 0) {
      yield* shorterSequences(wishes, least, size, at);
      // What could not be left out may be now that others are gone.
      if (size > 1) size = Math.ceil(size / 2);
      else if (simpler) simpler = false;
      else size = 0;
      at = size === 0 ? 0 : wishes.length;
    } else {
      for (let index = at; index < wishes.length; index += 1)
        for (const wish of simplerWishes(wishes[index] as GeneratedCommand))
          yield { wishes: wishes.with(index, wish), place: { size: 0, at: index, simpler: true } };
      if (!simpler) return;
      // A command that was spoken of no more can go.
      ({ size, at, simpler } = { size: 1, at: wishes.length, simpler: false });
    }
  }
}

function* shorterSequences(
  wishes: readonly GeneratedCommand[],
  least: number,
  size: number,
  at: number,
): Generator<Candidate> {
  for (let end = Math.min(at, wishes.length); end > 0; end -= size) {
    const start = Math.max(0, end - size);
    if (wishes.length - (end - start) < least) continue;
    const rest = [...wishes.slice(0, start), ...wishes.slice(end)];
    yield { wishes: rest, place: { size, at: start, simpler: true } };
  }
}
