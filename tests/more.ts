// What `npm test` does a part of and `npm run test:more` does whole: random runs, and one of several like cases.

/** True under `npm run test:more`. */
export const MORE = process.env.REPRISE_TESTS === 'more';

/** `npm test` makes one of so many random runs, and tries one of so many like cases. */
export const SHARE = 5;

/** How many random runs a property makes, of so many under `npm run test:more`. */
export const runs = (all: number): number => (MORE ? all : Math.ceil(all / SHARE));

/** The cases that are tried: every one under `npm run test:more`, else the first and every fifth after it. */
export const sampled = <T>(all: readonly T[]): readonly T[] =>
  MORE ? all : all.filter((_, index) => index % SHARE === 0);
