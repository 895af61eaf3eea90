// What a writer learns when the network or the server fails in the middle of an append.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { appended, collect, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { standStill } from '../stand-still.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';

const WAIT = { timeout: PATIENCE_MS, interval: 5 };

describe('An append without an answer', () => {
  let server: TestServer;
  let proxy: TcpProxy;
  /** Through the proxy. */
  let log: Log;
  /** Beside it: what the server really holds. */
  let direct: Log;
  beforeAll(async () => {
    server = await startTestServer();
    proxy = await startTcpProxy(server.info.url);
    direct = await openNatsLog(server.info);
    log = await openNatsLog({ ...server.info, url: proxy.url });
  });
  afterAll(async () => {
    await log?.close();
    await direct?.close();
    await proxy?.close();
    await server?.stop();
  });
  const stored = async (session: string) => (await direct.last(session))?.position.sequence;

  test('is settled as appended, once, when its acknowledgement was lost and the connection stayed', async () => {
    const session = fresh('lost');
    const first = appended(await log.append(session, commitOf(), { expected: 0 }));
    const commit = commitOf('kept');
    proxy.loseAnswers();
    const lostBefore = proxy.lost();
    const result = log.append(session, commit, { expected: first, deadlineMs: PATIENCE_MS });
    await vi.waitFor(async () => {
      expect(await stored(session)).not.toBe(first);
      expect(proxy.lost()).toBeGreaterThan(lostBefore);
    }, WAIT);
    proxy.pass();
    expect(appended(await result)).toBe(await stored(session));
    expect((await collect(direct.read(session))).map(({ lines }) => lines[0])).toHaveLength(2);
  });

  test('is settled as appended, once, when the connection was lost after the server had stored it', async () => {
    const session = fresh('broke');
    proxy.loseAnswers();
    const result = log.append(session, commitOf('kept'), { expected: 0, deadlineMs: PATIENCE_MS });
    await vi.waitFor(async () => expect(await stored(session)).toBeDefined(), WAIT);
    proxy.pass();
    proxy.cut();
    expect(appended(await result)).toBe(await stored(session));
    expect(await collect(direct.read(session))).toHaveLength(1);
  });

  test('is a conflict when another commit took its place before the repeat', async () => {
    const session = fresh('taken');
    proxy.loseRequests();
    const lostBefore = proxy.lost();
    const result = log.append(session, commitOf('ours'), { expected: 0, deadlineMs: PATIENCE_MS });
    await vi.waitFor(() => expect(proxy.lost()).toBeGreaterThan(lostBefore), WAIT);
    const actual = appended(await direct.append(session, commitOf('other'), { expected: 0 }));
    proxy.pass();
    proxy.cut();
    expect(await result).toEqual({ kind: 'conflict', expected: 0, actual });
    expect((await collect(direct.read(session))).map(({ lines }) => lines)).toEqual([['other']]);
  });

  test('is unknown at the deadline when the server is stopped, and the same commit settles it later', async () => {
    const session = fresh('still');
    const commit = commitOf('kept');
    const goOn = await standStill(server.info.pid as number);
    try {
      // The server answers nobody: only the deadline can end this.
      const result = await log.append(session, commit, { expected: 0, deadlineMs: 400 });
      expect(result).toEqual({ kind: 'unknown', reason: expect.any(String) });
    } finally {
      goOn();
    }
    const sequence = appended(await log.append(session, commit, { expected: 0 }));
    expect(await stored(session)).toBe(sequence);
    expect(await collect(direct.read(session))).toHaveLength(1);
  });

  test('is read completely by a reader whose connection is lost in the middle', async () => {
    const session = fresh('read');
    const line = 'x'.repeat(300_000);
    let expected = 0;
    for (let n = 0; n < 60; n += 1)
      expected = appended(await direct.append(session, commitOf(`${n}${line}`), { expected }));
    const read: string[] = [];
    for await (const { lines } of log.read(session)) {
      read.push(lines[0]!.slice(0, 2).replace('x', ''));
      if (read.length === 10 || read.length === 30) proxy.cut();
    }
    expect(read).toEqual(Array.from({ length: 60 }, (_, n) => String(n)));
  });
});
