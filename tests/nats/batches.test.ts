// Commits of many sessions that wait at the same time go out as atomic batches; each append still has its own result.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { AppendResult, Log } from '../../src/log/port.ts';
import { appended, collect, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import { batchSizesIn, firstLinesOf, withFreshLog } from './batch-sizes.ts';

const WAIT = { timeout: PATIENCE_MS, interval: 5 };
const DEADLINE = { deadlineMs: PATIENCE_MS };

describe('Appends to many sessions at once', () => {
  let server: TestServer;
  let proxy: TcpProxy;
  /** Beside the proxy: what the server really holds. */
  let direct: Log;
  /** The sizes of the batches that the server acknowledged. */
  let batches: number[] = [];
  beforeAll(async () => {
    server = await startTestServer();
    proxy = await startTcpProxy(server.info.url, (text) => {
      batches.push(...batchSizesIn(text));
      return text;
    });
    direct = await openNatsLog(server.info);
  });
  afterAll(async () => {
    await direct?.close();
    await proxy?.close();
    await server?.stop();
  });
  /** A log that has measured nothing yet, through the proxy. */
  const withLog = (run: (log: Log) => Promise<void>) => {
    batches = [];
    return withFreshLog({ ...server.info, url: proxy.url }, run);
  };
  const sessions = (count: number) => Array.from({ length: count }, () => fresh('many'));
  const linesOf = (session: string) => firstLinesOf(direct, session);

  test('go out together, and each is in its session where its answer says', () =>
    withLog(async (log) => {
      const names = sessions(1_500);
      const results = await Promise.all(
        names.map((name) => log.append(name, commitOf(name), { expected: 0, ...DEADLINE })),
      );
      expect(batches.length).toBeGreaterThan(0);
      expect(batches.length).toBeLessThan(20);
      expect(Math.max(...batches)).toBeLessThanOrEqual(1_000);
      expect(new Set(results.map(appended)).size).toBe(names.length);
      for (const [n, name] of names.entries()) {
        const [only, ...more] = await collect(direct.read(name));
        expect(only).toEqual({
          sessionId: name,
          position: { stream: log.stream, sequence: appended(results[n] as AppendResult) },
          lines: [name],
        });
        expect(more).toEqual([]);
      }
    }));

  test('do not wait for others where there are none: a commit alone is a plain publish', () =>
    withLog(async (log) => {
      const session = fresh('alone');
      let expected = 0;
      for (let n = 0; n < 20; n += 1) expected = appended(await log.append(session, commitOf(), { expected }));
      expect(batches).toEqual([]);
    }));

  test('harm no other by a conflict, a repeat or a size of their own', () =>
    withLog(async (log) => {
      const [taken = '', repeated = '', beyond = '', large = ''] = sessions(4);
      const actual = appended(await direct.append(taken, commitOf('other'), { expected: 0 }));
      const commit = commitOf('repeated');
      const first = appended(await direct.append(repeated, commit, { expected: 0 }));
      const names = sessions(200);
      const append = (name: string) => log.append(name, commitOf(name), { expected: 0, ...DEADLINE });
      const [others, conflict, repeat, stale, tooLarge, more] = await Promise.all([
        Promise.all(names.slice(0, 100).map(append)),
        log.append(taken, commitOf('ours'), { expected: 0, ...DEADLINE }),
        log.append(repeated, commit, { expected: 0, ...DEADLINE }),
        log.append(beyond, commitOf('ours'), { expected: 7, ...DEADLINE }),
        log.append(large, commitOf('x'.repeat(log.maxCommitBytes)), { expected: 0 }).catch((error) => error.code),
        Promise.all(names.slice(100).map(append)),
      ]);
      expect(batches.length).toBeGreaterThan(0);
      expect(conflict).toEqual({ kind: 'conflict', expected: 0, actual });
      expect(appended(repeat)).toBe(first);
      expect(stale).toEqual({ kind: 'conflict', expected: 7, actual: 0 });
      expect(tooLarge).toBe('COMMIT_TOO_LARGE');
      for (const [n, result] of [...others, ...more].entries()) {
        expect(result.kind).toBe('appended');
        expect(await linesOf(names[n] as string)).toEqual([names[n]]);
      }
      expect(await linesOf(taken)).toEqual(['other']);
      expect(await linesOf(repeated)).toEqual(['repeated']);
    }));

  test('to one session from several callers go out one after the other, and one of them succeeds', () =>
    withLog(async (log) => {
      const session = fresh('raced');
      const results = await Promise.all(
        Array.from({ length: 40 }, (_, n) => log.append(session, commitOf(`${n}`), { expected: 0, ...DEADLINE })),
      );
      const [winner] = results.filter(({ kind }) => kind === 'appended') as [AppendResult];
      const actual = appended(winner);
      expect(results.filter((result) => result !== winner)).toEqual(
        Array.from({ length: 39 }, () => ({ kind: 'conflict', expected: 0, actual })),
      );
      expect(await linesOf(session)).toHaveLength(1);
    }));

  test('are settled one by one as appended, once, when the acknowledgement of their batch was lost', () =>
    withLog(async (log) => {
      const names = sessions(300);
      proxy.loseAnswers();
      const results = names.map((name) => log.append(name, commitOf(name), { expected: 0, ...DEADLINE }));
      await vi.waitFor(async () => {
        for (const name of names) expect(await direct.last(name)).toBeDefined();
      }, WAIT);
      proxy.pass();
      proxy.cut();
      for (const [n, result] of (await Promise.all(results)).entries()) {
        const [only, ...more] = await collect(direct.read(names[n] as string));
        expect(appended(result)).toBe(only?.position.sequence);
        expect(more).toEqual([]);
      }
    }));

  test('are recorded once when their batch never arrived', () =>
    withLog(async (log) => {
      const names = sessions(300);
      proxy.loseRequests();
      const lostBefore = proxy.lost();
      const results = names.map((name) => log.append(name, commitOf(name), { expected: 0, ...DEADLINE }));
      await vi.waitFor(() => expect(proxy.lost()).toBeGreaterThan(lostBefore + 300), WAIT);
      proxy.pass();
      proxy.cut();
      for (const result of await Promise.all(results)) expect(result.kind).toBe('appended');
      for (const name of names) expect(await linesOf(name)).toEqual([name]);
    }));

  test('are unknown at the deadline, each at its own, when the server does not answer, and never doubled', () =>
    withLog(async (log) => {
      const names = sessions(100);
      const commits = names.map((name) => commitOf(name));
      proxy.loseAnswers();
      const results = await Promise.all(
        names.map((name, n) => log.append(name, commits[n]!, { expected: 0, deadlineMs: 300 + n })),
      );
      for (const result of results) expect(result).toEqual({ kind: 'unknown', reason: expect.any(String) });
      proxy.pass();
      proxy.cut();
      const again = await Promise.all(
        names.map((name, n) => log.append(name, commits[n]!, { expected: 0, ...DEADLINE })),
      );
      for (const [n, result] of again.entries()) {
        const [only, ...more] = await collect(direct.read(names[n] as string));
        expect(appended(result)).toBe(only?.position.sequence);
        expect(more).toEqual([]);
      }
    }));
});
