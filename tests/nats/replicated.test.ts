// The log on a stream with three replicas: there a repeat after a lost acknowledgement is answered as a duplicate. While
// servers are killed: tests/faults/.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { appended, collect, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { type Cluster, startCluster } from '../cluster.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import { batchSizesIn, firstLinesOf, withFreshLog } from './batch-sizes.ts';

const WAIT = { timeout: PATIENCE_MS, interval: 5 };
const DEADLINE = { deadlineMs: PATIENCE_MS };

describe('Appends to a replicated stream', () => {
  let cluster: Cluster;
  let proxy: TcpProxy;
  let direct: Log;
  let batches: number[] = [];
  let duplicates = 0;
  beforeAll(async () => {
    cluster = await startCluster();
    proxy = await startTcpProxy(cluster.urls[0] as string, (text) => {
      batches.push(...batchSizesIn(text));
      duplicates += text.match(/"duplicate": ?true/g)?.length ?? 0;
      return text;
    });
    direct = await openNatsLog({ url: cluster.urls[0] as string, replicas: 3 });
  });
  afterAll(async () => {
    await direct?.close();
    await proxy?.close();
    await cluster?.stop();
  });
  const withLog = (run: (log: Log) => Promise<void>) => {
    batches = [];
    duplicates = 0;
    return withFreshLog({ url: proxy.url, replicas: 3 }, run);
  };
  const sessions = (count: number) => Array.from({ length: count }, () => fresh('replicated'));
  const linesOf = (session: string) => firstLinesOf(direct, session);

  test('go out together, and a conflict or a repeat among them harms no other', () =>
    withLog(async (log) => {
      const [taken = '', repeated = '', ...names] = sessions(202);
      const actual = appended(await direct.append(taken, commitOf('other'), { expected: 0, ...DEADLINE }));
      const commit = commitOf('repeated');
      const first = appended(await direct.append(repeated, commit, { expected: 0, ...DEADLINE }));
      const append = (name: string) => log.append(name, commitOf(name), { expected: 0, ...DEADLINE });
      const [others, conflict, repeat] = await Promise.all([
        Promise.all(names.map(append)),
        log.append(taken, commitOf('ours'), { expected: 0, ...DEADLINE }),
        log.append(repeated, commit, { expected: 0, ...DEADLINE }),
      ]);
      expect(batches.length).toBeGreaterThan(0);
      expect(conflict).toEqual({ kind: 'conflict', expected: 0, actual });
      expect(appended(repeat)).toBe(first);
      expect(new Set(others.map(appended)).size).toBe(names.length);
      for (const name of names) expect(await linesOf(name)).toEqual([name]);
    }));

  test('are settled one by one as appended, once, when the acknowledgement of their batch was lost', () =>
    withLog(async (log) => {
      const names = sessions(100);
      proxy.loseAnswers();
      const results = names.map((name) => log.append(name, commitOf(name), { expected: 0, ...DEADLINE }));
      await vi.waitFor(async () => {
        for (const name of names) expect(await direct.last(name)).toBeDefined();
      }, WAIT);
      proxy.pass();
      // The connection stays, so that the repeats go to the same server, through the proxy.
      for (const [n, result] of (await Promise.all(results)).entries()) {
        const [only, ...more] = await collect(direct.read(names[n] as string));
        expect(appended(result)).toBe(only?.position.sequence);
        expect(more).toEqual([]);
      }
      expect(duplicates).toBeGreaterThan(0);
    }));
});
