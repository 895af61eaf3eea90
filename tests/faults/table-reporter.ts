// Ends the report of `npm run test:faults` with a table: for each scenario how often the fault was made, what was written,
// and how long the writers took to be back.
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { FaultRow } from './outcome.ts';

const HEAD = ['scenario', 'faults', 'acknowledged', 'unknown', 'failed', 'back, median', 'back, longest'];

const seconds = (ms: number | undefined): string => (ms === undefined ? '-' : `${(ms / 1000).toFixed(2)} s`);

const cells = ({ scenario, faults, acknowledged, unknown, failed, backMs }: FaultRow): string[] => {
  const sorted = backMs.toSorted((a, b) => a - b);
  const back = [seconds(sorted[Math.floor(sorted.length / 2)]), seconds(sorted.at(-1))];
  return [scenario, ...[faults, acknowledged, unknown, failed].map(String), ...back];
};

const table = (rows: readonly FaultRow[]): string => {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
};

export const faultTableReporter = (seed: number): Reporter => ({
  onTestRunEnd: (modules: readonly TestModule[]) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const rows = tests.flatMap((test: TestCase) => {
      const row = test.meta().faultRow;
      return row === undefined ? [] : [row];
    });
    // The counts are printed after this; the table is the last.
    process.once('exit', () =>
      console.log(`\n${table(rows)}\n\nunknown: attempts with UNKNOWN_OUTCOME, sent again under the same id. failed: attempts that recorded nothing.
back: from the fault (of a pause or a full disk, from its end) until every caller of every writer was acknowledged a\ncommand that it sent since.
seed ${seed} (REPRISE_SEED chooses it), Node ${process.version}`),
    );
  },
});
