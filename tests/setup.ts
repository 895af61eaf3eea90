// Every run asks the same questions, so that what turned red was turned red by what was changed; `npm run test:long`
// draws a new seed. REPRISE_SEED=7 asks others, REPRISE_RUNS=3000 as many of every property, for the default of 100.
import fc from 'fast-check';

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;

const runs = number(process.env.REPRISE_RUNS);
fc.configureGlobal({
  seed: number(process.env.REPRISE_SEED) ?? 20_260_131,
  ...(runs === undefined || runs < 1 ? {} : { numRuns: runs }),
});
