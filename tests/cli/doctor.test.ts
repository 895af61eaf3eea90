// `doctor` on real servers: healthy, with a stream of other settings, without fsync, gone, hung.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { serverConfig } from '../../src/server/places.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../real-server.ts';
import { testFolder } from '../server/store-users.ts';
import { standStill } from '../stand-still.ts';
import { reprise } from './command-line.ts';

const started = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  return server;
};
const withLog = async (server: TestServer): Promise<void> => {
  const log = await openNatsLog(server.info);
  await createSessions(log).send('s', { name: 'session.start', data: { goal: 'g' } });
  await log.close();
};
const doctorOf = async (home: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { code, out } = await reprise(home, ['doctor', '--json', ...args], env);
  const { checks, ...rest } = JSON.parse(out) as {
    ok: boolean;
    checks: { name: string; state: string; message: string; advice?: string }[];
    logs: { durability: string; stream?: { sessions: number; differences: unknown[] } }[];
    server?: Record<string, unknown>;
    startedForThis: boolean;
  };
  return { code, out, checks, of: (name: string) => checks.filter((one) => one.name === name), ...rest };
};
const admin = ({ info }: TestServer) => connectAsAdmin(info);
const streamIn = async (server: TestServer): Promise<unknown> => {
  const connection = await admin(server);
  const { config, state } = await (await jetstreamManager(connection)).streams.info('REPRISE');
  await connection.close();
  // The write that is tried took a number, and is gone.
  const { last_seq: _seq, last_ts: _ts, num_deleted: _gone, ...kept } = state;
  return { config, state: { ...kept, consumer_count: 0 } };
};
/** A copy of the settings in which one thing is another. */
const settings = (found: string, other: string): string => {
  const file = join(testFolder(), 'nats.conf');
  const text = readFileSync(serverConfig({}), 'utf8');
  expect(text).toContain(found);
  writeFileSync(file, text.replace(found, other));
  return file;
};

describe('doctor', () => {
  it('passes every check of a healthy log, and leaves no message and no setting changed', async () => {
    const server = await started();
    await withLog(server);
    const before = await streamIn(server);
    const { code, ok, of, logs, checks, out } = await doctorOf(testFolder(), ['--store', server.store]);
    expect([code, ok, checks.filter(({ state }) => state !== 'pass')]).toEqual([0, true, []]);
    expect(logs).toMatchObject([{ durability: 'flushed', stream: { sessions: 1, differences: [] } }]);
    expect(of('server')[0]?.message).toContain(server.info.url);
    expect(of('write')[0]?.message).toContain('was acknowledged');
    expect(of('binary')[0]?.message).toContain(server.info.version);
    expect(of('lock')[0]?.message).toContain(String(server.info.supervisorPid));
    expect(of('durability')[0]?.message).toMatch(/^flushed: .*survives a power cut/);
    expect(out).not.toContain(server.info.password);
    expect(out).not.toContain(server.info.adminPassword);
    expect(await streamIn(server)).toEqual(before);
  });

  it('creates no stream where there is none', async () => {
    const server = await started();
    const { code, of } = await doctorOf(testFolder(), ['--store', server.store]);
    expect([code, of('stream')[0]?.message]).toEqual([0, expect.stringContaining('There is no log yet')]);
    await expect(streamIn(server)).rejects.toThrow();
  });

  it('creates no store where there is none', async () => {
    const home = testFolder();
    const { code, server } = await doctorOf(home, []);
    expect([code, server]).toEqual([0, undefined]);
    expect(existsSync(join(home, 'data'))).toBe(false);
  });

  it('starts a server for its own duration where the store holds a log', async () => {
    const home = testFolder();
    expect((await reprise(home, ['import', 'examples/password-reset'])).code).toBe(0);
    const { code, startedForThis, logs } = await doctorOf(home, []);
    expect({ code, startedForThis, logs }).toMatchObject({
      ...{ code: 0, startedForThis: true },
      logs: [{ stream: { sessions: 1 }, durability: 'flushed' }],
    });
    expect((await reprise(home, ['status'])).code).toBe(3);
  });

  it('names each setting of a stream that differs from what the log needs, and ends with 1', async () => {
    const server = await started();
    const connection = await admin(server);
    await (await jetstreamManager(connection)).streams.add({
      ...{ name: 'REPRISE', subjects: ['session.*'], max_age: 60_000_000_000 },
    });
    await connection.close();
    const before = await streamIn(server);
    const { code, ok, of } = await doctorOf(testFolder(), ['--store', server.store]);
    expect([code, ok]).toEqual([1, false]);
    const messages = of('stream').map(({ state, message }) => `${state} ${message}`);
    expect(messages).toContain('fail Stream REPRISE: max_age is 60000000000, expected 0.');
    expect(messages).toContain('fail Stream REPRISE: discard is "old", expected "new".');
    for (const { advice } of of('stream')) expect(advice).toMatch(/^Set \w+ of the stream/);
    expect(await streamIn(server)).toEqual(before);
  });

  it('inspects each stream of a log', async () => {
    const server = await started();
    await withLog(server);
    const connection = await admin(server);
    await (await jetstreamManager(connection)).streams.add({
      ...{ name: 'REPRISE-2026-12', subjects: ['session-2026-12.*'], max_age: 60_000_000_000 },
    });
    await connection.close();
    const REPRISE_STREAMS = 'REPRISE,REPRISE-2026-12,REPRISE-2027-01';
    const { code, of, logs } = await doctorOf(testFolder(), ['--store', server.store], { REPRISE_STREAMS });
    expect([code, logs.map(({ stream }) => stream?.sessions)]).toEqual([1, [1, 0, undefined]]);
    const messages = of('stream').map(({ state, message }) => `${state} ${message}`);
    expect(messages).toContainEqual(expect.stringMatching(/^pass Stream REPRISE has the settings/));
    expect(messages).toContain('fail Stream REPRISE-2026-12: max_age is 60000000000, expected 0.');
    expect(messages).toContain(
      'pass There is no stream REPRISE-2027-01 yet; the first command that records creates it.',
    );
  });

  it('warns what a power cut loses on a server that syncs every two minutes, with advice', async () => {
    const config = settings('sync_interval: always', 'sync_interval: 2m');
    const server = await started({ env: { ...process.env, REPRISE_NATS_CONF: config } });
    await withLog(server);
    const { code, logs, of } = await doctorOf(testFolder(), ['--store', server.store]);
    expect([code, logs[0]?.durability]).toEqual([0, 'cached']);
    expect(of('durability')[0]).toMatchObject({
      state: 'warn',
      message: expect.stringContaining('every 2m: a power cut loses'),
      advice: expect.stringContaining('sync_interval: always'),
    });
    const { out } = await reprise(testFolder(), ['doctor', '--store', server.store]);
    expect(out).toMatch(/^! durability +cached: /m);
    expect(out).toMatch(/All checks passed, with advice\.\n$/);
  });

  it('warns that the durability of an external server is unknown', async () => {
    const server = await started();
    await withLog(server);
    const { user, password, url } = server.info;
    const NATS_URL = url.replace('://', `://${user}:${password}@`);
    const { code, logs, of, server: shown } = await doctorOf(testFolder(), [], { NATS_URL });
    expect([code, logs[0]?.durability, shown?.lifetime]).toEqual([0, 'unknown', 'external']);
    expect(of('durability')[0]).toMatchObject({ state: 'warn' });
    expect(of('write')[0]).toMatchObject({ state: 'warn', message: expect.stringContaining('No write was tried') });
    expect([of('binary'), of('disk'), of('lock')]).toEqual([[], [], []]);
  });

  it('ends with 6 when the log cannot be reached: no server, no NATS server, a wrong password', async () => {
    const home = testFolder();
    const stranger = createServer((socket) => socket.end('HELLO\r\n'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void stranger.close());
    const { port } = stranger.address() as { port: number };
    const server = await started();
    for (const NATS_URL of [
      'nats://127.0.0.1:1',
      `nats://127.0.0.1:${port}`,
      server.info.url.replace('://', '://reprise:wrong@'),
    ]) {
      const { code, ok, of } = await doctorOf(home, [], { NATS_URL });
      expect([NATS_URL, code, ok]).toEqual([NATS_URL, 6, false]);
      expect(of('server')[0]).toMatchObject({ state: 'fail', advice: expect.any(String) });
    }
  });

  it('ends with 6, in limited time, when the process that holds the store hangs', async () => {
    const server = await started();
    await withLog(server);
    const supervisor = server.info.supervisorPid as number;
    const goOn = await standStill(supervisor);
    try {
      const { code, of } = await doctorOf(testFolder(), ['--store', server.store]);
      expect([code, of('server')[0]?.message]).toEqual([
        6,
        expect.stringMatching(/^Process \d+, which holds the store .*, does not answer\.$/),
      ]);
    } finally {
      goOn();
    }
  });
});
