import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: process.env.REPRISE_RUNS ? 0 : 60_000,
    hookTimeout: 120_000,
    reporters: process.env.REPRISE_TEST_REPORT
      ? ['default', ['json', { outputFile: process.env.REPRISE_TEST_REPORT }]]
      : ['default'],
  },
});
