// What `npm test` does a part of and `npm run test:more` does whole: random runs, and cases that repeat a test with other inputs.

/** True under `npm run test:more`. */
export const MORE = process.env.REPRISE_TESTS === 'more';

/** `npm test` makes one of so many random runs, and tries one of so many repeated cases. */
export const SHARE = 5;

/** How many repeated cases the file that runs now has left out. */
export const leftOut = { cases: 0 };

/** How many random runs a property makes, of so many under `npm run test:more`. */
export const runs = (all: number): number => (MORE ? all : Math.ceil(all / SHARE));

const chosen = <T>(all: readonly T[], isChosen: (one: T, index: number) => boolean): readonly T[] => {
  const part = MORE ? all : all.filter(isChosen);
  leftOut.cases += all.length - part.length;
  return part;
};

/** The cases that are tried: every one under `npm run test:more`, else the first and every fifth after it. */
export const sampled = <T>(all: readonly T[]): readonly T[] => chosen(all, (_, index) => index % SHARE === 0);

/** The cases that are tried: every one under `npm run test:more`, else those that are not `costly`. */
export const affordable = <T>(all: readonly T[], costly: (one: T) => boolean): readonly T[] =>
  chosen(all, (one) => !costly(one));
