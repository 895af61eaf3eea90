// Every call waits for a server that does not answer, for one deadline, and reports what was seen.
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isRepriseError } from '../../src/errors.ts';
import { open } from '../../src/index.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { appended, collect, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { standStill } from '../stand-still.ts';

const DEADLINE_MS = 700;

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});
const started = async (): Promise<TestServer> => {
  const server = await startTestServer();
  ended.push(() => server.stop());
  return server;
};
const opened = async ({ info }: TestServer, deadlineMs: number): Promise<Log> => {
  const log = await openNatsLog({ ...info, deadlineMs });
  ended.push(() => log.close());
  return log;
};

/** Each kind of call on a log that is open. */
const CALLS: readonly [string, (log: Log, session: string) => Promise<unknown>][] = [
  ['append', (log, session) => log.append(session, commitOf(), { expected: 0 })],
  ['read', (log, session) => collect(log.read(session))],
  ['last', (log, session) => log.last(session)],
  ['sessions', (log) => log.sessions()],
  [
    'the start of a follow',
    async (log) => {
      for await (const one of log.follow({ from: { kind: 'start' } })) return one.kind;
      return undefined;
    },
  ],
];

/** What a call that waits in vain reports, and that it waited until the deadline, and not much longer. */
const reported = async (call: () => Promise<unknown>): Promise<string> => {
  const begin = performance.now();
  const outcome = await call().catch((error: unknown) => error);
  expect(performance.now() - begin).toBeGreaterThan(DEADLINE_MS * 0.7);
  if (isRepriseError(outcome)) {
    expect(outcome.code).toBe('LOG_UNREACHABLE');
    return outcome.message;
  }
  // The only call that changes something: its commit may be recorded.
  expect(outcome).toEqual({ kind: 'unknown', reason: expect.any(String) });
  return (outcome as { reason: string }).reason;
};

describe('At its deadline', () => {
  test.each(CALLS)('%s reports a killed server by what was seen: nothing listens there', async (_, call) => {
    const server = await started();
    const log = await opened(server, DEADLINE_MS);
    await server.kill9();
    expect(await reported(() => call(log, fresh('killed')))).toContain('nothing listens there');
  });

  test.each(CALLS)('%s reports a paused server as one that does not answer, not as a full disk', async (_, call) => {
    const server = await started();
    const log = await opened(server, DEADLINE_MS);
    const goOn = await standStill(server.info.pid as number);
    try {
      const message = await reported(() => call(log, fresh('paused')));
      expect(message).toContain('the server does not answer');
      expect(message).not.toMatch(/disk|full/);
    } finally {
      goOn();
    }
  });

  test('opening reports a killed, a paused and an absent server', async () => {
    const server = await started();
    const goOn = await standStill(server.info.pid as number);
    const opening = (): Promise<unknown> => openNatsLog({ ...server.info, deadlineMs: DEADLINE_MS });
    try {
      expect(await reported(opening)).toMatch(/is unavailable: the server does not answer\.$/);
      const managed = () => open({ store: server.store, env: {}, deadlineMs: DEADLINE_MS });
      expect(await reported(managed)).toMatch(/is unavailable: the server does not answer\.$/);
    } finally {
      goOn();
    }
    await server.kill9();
    expect(await reported(opening)).toMatch(/is unavailable: nothing listens there\.$/);
    const port = createServer();
    await new Promise<void>((resolve) => port.listen(0, '127.0.0.1', resolve));
    const { port: free } = port.address() as { port: number };
    await new Promise((resolve) => port.close(resolve));
    const absent = () => open({ url: `nats://127.0.0.1:${free}`, deadlineMs: DEADLINE_MS });
    expect(await reported(absent)).toMatch(/is unavailable: nothing listens there\.$/);
  });
});

describe('Before its deadline', () => {
  test('every call is answered by a server that is back', async () => {
    const server = await started();
    const log = await opened(server, PATIENCE_MS);
    const session = fresh('back');
    const sequence = appended(await log.append(session, commitOf(), { expected: 0 }));
    await server.kill9();
    const opening = openNatsLog({ ...server.info, deadlineMs: PATIENCE_MS });
    ended.push(async () => (await opening).close());
    const external = open({ url: server.info.url, deadlineMs: PATIENCE_MS }).catch((error: unknown) => error);
    const calls = CALLS.map(([name, call]) => call(log, name === 'append' ? fresh('waits') : session));
    await server.restart();
    const [append, read, last, sessions, follow] = await Promise.all(calls);
    expect(append).toMatchObject({ kind: 'appended' });
    expect(read).toHaveLength(1);
    expect(last).toMatchObject({ position: { sequence } });
    expect(sessions).toEqual(expect.arrayContaining([{ sessionId: session, sequence }]));
    expect(follow).toBe('commit');
    expect(await collect((await opening).read(session))).toHaveLength(1);
    // Without a login: it was waited for, and then refuses.
    expect(await external).toMatchObject({ message: expect.stringContaining('user and password') });
  });

  test('opening is answered within milliseconds of a death of the managed server', async () => {
    const server = await started();
    await (await open({ store: server.store, env: {}, deadlineMs: PATIENCE_MS })).close();
    process.kill(server.info.pid as number, 'SIGKILL');
    const reprise = await open({ store: server.store, env: {}, deadlineMs: PATIENCE_MS });
    expect(await reprise.sessions()).toEqual([]);
    await reprise.close();
  });
});
