// How everything is measured: closed loops (a writer sends its next event when the last one is acknowledged), in rounds
// that take all subjects in turn, so that whatever else the machine does falls on each of them.
import { performance } from 'node:perf_hooks';

/** @param {readonly number[]} values @param {number} share from 0 to 1 */
const quantile = (values, share) => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};

/** @param {readonly number[]} values */
export const median = (values) => {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * How many times as long as it is measured each subject runs before. The collection before a row takes the objects of its
 * last round, and with them the machine code that V8 made for their shapes: without this, the compiler would be measured.
 */
const WARM_UP = 2;

/**
 * Calls each step again and again, one call of each at a time, until the time is over and the last call is done; before
 * that for twice the time, which does not count.
 * @param {readonly (() => Promise<unknown>)[]} steps
 * @param {number} ms
 * @param {number} [each] what one call counts for
 */
export const closedLoop = async (steps, ms, each = 1) => {
  await looped(steps, WARM_UP * ms, each);
  return looped(steps, ms, each);
};

const looped = async (steps, ms, each) => {
  const times = [];
  const begin = performance.now();
  const end = begin + ms;
  await Promise.all(
    steps.map(async (step) => {
      do {
        const started = performance.now();
        await step();
        times.push(performance.now() - started);
      } while (performance.now() < end);
    }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  return { rate: (times.length * each) / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
};

/** A given amount of work, once. @param {number} count @param {() => Promise<unknown>} work */
export const once = async (count, work) => {
  const begin = performance.now();
  await work();
  const ms = performance.now() - begin;
  return { rate: (count * 1_000) / ms, ms };
};

/**
 * Runs all rows once a round. A row without `run` is missing; one that fails says why, and is not run again.
 * @param {readonly { id: string, missing?: string, run?: (round: number) => Promise<Record<string, number>> }[]} rows
 * @param {number} rounds
 * @param {(text: string) => void} report
 */
export const inRounds = async (rows, rounds, report) => {
  const results = new Map(rows.map((row) => [row, { rounds: [], failed: undefined }]));
  for (let round = 0; round < rounds; round += 1)
    for (const row of rows) {
      const result = results.get(row);
      if (row.run === undefined || result.failed !== undefined) continue;
      report(`round ${round + 1} of ${rounds}: ${row.id}`);
      globalThis.gc?.();
      try {
        result.rounds.push(await row.run(round));
      } catch (error) {
        result.failed = error instanceof Error ? error.message : String(error);
        report(`${row.id} failed: ${result.failed}\n`);
      }
    }
  return rows.map((row) => {
    const { run: _, ...described } = row;
    const { rounds: measured, failed } = results.get(row);
    if (described.missing !== undefined) return described;
    if (failed !== undefined) return { ...described, missing: failed };
    const medians = Object.fromEntries(
      Object.keys(measured[0]).map((name) => [name, median(measured.map((one) => one[name]))]),
    );
    return { ...described, ...medians, rounds: measured };
  });
};
