import { defineConfig } from 'vitest/config';
import { SEED } from './tests/faults/how-long.ts';
import { faultTableReporter } from './tests/faults/table-reporter.ts';
import { leftOutReporter } from './tests/left-out-reporter.ts';
import { LongestFirst } from './tests/longest-first.ts';
import { testFiles } from './tests/test-files.ts';

/** Far above what any test takes on a slow and busy machine: it ends a run that hangs, and names where. */
const HANGS_MS = 30 * 60_000;

/** `vitest run` is `npm test`; with `--mode more` it is `npm run test:more`, with `--mode faults` `npm run test:faults`. */
export default defineConfig(({ mode }) => {
  const more = mode === 'more';
  const faults = mode === 'faults';
  const files = testFiles();
  const report = process.env.REPRISE_TEST_REPORT;
  return {
    test: {
      include: faults ? ['tests/faults/*.test.ts'] : [...files.all],
      env: { REPRISE_TESTS: more || faults ? mode : '' },
      // A run that is to be shuffled (`--sequence.shuffle`) orders its files itself.
      ...(process.argv.some((word) => word.startsWith('--sequence')) ? {} : { sequence: { sequencer: LongestFirst } }),
      // One after the other where it is measured how long a writer takes to be back.
      fileParallelism: !faults,
      globalSetup: ['tests/run-folder.ts'],
      setupFiles: ['tests/setup.ts'],
      // Modules are loaded once for all files of a worker: half of the time of a run was spent on loading them anew.
      isolate: false,
      testTimeout: process.env.REPRISE_RUNS ? 0 : HANGS_MS,
      hookTimeout: HANGS_MS,
      teardownTimeout: HANGS_MS,
      reporters: [
        'default',
        ...(report ? [['json', { outputFile: report }] as ['json', { outputFile: string }]] : []),
        faults ? faultTableReporter(SEED) : leftOutReporter(more, files),
      ],
    },
  };
});
