// Ends the report of a run with one line: what it left out, and how to run that.
import type { Reporter, TestModule } from 'vitest/node';
import { SHARE } from './more.ts';
import type { testFiles } from './test-files.ts';

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

export const leftOutReporter = (more: boolean, { deeper }: ReturnType<typeof testFiles>): Reporter => ({
  onTestRunEnd: (modules: readonly TestModule[]) => {
    const ran = new Set(modules.map(({ relativeModuleId }) => relativeModuleId));
    const cases = modules.reduce((sum, module) => sum + (module.meta().leftOutCases ?? 0), 0);
    const part = deeper.filter((file) => ran.has(file)).length;
    const line = more
      ? 'Left out: the long run (npm run test:long), and the long fault tests (npm run test:faults).'
      : `Left out: ${count(cases, 'case')} that repeat a test with other inputs; in ${count(part, 'file')}, ` +
        `${SHARE - 1} of ${SHARE} random runs, or commands run as processes of their own. \`npm run test:more\` runs them.`;
    if (!more && cases + part === 0) return;
    // The counts are printed after this; the line is the last.
    process.once('exit', () => console.log(line));
  },
});
