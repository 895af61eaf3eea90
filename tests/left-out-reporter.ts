// Ends the report of a run with one line: what it left out, and how to run that.
import type { Reporter } from 'vitest/node';
import { SHARE } from './more.ts';
import type { TestFiles } from './test-files.ts';

const NOUNS = { one: 'file', other: 'files' };
const files = (list: readonly string[]): string => `${list.length} ${list.length === 1 ? NOUNS.one : NOUNS.other}`;

export const leftOutReporter = (more: boolean, { leftOut, deeper }: TestFiles): Reporter => ({
  onTestRunEnd: () => {
    // After the counts, which the default reporter prints at the same moment.
    const line = more
      ? `Left out: ${files(leftOut)} that \`npm test\` runs whole, and the long run (npm run test:long).`
      : `Left out: ${files(leftOut)} named .more.test.ts, and of ${files(deeper)} all but one of ${SHARE} random runs and like cases. \`npm run test:more\` runs them.`;
    process.once('exit', () => console.log(line));
  },
});
