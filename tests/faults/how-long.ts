// The fault tests have two lengths: a short one within `npm test`, and the long one of `npm run test:faults`.

/** True under `npm run test:faults`. */
export const LONG = process.env.REPRISE_TESTS === 'faults';

/** The number for the short version, or for the long one. */
export const howMany = ({ short, long }: { readonly short: number; readonly long: number }): number =>
  LONG ? long : short;

/** Of the random draws, of how long the load lasts before a fault. */
export const SEED = Number(process.env.REPRISE_SEED ?? 20_260_131);

/** Numbers from 0 to 1 that follow from the seed and a name. */
export const drawsOf = (name: string): (() => number) => {
  let state = SEED;
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 0x9e3779b1) >>> 0;
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
