import { test } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import { modelRun } from '../../src/testing/index.ts';
import { BROKEN_SERVICES } from './broken-logs.ts';
test('x', async () => {
  const makeSessions = BROKEN_SERVICES['takes no heed of an expected ordinal']!;
  const p = {"seed":20260131,"path":"3:1:1:1:18:1:1:1:1:1:2:2:10:28:26:26:26:26:26:25:25:25:25:25:25:25:25:25","replayPath":"HB/o:N"};
  for (let n = 0; n < 3; n++) {
   try { await modelRun('normal', memoryLog(), {makeSessions, ...p, dir: '/tmp/model-fail'}); } catch (e) { console.log((e as Error).message); }
  }
});
