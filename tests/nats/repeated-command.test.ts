// A command that is sent again by another process, after whatever made everybody forget it, gives the first result, once.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { headers } from '@nats-io/nats-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { memoryLog, type NewCommand, open, type Reprise, type SendResult } from '../../src/index.ts';
import { SETTINGS } from '../../src/log/nats/stream.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { freshFolder } from '../cli/run-cli.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

const SCRIPT = join(import.meta.dirname, 'send-once.mjs');
/** The shortest that nats-server takes; its default is two minutes. */
const DUPLICATE_WINDOW_MS = 100;
const folder = freshFolder();
let server: TestServer;
let address: string;

const asAdmin = async <T>(use: (nc: Awaited<ReturnType<typeof connectAsAdmin>>) => Promise<T>): Promise<T> => {
  const nc = await connectAsAdmin(server.info);
  try {
    return await use(nc);
  } finally {
    await nc.close();
  }
};

beforeAll(async () => {
  server = await startTestServer();
  const { url, user, password } = server.info;
  address = url.replace('nats://', `nats://${user}:${password}@`);
  await asAdmin(async (nc) => {
    const stream = { name: 'REPRISE', ...SETTINGS, duplicate_window: DUPLICATE_WINDOW_MS * 1e6 };
    const made = (await nc.request('$JS.API.STREAM.CREATE.REPRISE', JSON.stringify(stream))).json<{ error?: object }>();
    expect(made.error).toBeUndefined();
  });
});
afterAll(async () => {
  await server?.stop();
  folder.remove();
});

/** The answer that another process gets. */
const sentByProcess = async (sessionId: string, command: NewCommand): Promise<SendResult> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [SCRIPT, address, sessionId, JSON.stringify(command)],
    {
      maxBuffer: 10_000_000,
    },
  );
  return JSON.parse(stdout) as SendResult;
};
/** What two answers to one command have in common: all but whether they recorded it, and what was promised then. */
const answerIn = (result: SendResult): string => {
  const { kind: _kind, durability: _durability, ...answer } = result as SendResult & { kind: 'recorded' };
  return canonicalJson(answer);
};
/** Waits until the server takes an id again that it has seen just now. */
const windowPassed = () =>
  asAdmin(async (nc) => {
    const marked = headers();
    marked.set('Nats-Msg-Id', `probe-${process.hrtime.bigint()}`);
    const publish = async () =>
      (await nc.request('session.$probe', 'x', { headers: marked, timeout: PATIENCE_MS })).json<{
        duplicate?: boolean;
      }>();
    const until = performance.now() + PATIENCE_MS;
    await publish();
    while ((await publish()).duplicate) expect(performance.now()).toBeLessThan(until);
    await nc.request('$JS.API.STREAM.PURGE.REPRISE', JSON.stringify({ filter: 'session.$probe' }));
  });

const START: NewCommand = { id: 'c1', name: 'session.start', data: { goal: 'g', profile: 'cycles', tokenBudget: 10 } };
/** Recorded with a warning: it is over the budget. */
const OVER: NewCommand = { id: 'c2', name: 'tokens.use', data: { input: 50, output: 5 } };
const NOTE: NewCommand = {
  id: 'c3',
  name: 'entry.add',
  data: { entryId: 'e', entryType: 'note', title: 't', content: 'x' },
};

test('after the window of the server, its restart, and a cache that dropped the session; in one process and in others', async () => {
  const reprise: Reprise = await open({ url: address, env: {}, cache: { maxSessions: 1 } });
  const first: SendResult[] = [];
  for (const command of [START, OVER, NOTE]) first.push(await reprise.send('s1', command));
  expect(first.map(({ kind }) => kind)).toEqual(['recorded', 'recorded', 'recorded']);
  expect(first[1]).toMatchObject({ violations: [{ severity: 'warn' }] });
  const requireRepeats = async (send: (sessionId: string, command: NewCommand) => Promise<SendResult>) => {
    for (const [n, command] of [START, OVER, NOTE].entries()) {
      const again = await send('s1', command);
      expect(again.kind).toBe('repeated');
      expect(answerIn(again)).toBe(answerIn(first[n] as SendResult));
    }
    expect((await reprise.load('s1')).head.ordinal).toBe(3);
  };

  await windowPassed();
  await requireRepeats(reprise.send);
  await reprise.send('s2', START); // now the cache has dropped s1
  await requireRepeats(reprise.send);
  await server.restart();
  await requireRepeats(sentByProcess);
  expect(
    await sentByProcess('s1', { ...NOTE, id: 'c4', data: { ...(NOTE.data as object), entryId: 'e4' } }),
  ).toMatchObject({
    kind: 'recorded',
  });

  const file = join(folder.path, 's1.ndjson');
  await reprise.exportToFile('s1', file);
  const elsewhere = await open({ log: memoryLog() });
  await elsewhere.importFile(file);
  for (const [n, command] of [START, OVER, NOTE].entries()) {
    const again = await elsewhere.send('s1', command);
    expect(again.kind).toBe('repeated');
    // In another log the commits have other places.
    const { position: _here, ...rest } = again as SendResult & { kind: 'repeated' };
    const { position: _there, ...before } = first[n] as SendResult & { kind: 'recorded' };
    expect(answerIn(rest as SendResult)).toBe(answerIn(before as SendResult));
  }
  await elsewhere.close();
  await reprise.close();
});

test('of two processes that send it at the same time one records it, and both have the same answer', async () => {
  const reprise = await open({ url: address, env: {} });
  await reprise.send('race', START);
  const answers = await Promise.all([sentByProcess('race', OVER), sentByProcess('race', OVER)]);
  expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['recorded', 'repeated']);
  expect(answerIn(answers[0])).toBe(answerIn(answers[1]));
  expect((await reprise.load('race')).head.ordinal).toBe(2);
  await reprise.close();
});
