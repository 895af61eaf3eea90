// The property "JetStream answers as memory does", and all that a model run checks, on a real server with every fault.
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAULT_KINDS } from '../../src/check/model-run/counts.ts';
import { jetStreamModelRuns } from './jetstream-model-runs.ts';

const { seed, numRuns = 100 } = fc.readConfigureGlobal();
const runs = 2 * numRuns;

test('JetStream keeps what it acknowledged and answers as memory does, refusals included, whatever goes wrong', async () => {
  const result = await jetStreamModelRuns({ runs, ...(seed !== undefined && { seed }) });
  // For the page of figures.
  if (process.env.REPRISE_COUNTS) writeFileSync(process.env.REPRISE_COUNTS, JSON.stringify(result));
  expect(result.runs).toBe(runs);
  expect(result.interleaved).toBeGreaterThan(0);
  expect(result.conflictsSettled).toBeGreaterThan(0);
  expect(result.unknowns).toBeGreaterThan(0);
  expect(result.unknownsSettled).toBe(result.unknowns);
  for (const kind of FAULT_KINDS) expect(result.faults[kind], `${kind}, seed ${result.seed}`).toBeGreaterThan(0);
});
