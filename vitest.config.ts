import { defineConfig } from 'vitest/config';
import { leftOutReporter } from './tests/left-out-reporter.ts';
import { testFiles } from './tests/test-files.ts';

/** Far above what any test takes on a slow and busy machine: it ends a run that hangs, and names where. */
const HANGS_MS = 30 * 60_000;

/** `vitest run` is `npm test`; `vitest run --mode more` is `npm run test:more`. */
export default defineConfig(({ mode }) => {
  const more = mode === 'more';
  const files = testFiles();
  const report = process.env.REPRISE_TEST_REPORT;
  return {
    test: {
      include: [...(more ? files.deeper : files.all)],
      env: { REPRISE_TESTS: more ? 'more' : '' },
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
        leftOutReporter(more, files),
      ],
    },
  };
});
