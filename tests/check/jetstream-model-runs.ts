// Model runs on a real JetStream log, beside the memory log as its twin: counted, for the test and for the page of
// figures.

import { addCounts, newCounts } from '../../src/check/model-run/counts.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { type ModelRunOptions, type ModelRunResult, modelRun } from '../../src/testing/index.ts';
import { startServerWithLogs } from '../server-with-logs.ts';

const PROFILES = ['normal', 'cycles'] as const;

/**
 * Half of the runs each under a profile with phases and under one with cycles, on one server that is killed now and then.
 * @returns what was done, added up; `seed` is that of all.
 * @throws KitFailure when anything does not hold
 */
export const jetStreamModelRuns = async ({
  runs = 200,
  ...options
}: Omit<ModelRunOptions, 'restart' | 'twin'> = {}): Promise<ModelRunResult> => {
  const on = await startServerWithLogs();
  try {
    const all = { ...newCounts(), seed: 0, durationMs: 0 };
    for (const profile of PROFILES) {
      const half = Math.ceil(runs / PROFILES.length);
      const result = await modelRun(profile, on.log, {
        ...options,
        runs: half,
        restart: () => on.crash(),
        twin: memoryLog(),
      });
      addCounts(all, result);
      all.seed = result.seed;
      all.durationMs += result.durationMs;
    }
    return all;
  } finally {
    await on.stop();
  }
};
