// Any client with the password may publish to the log: what one session holds of that is reported as that session's fault,
// and every other session goes on. Each command as a process of its own.
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { chainHash } from '../../machines/events/envelope.ts';
import { newerLine, sha256 } from '../history.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { type CliResult, cliProcess, freshFolder, startCli } from './run-cli.ts';

const folder = freshFolder();
const env = { XDG_DATA_HOME: folder.path };
const run = (...args: string[]): Promise<CliResult> => cliProcess(args, { env });
let server: TestServer;
let nc: NatsConnection;

beforeAll(async () => {
  server = await startTestServer({ store: join(folder.path, 'reprise') });
  const { url: servers, user, password: pass } = server.info;
  nc = await connect({ servers, ...defined({ user, pass }) });
  expect((await run('send', 'good', 'session.start', 'a goal')).code).toBe(0);
});
afterAll(async () => {
  await nc?.close();
  await server?.stop();
  folder.remove();
});
const publish = (subject: string, body: string | Uint8Array) => nc.request(subject, body);

describe('messages of another client on the subjects of the log', () => {
  it('do not end a watch of all sessions, which reports each faulty session once', async () => {
    const watching = startCli(['watch', '--from', 'now'], { env });
    await watching.until('stderr', /Caught up/);
    await publish('session.bad-1', 'hello');
    await publish('session.bad-1', 'hello again');
    await publish('session.bad-2', '{"json": true}\n');
    await publish('session.bad-3', new Uint8Array([0xff, 0xfe, 0x0a]));
    await publish('session.ö$', 'no id\n');
    expect((await run('send', 'good', 'warning.issue', 'after')).code).toBe(0);
    await watching.until('stdout', /after/);
    watching.child.kill('SIGINT');
    const { code, stderr } = await watching.ended;
    expect(code).toBe(0);
    const reported = stderr.split('\n').filter((line) => line.includes('has a fault'));
    expect(reported.map((line) => /^Session (\S+) has a fault: /.exec(line)?.[1])).toEqual([
      ...['bad-1', 'bad-2', 'bad-3', '"ö$"'],
    ]);
  });

  it('are shown by a watch from the start as JSON, among the events', async () => {
    const watching = startCli(['watch', '--json'], { env });
    await watching.until('stdout', /caught-up/);
    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.ended;
    expect(code).toBe(0);
    const items = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    expect(items.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { sessionId: 'bad-1', error: { code: 'RECORD_INVALID', message: expect.stringContaining('no line feed') } },
      { sessionId: 'bad-2', error: { code: 'RECORD_INVALID' } },
      { sessionId: 'bad-3', error: { code: 'RECORD_INVALID', message: expect.stringContaining('UTF-8') } },
      { sessionId: 'ö$' },
    ]);
    expect(items.filter(({ kind }) => kind === 'event').length).toBeGreaterThan(1);
  });

  it('end a watch of that session alone, with the fault', async () => {
    expect(await run('watch', 'bad-1')).toMatchObject({ code: 7, stderr: expect.stringContaining('bad-1') });
  });

  it('are one note for each faulty session in a list, which shows all sessions', async () => {
    const { code, stdout, stderr } = await run('list');
    expect(code).toBe(0);
    expect(stderr.match(/^Session \S+ has a fault: /gm)).toHaveLength(4);
    expect(stdout).toMatch(/^good +running/m);
    expect(stdout.match(/^bad-\d +faulty/gm)).toHaveLength(3);
    const rows = JSON.parse((await run('list', '--json')).stdout);
    expect(rows.find(({ sessionId }: { sessionId: string }) => sessionId === 'bad-2')).toMatchObject({
      fault: { code: 'RECORD_INVALID' },
    });
    expect(rows.find(({ sessionId }: { sessionId: string }) => sessionId === 'good').fault).toBeUndefined();
  });

  it('do not hide the session that is meant by `latest`, nor disturb its export and verification', async () => {
    expect((await run('view', 'overview', 'latest')).stdout).toContain('a goal');
    expect(await run('verify', 'good')).toMatchObject({ code: 0 });
    expect((await run('export', 'good')).stdout).toContain('session_started');
    for (const command of ['export', 'replay'])
      expect(await run(command, 'bad-1')).toMatchObject({ code: 7, stderr: expect.stringContaining('bad-1') });
  });

  it('are shown by verify: where each stands, its first bytes, and how far the record is sound', async () => {
    const first = await run('verify', 'bad-1');
    expect([first.code, first.stderr]).toEqual([7, '']);
    expect(first.stdout).toMatch(
      /^Session bad-1: 0 events.*\n✗ Event 1, stream REPRISE, sequence \d+, event 1 of its commit, is not there: the message is no commit of Reprise: expected a line for each event, ended by a line feed, got its last line has no line feed: 5 bytes: "hello"\.\n {2}Another program wrote the message/,
    );
    expect((await run('verify', 'bad-3')).stdout).toContain(String.raw`got it is not UTF-8: 3 bytes: "\xff\xfe\n".`);
    expect((await run('send', 'half', 'session.start', 'a goal')).code).toBe(0);
    await publish('session.half', `${'long '.repeat(20)}"\u001b[31m`);
    const { code, stdout } = await run('verify', 'half', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      7,
      {
        ...{ ok: false, events: 1 },
        fault: {
          ...{ kind: 'message', ordinal: 2, place: { stream: 'REPRISE', index: 0 } },
          got: expect.stringMatching(/^its last line has no line feed: 106 bytes, the first 60: "long long/),
          ...{ diagnosis: { happened: 'foreign' }, hint: expect.stringContaining('Events 1 to 1 are sound') },
        },
      },
    ]);
  });

  it('are named by doctor, session by session', async () => {
    const { code, stdout } = await run('doctor');
    expect(code).toBe(1);
    for (const id of ['bad-1', 'bad-2', 'bad-3', '"ö$"'])
      expect(stdout).toContain(`✗ sessions    Session ${id} has a fault: `);
    expect(stdout).not.toContain('Session good');
    const { sessions, ok } = JSON.parse((await run('doctor', '--json')).stdout);
    expect([ok, sessions.read, sessions.faulty.length]).toEqual([false, 6, 5]);
  });
});

describe('a known event with a member that this version does not know', () => {
  it('is read, kept and reported, and its session goes on', async () => {
    const line = newerLine('newer');
    expect(chainHash(line, '0'.repeat(64), sha256)).toBeDefined();
    await publish('session.newer', `${line}\n`);
    const FOUND = '1 event of session_started with members not interpreted (event 1): data.colour';
    expect(await run('verify', 'newer')).toMatchObject({ code: 0, stdout: expect.stringContaining(FOUND) });
    expect((await run('list')).stderr).toContain(`Session newer: ${FOUND}`);
    expect((await run('doctor')).stdout).toContain(`! sessions    Session newer: ${FOUND}`);
    expect((await run('replay', 'newer')).stdout).toContain('not interpreted: data.colour');
    expect((await run('view', 'plan', 'newer')).stderr).toContain(
      `${FOUND}, written by a newer version of Reprise; they`,
    );
    expect((await run('send', 'newer', 'warning.issue', 'on')).code).toBe(0);
    expect((await run('export', 'newer')).stdout.split('\n')[0]).toBe(line);
  });
});
