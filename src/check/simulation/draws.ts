// What chance decides in a simulation. Each draw has a name and depends on the seed and that name alone: where a writer, a
// command or a fault is left out, everything else stays as it was, so that a failure can be shrunk.

/** A number from 0 to 2^32 - 1 for a seed and a name; the same on every machine. */
const hash32 = (seed: number, name: string): number => {
  let h = seed ^ 0x9e3779b9;
  for (let n = 0; n < name.length; n += 1) {
    h = Math.imul(h ^ name.charCodeAt(n), 0x85ebca6b);
    h ^= h >>> 13;
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x27d4eb2f);
  return (h ^ (h >>> 16)) >>> 0;
};

export class Draws {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** From 0 up to 1, without 1. */
  part(name: string): number {
    return hash32(this.seed, name) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`. */
  between(name: string, least: number, most: number): number {
    return least + Math.floor(this.part(name) * (most - least + 1));
  }

  /** True in so many of a thousand. */
  perMille(name: string, weight: number): boolean {
    return weight > 0 && this.part(name) * 1_000 < weight;
  }

  /** One of them. */
  pick<T>(name: string, all: readonly T[]): T {
    return all[this.between(name, 0, all.length - 1)] as T;
  }

  /** Milliseconds on a network: mostly some, now and then many. */
  latencyMs(name: string): number {
    const part = this.part(name);
    return part < 0.97 ? 0.1 + part * 3 : 3 + (part - 0.97) * 1_300;
  }

  /** The seed of something that draws on its own. */
  seedOf(name: string): number {
    return hash32(this.seed, name);
  }
}
