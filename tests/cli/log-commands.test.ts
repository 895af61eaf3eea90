import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { variant } from './example-variant.ts';
import { type CliResult, cli, EXAMPLE, EXAMPLE_ID, freshFolder, startCli } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
let server: TestServer;
let log: Log;
const run = (...args: string[]): Promise<CliResult> => cli(args, { env: { XDG_DATA_HOME: data } });
const heads = async (): Promise<string> => JSON.stringify(await log.sessions());

beforeAll(async () => {
  server = await startTestServer({ store: join(data, 'reprise') });
  log = await openNatsLog(server.info);
});
afterAll(async () => {
  await log?.close();
  await server?.stop();
  folder.remove();
});

describe('an empty log', () => {
  it('lists nothing, and has no newest session', async () => {
    expect(await run('list')).toMatchObject({ code: 0, stdout: 'The log holds no session.\n' });
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([]);
    expect(await run('extract')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^The log holds no session\./),
    });
  });
});

describe('import', () => {
  it('records a session and reports what was recorded; a second import adds nothing', async () => {
    const first = await run('import', EXAMPLE);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^47 events \(\+ 119 derived\) of session/);
    const recorded = await heads();
    const second = await run('import', EXAMPLE);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toContain(`Session ${EXAMPLE_ID} is already recorded: nothing was added.`);
    expect(await heads()).toBe(recorded);
  });

  it('keeps the enforcement that the session was begun with', async () => {
    const { code, stderr } = await run('import', EXAMPLE, '--enforce');
    expect([code, stderr]).toEqual([0, 'The session is observed, as it was started.\n']);
  });

  // The research wave's agent ends, but is never launched.
  const unlaunched = (kind: string, content: string): string => {
    if (kind !== 'events') return content;
    const file = JSON.parse(content) as { events: { eventType: string }[] };
    const at = file.events.findIndex(({ eventType }) => eventType === 'agent_launched');
    file.events.splice(at, 1);
    return JSON.stringify(file);
  };

  it('observes what breaks a rule, and counts it by rule', async () => {
    const { code, stdout } = await run('import', variant(folder.path, 'observed', unlaunched));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ violations? of \S+ \(event [\d, …]+\): /m);
  });

  it('under --enforce refuses it with the rule, the state and what is legal, and records nothing', async () => {
    const before = await heads();
    const { code, stdout, stderr } = await run('import', variant(folder.path, 'enforced', unlaunched), '--enforce');
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(
      /^\S+ \(events-enforced.json.*\) is refused by \S+: .+ Here: .+ \(session \w+, event \d+.*\)\.\nNothing was recorded\. Legal here: .+\.\n$/,
    );
    expect(await heads()).toBe(before);
    const json = await cli(['import', join(folder.path, 'enforced'), '--enforce', '--json'], {
      env: { XDG_DATA_HOME: data },
    });
    expect(JSON.parse(json.stderr)).toMatchObject({
      error: { code: 'REFUSED', fields: { rule: expect.any(String), legal: expect.any(Array) } },
    });
  });
});

describe('a session of the log', () => {
  it('is found by its id, the start of it, latest, REPRISE_SESSION, and as the newest', async () => {
    const whole = await run('extract', EXAMPLE_ID);
    expect(whole.code).toBe(0);
    expect(await run('extract', 'a7f')).toEqual(whole);
    const named = { env: { XDG_DATA_HOME: data, REPRISE_SESSION: 'a7f3c8e2' } };
    expect(await cli(['extract'], named)).toEqual(whole);
    const newest = await run('extract', 'observed');
    expect(await run('extract', 'latest')).toEqual(newest);
    expect(await run('extract')).toEqual(newest);
  });

  it('that is unknown is refused, naming those that exist, or the near ones', async () => {
    expect(await run('extract', 'zzzzzz')).toMatchObject({
      code: 3,
      stderr: `There is no session zzzzzz.\nThere are ${EXAMPLE_ID}, observed.\n`,
    });
    expect(await run('view', 'plan', 'obsevred')).toMatchObject({
      code: 3,
      stderr: 'There is no session obsevred.\nNear it: observed.\n',
    });
    expect(await run('watch', 'obsevred')).toMatchObject({ code: 3 });
  });

  it('stands in the list, newest first', async () => {
    const rows = JSON.parse((await run('list', '--json')).stdout);
    expect(rows.map(({ sessionId }: { sessionId: string }) => sessionId)).toEqual(['observed', EXAMPLE_ID]);
    expect((await run('list')).stdout).toMatch(/^observed +completed/m);
  });

  it('verifies, and shows where enforcing would have refused it', async () => {
    expect(await run('verify', EXAMPLE_ID)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The record verifies.'),
    });
    const { stdout } = await run('verify', 'observed', '--as', 'enforce');
    expect(stdout).toMatch(/^Enforced, \d+ events? would have been refused\.\n {2}\d+ \w+ violates \S+:/m);
  });

  it('is exported byte for byte: to a pipe, to a file, and so that the export verifies', async () => {
    const piped = await run('export', 'a7f');
    const lines: string[] = [];
    for await (const commit of log.read(EXAMPLE_ID)) lines.push(...commit.lines);
    expect(piped.stdout).toBe(`${lines.join('\n')}\n`);
    const file = join(folder.path, 'a7f.ndjson');
    const { stderr } = await run('export', 'a7f', '-o', file);
    expect(readFileSync(file, 'utf8')).toBe(piped.stdout);
    const head = /Head: (\S+)/.exec(stderr)?.[1] as string;
    expect(await run('verify', file, '--head', head)).toMatchObject({ code: 0 });
  });
});

describe('watch', () => {
  it('prints the history, that it caught up, then live events; SIGINT ends it with 0', async () => {
    const watching = startCli(['watch', 'observed', '--type', 'workbook_entry_added', 'warning_issued'], {
      env: { XDG_DATA_HOME: data },
    });
    await watching.until('stderr', /^Caught up: from now on events are live\.\n/);
    const history = watching.stdout().trimEnd().split('\n');
    expect(history.splice(0, 1)).toEqual(['2025-10-14']);
    expect(history).toHaveLength(14);
    const sessions = createSessions(log);
    await sessions.record('observed', [{ name: 'warning_issued', data: { message: 'late, and on purpose' } }]);
    await watching.until('stdout', /warning_issued: late, and on purpose/);
    // Today's: under its own day.
    expect(watching.stdout()).toMatch(/\n20\d\d-\d\d-\d\d\n\S+ \[WARNING\] warning_issued: late, and on purpose\n$/);
    watching.child.kill('SIGINT');
    expect(await watching.ended).toMatchObject({ code: 0, signal: null });
  });

  it('--from now prints no history, also of sessions that begin later, as JSON', async () => {
    const watching = startCli(['watch', '--from', 'now', '--json'], { env: { XDG_DATA_HOME: data } });
    await watching.until('stdout', /"caught-up"/);
    await createSessions(log).send('born-later', { name: 'session.start', data: { goal: 'Be seen' } });
    await watching.until('stdout', /Be seen[\s\S]*\n/);
    watching.child.kill('SIGTERM');
    const { code, stdout } = await watching.ended;
    const told = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(told.map(({ kind, event }) => event?.type ?? kind)).toEqual(['caught-up', 'session_started']);
    expect([code, told[1].event.sessionid]).toEqual([0, 'born-later']);
  });

  it('begins at an ordinal of one session', async () => {
    const watching = startCli(['watch', 'a7f', '--from', '150'], { env: { XDG_DATA_HOME: data } });
    await watching.until('stderr', /Caught up/);
    watching.child.kill('SIGINT');
    const { stdout } = await watching.ended;
    expect(stdout.trimEnd().split('\n')).toEqual(['2025-10-14', ...Array(17).fill(expect.stringMatching(/^\d\d:/))]);
  });

  it('begins at a time, and gives what the actors did that are named', async () => {
    const events: { ordinal: number; time: string; actor: string }[] = [];
    for await (const { lines } of log.read(EXAMPLE_ID)) events.push(...lines.map((line) => JSON.parse(line)));
    const { time, actor } = events[149] as (typeof events)[0];
    const wanted = events.slice(events.findIndex((one) => one.time >= time)).filter((one) => one.actor === actor);
    expect(wanted.length).toBeGreaterThan(0);
    const watching = startCli(['watch', 'a7f', '--since', time, '--actor', actor, '--json'], {
      env: { XDG_DATA_HOME: data },
    });
    await watching.until('stdout', /"caught-up"/);
    watching.child.kill('SIGINT');
    const { stdout } = await watching.ended;
    const ordinals = stdout
      .split('\n')
      .flatMap((line) => (line.includes('"kind":"event"') ? [JSON.parse(line).event.ordinal] : []));
    expect(ordinals).toEqual(wanted.map(({ ordinal }) => ordinal));
    expect(await run('watch', '--since', 'yesterday')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('yesterday'),
    });
    expect(await run('watch', '--since', time, '--from', 'now')).toMatchObject({ code: 2 });
  });
});

describe('the server in use', () => {
  it('is shown by status, and refuses a second one on its store', async () => {
    expect(await run('status')).toMatchObject({ code: 0, stdout: expect.stringContaining(server.info.url) });
    const { code, stderr } = await run('up');
    expect(code).toBe(6);
    expect(stderr).toMatch(/^A server \(process \d+\) already runs on the store /);
  });

  it('is left running by a command', async () => {
    await run('list');
    expect(await run('status')).toMatchObject({ code: 0 });
    expect(existsSync(join(data, 'reprise'))).toBe(true);
  });

  it('that cannot be reached is reported', async () => {
    const { code, stderr } = await cli(['list'], { env: { XDG_DATA_HOME: data, NATS_URL: 'nats://127.0.0.1:1' } });
    expect(code).toBe(6);
    expect(stderr).toMatch(/^\S.*127\.0\.0\.1:1/);
  });
});
