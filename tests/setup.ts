// Every run draws the same random cases, so that what turned red was turned red by what was changed; `npm run test:long`
// draws a new seed. REPRISE_SEED=7 chooses another seed, REPRISE_RUNS=3000 the number of runs of every property that
// names none, for the default of 100 (a part of it in `npm test`).
import fc from 'fast-check';
import { afterAll } from 'vitest';
import { leftOut, runs } from './more.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Of a file: how many repeated cases it left to `npm run test:more`. */
    leftOutCases?: number;
  }
}

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;

const chosen = number(process.env.REPRISE_RUNS);
fc.configureGlobal({
  seed: number(process.env.REPRISE_SEED) ?? 20_260_131,
  numRuns: chosen === undefined || chosen < 1 ? runs(100) : chosen,
});

leftOut.cases = 0;
// biome-ignore lint/correctness/noEmptyPattern: the fixtures, which vitest asks to be taken apart
afterAll(({}, file) => {
  file.meta.leftOutCases = leftOut.cases;
});
