import { test } from 'vitest';
import { PROFILES } from '../../machines/index.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { modelRun } from '../../src/testing/model-run/model-run.ts';
test('m', async () => {
  for (const interleaved of [false, true]) {
  try {
  console.log(await modelRun(PROFILES.normal!, memoryLog(), { runs: 100, interleaved, dir: '/tmp/model-fail',  twin: memoryLog() }));
  } catch (e) { console.log((e as Error).stack); }
  }
}, 60_000);
