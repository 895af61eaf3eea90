import { test } from 'vitest';
import { PROFILES } from '../../machines/index.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { modelRun } from '../../src/testing/model-run/model-run.ts';
import { startTestServer } from '../real-server.ts';
test('m', async () => {
  const server = await startTestServer();
  const log = await openNatsLog(server.info);
  let n = 0;
  try {
  console.log(await modelRun(PROFILES.normal!, log, { runs: 100, dir: '/tmp/model-fail', twin: memoryLog(), restart: async () => { const t = performance.now(); n++; await server.kill9(); await server.restart(); console.log('restart', performance.now() - t); } }));
  } catch (e) { console.log((e as Error).stack); }
  finally { await log.close(); await server.stop(); }
}, 200_000);
