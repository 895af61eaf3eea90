// REPRISE_RUNS=3000 asks every property as many times, for a longer look than the default of 100.
import fc from 'fast-check';

const runs = Number(process.env.REPRISE_RUNS ?? '');
if (Number.isInteger(runs) && runs > 0) fc.configureGlobal({ numRuns: runs });
