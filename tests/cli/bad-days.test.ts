// What may go wrong around a command: a server that goes away, another writer's stream, limits, and its own sudden end.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { serverStatus } from '../../src/server/managed-server.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { variant } from './example-variant.ts';
import { cliProcess as cli, EXAMPLE, EXAMPLE_ID, freshFolder, ROOT, startCli, WITHOUT_SERVER } from './run-cli.ts';

let folder: ReturnType<typeof freshFolder>;
let env: Record<string, string>;
let store: string;
const servers: TestServer[] = [];
const serve = async (options: { port?: number; conf?: string } = {}): Promise<TestServer> => {
  const { conf, port } = options;
  const server = await startTestServer({
    store,
    ...defined({ port }),
    ...(conf === undefined ? {} : { env: { ...process.env, REPRISE_NATS_CONF: conf } }),
  });
  servers.push(server);
  return server;
};
const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};
const warn = async (server: TestServer, message: string): Promise<void> => {
  const log = await openNatsLog(server.info);
  await createSessions(log).record(EXAMPLE_ID, [{ name: 'warning_issued', data: { message } }]);
  await log.close();
};
/** nats.conf with other values. */
const confWith = (...changes: [from: RegExp, to: string][]): string => {
  let text = readFileSync(join(ROOT, 'nats.conf'), 'utf8');
  for (const [from, to] of changes) {
    expect(text).toMatch(from);
    text = text.replace(from, to);
  }
  const path = join(folder.path, 'nats.conf');
  writeFileSync(path, text);
  return path;
};

beforeEach(() => {
  folder = freshFolder();
  env = { XDG_DATA_HOME: folder.path };
  store = join(folder.path, 'reprise');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  folder.remove();
});

describe('watch, when the server goes away', () => {
  it('waits, reports it, and continues without a gap or a repeat: killed, replaced by another, killed again', async () => {
    const first = await serve();
    expect((await cli(['import', EXAMPLE], { env })).code).toBe(0);
    const watching = startCli(['watch', '--from', 'start', '--type', 'session_started', 'warning_issued'], { env });
    await watching.until('stderr', /Caught up/);

    // nats-server alone: whoever guards it starts it again at its address.
    process.kill(first.info.pid as number, 'SIGKILL');
    await watching.until('stderr', /Disconnected: [\s\S]*Reconnected: /);
    await warn(first, 'after the first');
    await watching.until('stdout', /after the first/);

    // With its guard: another one comes, at another address, with other credentials.
    await first.kill9();
    await watching.until('stderr', /(?:Disconnected: [\s\S]*){2}/);
    const second = await serve();
    await warn(second, 'before it is back');
    await watching.until('stderr', /(?:Reconnected: [\s\S]*){2}/);
    await warn(second, 'after the second');
    await watching.until('stdout', /after the second/);

    watching.child.kill('SIGINT');
    const { code, stdout, stderr } = await watching.ended;
    expect(code).toBe(0);
    expect(stdout.match(/session_started|after the first|before it is back|after the second/g)).toEqual([
      'session_started',
      'after the first',
      'before it is back',
      'after the second',
    ]);
    expect(stderr.match(/Caught up/g)).toHaveLength(1);
  });

  it('can be ended while it waits', async () => {
    const server = await serve();
    const watching = startCli(['watch', '--from', 'now'], { env });
    await watching.until('stderr', /Caught up/);
    await server.stop();
    await watching.until('stderr', /Disconnected/);
    watching.child.kill('SIGINT');
    expect((await watching.ended).code).toBe(0);
  });
});

describe('send -, when the server goes away between two lines', () => {
  it('records the next one on the next server: after `down` and `up`, and after the death of a supervisor', async () => {
    const up = () => cli(['up', '--detach', '--port', '0'], { env });
    const line = (name: string, data: object) => `${JSON.stringify({ name, data })}\n`;
    expect((await up()).code).toBe(0);
    const sending = startCli(['send', 's1', '-'], { env, input: 'open' });
    sending.child.stdin?.write(line('session.start', { goal: 'Outlive every server', profile: 'normal' }));
    await sending.until('stdout', /"line":1/);
    expect((await cli(['down'], { env })).code).toBe(0);
    expect((await up()).code).toBe(0);
    sending.child.stdin?.write(line('requirement.add', { requirementId: 'r1', description: 'After the first' }));
    await sending.until('stdout', /"line":2/);
    const before = await serverStatus({ store });
    process.kill(before?.supervisorPid as number, 'SIGKILL');
    expect((await up()).code).toBe(0);
    sending.child.stdin?.end(line('requirement.add', { requirementId: 'r2', description: 'After the second' }));
    expect(await sending.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('"line":3') });
    expect((await cli(['verify', 's1'], { env })).code).toBe(0);
    expect((await cli(['down'], { env })).code).toBe(0);
  });
});

describe('a command that is ended', () => {
  it('by SIGINT ends at once by the signal, which a shell shows as 130', async () => {
    const replaying = startCli(['replay', EXAMPLE, '--speed', 'real'], { env: { ...env, ...WITHOUT_SERVER } });
    await replaying.until('stdout', /session_started/);
    replaying.child.kill('SIGINT');
    expect(await replaying.ended).toMatchObject({ signal: 'SIGINT', stderr: '' });
  });

  it('by kill -9 while it records leaves all or nothing, and no server; the next command continues', async () => {
    const importing = startCli(['import', EXAMPLE, '--enforce'], { env });
    await eventually(async () => (await serverStatus({ store })) !== undefined);
    importing.child.kill('SIGKILL');
    expect(await importing.ended).toMatchObject({ signal: 'SIGKILL' });
    await eventually(async () => (await serverStatus({ store })) === undefined);

    const rows = JSON.parse((await cli(['list', '--json'], { env })).stdout) as { lastOrdinal: number }[];
    expect([[], [166]]).toContainEqual(rows.map(({ lastOrdinal }) => lastOrdinal));
    expect((await cli(['import', EXAMPLE, '--enforce'], { env })).code).toBe(0);
    expect(await cli(['verify', EXAMPLE_ID], { env })).toMatchObject({ code: 0 });
  });
});

describe('a log that cannot take it', () => {
  it('a commit over the payload limit is refused before it is sent', async () => {
    await serve({ conf: confWith([/^max_payload: .*$/m, 'max_payload: 32KB']) });
    const large = variant(folder.path, 'too-large', (kind, content) =>
      kind === 'workbook' ? content.replace('"content": "', `"content": "${'x'.repeat(60_000)}`) : content,
    );
    const { code, stdout, stderr } = await cli(['import', large], { env });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^.*\b\d+ bytes.*\n/);
    expect(JSON.parse((await cli(['list', '--json'], { env })).stdout)).toEqual([]);
  });

  it('a full store is reported, and nothing of the session is recorded', async () => {
    await serve({ conf: confWith([/max_file_store: .*$/m, 'max_file_store: 64KB']) });
    // The server looks before it writes: the first session fills the store, the second finds it full.
    expect((await cli(['import', EXAMPLE], { env })).code).toBe(0);
    const { code, stdout, stderr } = await cli(['import', variant(folder.path, 'one-more')], { env });
    expect([code, stdout]).toEqual([6, '']);
    expect(stderr).toMatch(/^The server at .* could not store the commit: .*\n.*Nothing was recorded\.\n$/);
    const rows = JSON.parse((await cli(['list', '--json'], { env })).stdout) as { sessionId: string }[];
    expect(rows.map(({ sessionId }) => sessionId)).toEqual([EXAMPLE_ID]);
  });

  it('a stream with other settings is reported, and not changed', async () => {
    const server = await serve();
    const nc = await connectAsAdmin(server.info);
    const manager = await jetstreamManager(nc);
    await manager.streams.add({ name: 'REPRISE', subjects: ['session.*'], max_age: 3_600_000_000_000 });
    const before = (await manager.streams.info('REPRISE')).config;
    const { code, stdout, stderr } = await cli(['import', EXAMPLE], { env });
    expect([code, stdout]).toEqual([6, '']);
    expect(stderr).toMatch(/REPRISE.*max_age/s);
    expect((await manager.streams.info('REPRISE')).config).toEqual(before);
    await nc.close();
  });
});
