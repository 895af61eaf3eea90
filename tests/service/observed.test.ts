// What a service says of itself: where it listens, its log, its metrics. And what it never says.
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { prettyLine } from '../../src/service/logs.ts';
import { inATerminal } from '../cli/in-a-terminal.ts';
import { cliProcess, freshFolder, type RunningCli, startCli } from '../cli/run-cli.ts';
import { logLines, note, sendTo, serviceProcess, startSession } from './processes.ts';
import { reader } from './reader.ts';
import { newStore } from './serving.ts';

/** A port that another program listens on; undefined where one does already. */
const takePort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const other: Server = createServer();
    other.once('error', () => resolve(undefined));
    other.listen(port, '127.0.0.1', () => {
      onTestFinished(() => void other.close());
      resolve((other.address() as { port: number }).port);
    });
  });

describe('its port', () => {
  it('is a free one where the default is taken, and no other than the one that was asked for', async () => {
    await takePort(4280);
    const store = newStore();
    const service = await serviceProcess(['--store', store]);
    expect(Number(new URL(service.url).port)).not.toBe(4280);
    const taken = (await takePort(0)) as number;
    const refused = await cliProcess(['serve', '--store', store, '--port', String(taken)]);
    expect([refused.code, refused.stdout]).toEqual([6, '']);
    expect(refused.stderr).toBe(
      `Port ${taken} of 127.0.0.1 is taken by another program.\nName another port with --port, or leave it out: a free one is used then.\n`,
    );
  });

  it('is on an address of this machine, or it is one sentence', async () => {
    const refused = await cliProcess(['serve', '--store', newStore(), '--host', '192.0.2.1']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr.split('\n')).toHaveLength(3);
  });
});

describe('a service', () => {
  const SECRET = 'sesame-open-4711';
  let folder: ReturnType<typeof freshFolder>;
  let service: RunningCli;
  let url = '';
  let metrics = '';

  beforeAll(async () => {
    folder = freshFolder();
    service = startCli(['serve', '--port', '0', '--store', join(folder.path, 'store')]);
    [, url = ''] = await service.until('stdout', / at (http:\/\/\S+)\n/);
    await startSession(url, 's1');
    expect((await sendTo(url, 's1', note('n1'))).status).toBe(200);
    expect((await sendTo(url, 's1', note('n1'))).status).toBe(200);
    expect((await sendTo(url, 's1', { name: 'phase.start', data: { phase: 'Delivery' } })).status).toBe(422);
    const headers = { authorization: `Bearer ${SECRET}`, cookie: SECRET };
    await fetch(`${url}/v1/sessions/s1/events?token=${SECRET}`, { headers });
    await fetch(`${url}/v1/${SECRET}?x=${SECRET}`, { method: 'POST', body: SECRET });
    await sendTo(url, 's1', { name: SECRET, data: { text: SECRET } });
    const one = reader();
    await one.read(url, () => one.got.length === 2);
    await service.until('stderr', /"route":"\/v1\/events"/);
    metrics = await (await fetch(`${url}/metrics`)).text();
  });

  afterAll(async () => {
    service.child.kill('SIGTERM');
    await service.ended;
    folder.remove();
  });

  const value = (name: string, labels = ''): number =>
    Number(
      metrics
        .split('\n')
        .find((line) => line.startsWith(`${name}${labels} `))
        ?.split(' ')
        .at(-1) ?? Number.NaN,
    );

  it('counts requests, commands, refusals, appends and streams', () => {
    const route = '/v1/sessions/{session}/commands';
    expect(value('reprise_http_requests_total', `{method="POST",route="${route}",status="422"}`)).toBe(1);
    expect(value('reprise_http_request_seconds_count', `{method="POST",route="${route}"}`)).toBe(5);
    expect(value('reprise_commands_total', '{result="recorded"}')).toBe(2);
    expect(value('reprise_commands_total', '{result="repeated"}')).toBe(1);
    expect(value('reprise_commands_total', '{result="refused"}')).toBe(1);
    expect(metrics).toMatch(/^reprise_refusals_total\{rule="P\.\w+"\} 1$/m);
    expect(value('reprise_appends_total', '{result="appended"}')).toBe(2);
    expect(value('reprise_append_events_sum')).toBe(2);
    expect(value('reprise_append_seconds_count')).toBe(2);
    expect(value('reprise_appends_waiting')).toBe(0);
    expect(value('reprise_streams_open')).toBe(0);
    expect(value('reprise_readers_dropped_total')).toBe(0);
    expect(value('reprise_log_up')).toBe(1);
    expect(value('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(metrics).toMatch(/^reprise_batch_commits_count \d+$/m);
    expect(metrics).toMatch(/^reprise_info\{version="[\d.]+",stream="REPRISE",durability="flushed"\} 1$/m);
    // Every metric says what it is.
    for (const [, name] of metrics.matchAll(/^# TYPE (\S+)/gm))
      expect(metrics).toMatch(new RegExp(`^# HELP ${name} .`, 'm'));
  });

  it('writes one line for each request, with its id, route, status and time', () => {
    const lines = logLines(service).filter(({ msg }) => msg === 'request');
    for (const line of lines)
      expect(line).toMatchObject({
        level: expect.any(Number),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        method: expect.stringMatching(/^(?:GET|POST)$/),
        route: expect.any(String),
        status: expect.any(Number),
        ms: expect.any(Number),
      });
    const routes = lines.map(({ method, route, status }) => `${method} ${route} ${status}`);
    expect(routes.slice(0, 4)).toEqual([
      'POST /v1/sessions/{session}/commands 200',
      'POST /v1/sessions/{session}/commands 200',
      'POST /v1/sessions/{session}/commands 200',
      'POST /v1/sessions/{session}/commands 422',
    ]);
    expect(routes).toContain('POST none 404');
    expect(routes).toContain('GET /v1/events 200');
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  });

  it('never writes a body, a token, a header or a query', () => {
    expect(service.stderr()).not.toContain(SECRET);
    expect(metrics).not.toContain(SECRET);
  });

  it('names no session and no caller in a metric: any caller may read them', () => {
    const labels = new Set([...metrics.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label));
    const ofProcess = ['kind', 'le', 'major', 'minor', 'patch', 'space', 'type'];
    const own = ['durability', 'method', 'result', 'route', 'rule', 'status', 'stream', 'version'];
    expect([...labels].filter((label) => !ofProcess.includes(label)).sort()).toEqual(own);
    expect(metrics).not.toMatch(/="s1"/);
  });

  it('names the id of a request to who made it', async () => {
    const answer = await fetch(`${url}/healthz`);
    const id = answer.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await service.until('stderr', new RegExp(`"id":"${id}"`));
  });
});

describe('its output', () => {
  it('is one line of JSON with --json', async () => {
    const store = newStore();
    const running = startCli(['serve', '--json', '--store', store, '--port', '0']);
    onTestFinished(() => void running.child.kill('SIGKILL'));
    const [line = ''] = await running.until('stdout', /^.*\n/);
    expect(JSON.parse(line)).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      log: expect.stringMatching(/^nats:/),
      ...{ store, pid: running.child.pid },
    });
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0, stdout: line });
  });

  it('is for people on a terminal, and Ctrl-C ends it well', async () => {
    const terminal = inATerminal(['serve', '--port', '0', '--store', newStore()]);
    const [, url] = await terminal.until('stdout', / at (http:\/\/\S+)\r?\n/);
    await terminal.until('stdout', /Ctrl-C stops it\./);
    await fetch(`${url}/healthz`);
    await terminal.until('stdout', /\d\d:\d\d:\d\d INFO {2}request GET \/healthz 200 [\d.]+ ms/);
    terminal.type('\u0003');
    const { code, stdout } = await terminal.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/INFO {2}draining\n[\s\S]*INFO {2}ended ms=\d+\n/);
  });

  it('says at the level that is asked for, and nothing below', async () => {
    const service = await serviceProcess(['--port', '0', '--store', newStore(), '--log-level', 'warn']);
    await fetch(`${service.url}/healthz`);
    service.child.kill('SIGTERM');
    expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

it('a line for people has no control character of what it quotes, and the stack of a defect', () => {
  const entry = { level: 50, time: '2026-01-31T14:05:09.000Z', pid: 1, msg: 'a defect', url: 'x\u001b[2J y' };
  expect(prettyLine(JSON.stringify(entry), false)).toBe('14:05:09 ERROR a defect url="x\\u001b[2J y"\n');
  const withStack = { ...entry, url: undefined, err: { stack: 'Error: no\n    at there' } };
  expect(prettyLine(JSON.stringify(withStack), false)).toBe('14:05:09 ERROR a defect\n  Error: no\n      at there\n');
});
