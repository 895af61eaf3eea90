// Which code is changed, one place at a time, and how it is tested. Run from the project's root by `npm run test:mutation`.
import { reportOf, WITHOUT_GOLDEN } from './reports.mjs';

export default {
  testRunner: 'pure',
  plugins: ['./mutation/pure-runner.mjs'],
  coverageAnalysis: 'perTest',
  mutate: ['machines/**/*.ts', 'projections/**/*.ts'],
  // The sandbox holds the pure code, its tests and what these import. tsconfig.json stays out because Stryker would
  // rewrite it through the compiler's JS API, which TypeScript 7 does not have.
  ignorePatterns: [
    '*',
    '!machines/**',
    '!projections/**',
    '!src/**',
    '!scripts/**',
    '!examples/**',
    '!tests/**',
    '!package.json',
  ],
  tempDirName: 'reports/mutation/tmp',
  concurrency: 2,
  incremental: true,
  incrementalFile: reportOf(WITHOUT_GOLDEN),
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  disableTypeChecks: false,
  // Generous: on a busy machine a mutant that nobody sees must not pass for one that goes round in circles; those are
  // recognized by the number of hits.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  // A loop that only collects runs out of this memory long before the machine does.
  testRunnerNodeArgs: ['--max-old-space-size=1024'],
  warnings: { slow: false },
  clearTextReporter: {
    allowColor: false,
    logTests: false,
    reportTests: false,
    allowEmojis: false,
    reportScoreTable: true,
  },
};
