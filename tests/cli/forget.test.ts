// Repair and erasure as people run them: each command as a process of its own, in a pipe and in a terminal, also killed in
// the middle.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAs } from '../broker-login.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { inATerminal } from './in-a-terminal.ts';
import { type CliResult, cli, cliProcess, EXAMPLE, EXAMPLE_ID, freshFolder, OBEYED, startCli } from './run-cli.ts';

const folder = freshFolder();
const env = { XDG_DATA_HOME: folder.path, USER: 'ada' };
const run = (...args: string[]): Promise<CliResult> => cli(args, { env });
let server: TestServer;
let nc: NatsConnection;

beforeAll(async () => {
  server = await startTestServer({ store: join(folder.path, 'reprise') });
  nc = await connectAs(adminOf(server));
});
afterAll(async () => {
  await nc?.close();
  await server?.stop();
  folder.remove();
});
const adminOf = ({ info }: TestServer) => ({
  ...{ url: info.url, user: info.adminUser as string, password: info.adminPassword as string },
  inboxPrefix: info.adminInboxPrefix as string,
});
const publish = (id: string, body: string) => nc.request(`session.${id}`, body);
const begun = async (id: string, events = 3): Promise<void> => {
  const lines = [{ name: 'session.start', data: { goal: `the goal of ${id}` } }];
  for (let n = 1; n < events; n += 1) lines.push({ name: 'warning.issue', data: { message: `warning ${n}` } as never });
  const sent = await cliProcess(['send', id, '-'], {
    env,
    input: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  });
  expect(sent).toMatchObject({ code: 0 });
};
const SENTENCE = (id: string) =>
  new RegExp(
    `^Session ${id} was forgotten on \\d{4}-\\d\\d-\\d\\d at \\d\\d:\\d\\d UTC by ada because: they asked\\.$`,
    'm',
  );

describe('repair', () => {
  it('shows what stands there and ends with 7, moves it with --quarantine, and lists and saves what was moved', async () => {
    await begun('r1');
    const before = (await run('export', 'r1')).stdout;
    expect(await run('repair', 'r1')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing stands there but its record'),
    });
    await publish('r1', '\u001b[2Jhello');
    const look = await run('repair', 'r1');
    expect(look.code).toBe(7);
    expect(look.stdout).toMatch(
      /^Session r1: 3 sound events\n {2}head 3:[0-9a-f]{64}\n✗ REPRISE \d+: foreign, 9 bytes\n/,
    );
    expect(look.stdout).toContain(String.raw`"\x1b[2Jhello"`);
    expect(look.stderr).toBe('Nothing was changed. To move it aside: reprise repair r1 --quarantine\n');
    expect((await run('export', 'r1')).code).toBe(7);
    const json = JSON.parse((await run('repair', 'r1', '--json')).stdout);
    expect(json).toMatchObject({ ok: false, events: 3, unsound: [{ kind: 'foreign', bytes: 9, stream: 'REPRISE' }] });
    const moved = await run('repair', 'r1', '--quarantine', '--note', 'an old importer');
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(moved.stdout).toContain('1 message moved aside into the quarantine.');
    expect((await run('export', 'r1')).stdout).toBe(before);
    expect((await run('send', 'r1', 'warning.issue', 'it goes on')).code).toBe(0);
    expect((await run('verify', 'r1')).code).toBe(0);
    const list = await run('repair', '--list');
    expect(list.stdout).toMatch(/^r1 REPRISE \d+: foreign, 9 bytes\n[\s\S]*by ada: an old importer\n/);
    expect(JSON.parse((await run('repair', 'r1', '--list', '--json')).stdout)).toMatchObject([
      { sessionId: 'r1', movedBy: 'ada', note: 'an old importer', fault: 'foreign', bodyBytes: 9, headerBytes: 0 },
    ]);
    const aside = join(folder.path, 'aside');
    const saved = JSON.parse((await run('repair', 'r1', '--save', aside, '--json')).stdout);
    expect(saved.files.map((file: string) => readFileSync(file, 'utf8'))).toEqual(['\u001b[2Jhello']);
  });

  it('repairs a name that is no session id, of which nothing is left', async () => {
    await publish('ö$', 'no id\n');
    expect((await run('repair', 'ö$')).stderr).toContain("reprise repair 'ö$' --quarantine");
    expect((await run('repair', 'ö$', '--quarantine')).stdout).toContain('nothing of it is left in the log');
    expect((await run('repair', 'ö$')).code).toBe(3);
  });

  it('in a terminal of 80 columns no line is wider, and nothing that a terminal obeys comes through', async () => {
    await begun('r2');
    await publish('r2', `\u001b]0;title\u0007${'long '.repeat(40)}\n`);
    for (const words of [
      ['repair', 'r2'],
      ['repair', 'r2', '--quarantine'],
      ['repair', '--list', 'r2'],
    ]) {
      const { stdout, code } = await inATerminal(words, { env }).ended;
      expect([words, code]).toEqual([words, words.length === 2 ? 7 : 0]);
      const lines = stdout.split('\n').filter((line) => !/^(pid|exit)=/.test(line));
      expect(lines.filter((line) => line.length > 80 && /\s/.test(line))).toEqual([]);
      expect(lines.join('\n')).not.toMatch(OBEYED);
    }
  });

  it.each([
    [['repair'], /No session is named/],
    [['repair', 'x', '--list', '--quarantine'], /contradict/],
    [['repair', 'x', '--note', 'n'], /nothing is moved without --quarantine/],
    [['repair', 'a b'], /no name under which/],
  ])('refuses %j', async (words, message) => {
    expect(await run(...words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('killed as it writes the record again, it is finished by the next one', async () => {
    await begun('r3', 40);
    const before = (await run('export', 'r3')).stdout;
    await publish('r3', 'not ours');
    const watched = nc.subscribe('live.session.r3', { max: 1 });
    await nc.flush();
    const repairing = startCli(['repair', 'r3', '--quarantine'], { env });
    for await (const _ of watched) repairing.child.kill('SIGKILL');
    await repairing.ended;
    expect((await run('repair', 'r3', '--quarantine')).code).toBe(0);
    expect((await run('export', 'r3')).stdout).toBe(before);
    expect(JSON.parse((await run('repair', 'r3', '--list', '--json')).stdout)).toHaveLength(1);
  });
});

describe('forget', () => {
  it('erases a session, says so in every command, and lists its tombstone', async () => {
    await begun('f1');
    await begun('f10');
    expect(await run('forget', 'f1', '--reason', 'they asked', '--dry-run')).toMatchObject({
      ...{ code: 0, stderr: '' },
      stdout: expect.stringMatching(
        /^Dry run: nothing was changed\. Session f1 has 3 events:\n {2}messages \(REPRISE\): 3 messages to erase\n/,
      ),
    });
    expect((await run('verify', 'f1')).code).toBe(0);
    expect((await run('verify', '--forgotten', 'f1')).code).toBe(7);
    const done = await run('forget', 'f1', '--reason', 'they asked');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toMatch(/^Session f1 is forgotten: 3 events\.\n {2}messages \(REPRISE\): 3 messages erased\n/);
    for (const words of [
      ...['view plan', 'replay', 'export', 'extract', 'verify', 'watch', 'send'].map((one) => [
        ...one.split(' '),
        'f1',
      ]),
    ]) {
      const all = words[0] === 'send' ? [...words, 'warning.issue', 'late'] : words;
      const { code, stdout, stderr } = await run(...all);
      expect([all, code, stdout]).toEqual([all, 3, '']);
      expect(stderr).toMatch(SENTENCE('f1'));
    }
    expect((await run('list')).stdout).not.toMatch(/^f1 /m);
    expect((await run('list', '--forgotten')).stdout).toMatch(/^f1 +\d{4}-\d\d-\d\d \d\d:\d\d +ada +3 +they asked$/m);
    expect(JSON.parse((await run('list', '--forgotten', '--json')).stdout)[0]).toMatchObject({
      sessionId: 'f1',
      events: 3,
    });
    expect(await run('verify', '--forgotten', 'f1')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing of it is left'),
    });
    const again = await run('forget', 'f1', '--reason', 'another reason', '--by', 'bob');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(SENTENCE('f1')) });
    expect(again.stdout).toContain('It had 3 events. Nothing of it was left.');
  });

  it('in a terminal of 80 columns no line is wider', async () => {
    await begun('f2');
    for (const words of [
      ['forget', 'f2', '--reason', `a reason that is long enough ${'to be wrapped '.repeat(8)}`],
      ['verify', '--forgotten', 'f2'],
      ['list', '--forgotten'],
    ]) {
      const { stdout, code } = await inATerminal(words, { env }).ended;
      expect([words[0], code]).toEqual([words[0], 0]);
      const lines = stdout.split('\n').filter((line) => !/^(pid|exit)=/.test(line));
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('whoever watches it alone is told and ends, and who watches all goes on', async () => {
    await begun('f3');
    await begun('f4');
    const [one, all] = [startCli(['watch', 'f3'], { env }), startCli(['watch', '--from', 'now'], { env })];
    await one.until('stderr', /Caught up/);
    await all.until('stderr', /Caught up/);
    expect((await run('forget', 'f3', '--reason', 'they asked')).code).toBe(0);
    expect(await one.ended).toMatchObject({ code: 3, stderr: expect.stringMatching(SENTENCE('f3')) });
    expect((await run('send', 'f4', 'warning.issue', 'after it')).code).toBe(0);
    await all.until('stdout', /after it/);
    all.child.kill('SIGINT');
    const { code, stderr } = await all.ended;
    expect([code, stderr.match(/was forgotten/g)?.length]).toEqual([0, 1]);
  });

  it('a second import of it is refused, unless --again is given', async () => {
    const file = join(folder.path, 'session.ndjson');
    await run('import', EXAMPLE);
    writeFileSync(file, (await run('export', EXAMPLE_ID)).stdout);
    const kinds: [string, string[]][] = [
      [EXAMPLE_ID, [EXAMPLE]],
      [EXAMPLE_ID, [file]],
    ];
    for (const [id, paths] of kinds) {
      expect((await run('forget', id, '--reason', 'they asked')).code).toBe(0);
      const refused = await run('import', ...paths);
      expect([paths, refused.code]).toEqual([paths, 3]);
      expect(refused.stderr).toMatch(SENTENCE(id));
      expect(await run('import', ...paths, '--again')).toMatchObject({ code: 0 });
      expect((await run('verify', id)).code).toBe(0);
      expect(await run('import', ...paths)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('already recorded'),
      });
    }
  });

  it('a start under its id is refused, unless --again is given, also in JSON lines', async () => {
    await begun('f5');
    await run('forget', 'f5', '--reason', 'they asked');
    const start = { name: 'session.start', data: { goal: 'anew' } };
    const lines = (...all: object[]) =>
      cliProcess(['send', 'f5', '-'], { env, input: all.map((one) => `${JSON.stringify(one)}\n`).join('') });
    expect(await run('send', 'f5', 'session.start', 'anew')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(SENTENCE('f5')),
    });
    expect(await lines(start)).toMatchObject({ code: 3, stdout: expect.stringContaining('SESSION_FORGOTTEN') });
    expect(await lines({ ...start, again: true }, { name: 'warning.issue', data: { message: 'w' } })).toMatchObject({
      code: 0,
    });
    expect((await run('view', 'overview', 'f5')).stdout).toContain('anew');
    expect(await run('send', 'f5', 'warning.issue', 'w', '--again')).toMatchObject({ code: 2 });
  });

  it('its children show that their parent was forgotten', async () => {
    await begun('f6');
    expect((await run('send', 'child', 'session.start', 'g', '--parent-session', 'f6')).code).toBe(0);
    await run('forget', 'f6', '--reason', 'they asked');
    expect((await run('view', 'overview', 'child')).stdout).toMatch(/Forked from +f6 \(forgotten on \d{4}-\d\d-\d\d\)/);
    expect(JSON.parse((await run('view', 'overview', 'child', '--json')).stdout)).toMatchObject({
      ...{ parentSession: 'f6', parentForgotten: { by: 'ada', reason: 'they asked' } },
    });
    expect(await run('send', 'child2', 'session.start', 'g', '--parent-session', 'f6')).toMatchObject({
      ...{ code: 3, stderr: expect.stringMatching(SENTENCE('f6')) },
    });
  });

  it('killed as the fence stands, it is finished by the next one, and writers stay out meanwhile', async () => {
    await begun('f7', 60);
    const watched = nc.subscribe('live.session.f7', { max: 1 });
    await nc.flush();
    const forgetting = startCli(['forget', 'f7', '--reason', 'they asked'], { env });
    for await (const _ of watched) forgetting.child.kill('SIGKILL');
    await forgetting.ended;
    expect(await run('send', 'f7', 'warning.issue', 'late')).toMatchObject({ code: 3 });
    expect((await run('list')).stdout).not.toMatch(/^f7 /m);
    expect(await run('forget', 'f7', '--reason', 'the second call', '--by', 'bob')).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining('by ada because: they asked') },
    });
    expect((await run('verify', '--forgotten', 'f7')).code).toBe(0);
  });

  it('two writers in processes of their own do not bring it back', async () => {
    await begun('f8');
    const writers = [0, 1].map(() => startCli(['send', 'f8', '-'], { env, input: 'open' }));
    const feed = writers.map(async ({ child, ended }) => {
      let isOver = false;
      void ended.then(() => {
        isOver = true;
      });
      for (let n = 0; !isOver; n += 1) {
        const line = `${JSON.stringify({ name: 'warning.issue', data: { message: `w${n}` } })}\n`;
        if (child.stdin?.write(line) === false)
          await Promise.race([once(child.stdin, 'drain').catch(() => undefined), ended]);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    for (const writer of writers) await writer.until('stdout', /"kind":"recorded"/);
    expect((await run('forget', 'f8', '--reason', 'they asked')).code).toBe(0);
    for (const { ended } of writers)
      expect(await ended).toMatchObject({ code: 3, stderr: expect.stringMatching(/Session f8 was forgotten/) });
    await Promise.all(feed);
    expect((await run('verify', '--forgotten', 'f8')).code).toBe(0);
  });

  it.each([
    [['forget', 'f'], 2, /--reason/],
    [['forget', 'never-was', '--reason', 'r'], 3, /There is no session never-was/],
    [['forget', 'latest', '--reason', 'r'], 3, /There is no session latest/],
    [['forget', 'a.b', '--reason', 'r'], 2, /not a valid session id/],
    [['forget', 'x', '--reason', ''], 2, /reason/],
    [['verify', '--forgotten'], 2, /No session is named/],
    [['verify', '--forgotten', 'x', '--as', 'enforce'], 2, /no meaning with --forgotten/],
    [['verify', '--forgotten', 'never-was'], 3, /There is no session/],
  ])('answers %j with exit code %i', async (words, code, message) => {
    const found = await run(...words);
    expect([found.code, found.stdout]).toEqual([code, '']);
    expect(found.stderr).toMatch(message);
  });

  it('creates no store where there is none', async () => {
    const home = freshFolder();
    for (const words of [
      ['forget', 'x', '--reason', 'r'],
      ['repair', 'x'],
      ['verify', '--forgotten', 'x'],
    ])
      expect(await cliProcess(words, { env: { XDG_DATA_HOME: home.path } })).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('There is no log here'),
      });
    home.remove();
  });

  it('of a server of the user’s own needs a login that may purge', async () => {
    const { url, user, password } = server.info;
    const address = (name: string, secret: string) => url.replace('://', `://${name}:${secret}@`);
    const NATS_URL = address(user as string, password as string);
    await begun('f9');
    const forget = (more: Record<string, string>) =>
      cliProcess(['forget', 'f9', '--reason', 'they asked'], { env: { USER: 'ada', NATS_URL, ...more } });
    expect(await forget({})).toMatchObject({ code: 2, stderr: expect.stringContaining('REPRISE_ADMIN_URL') });
    expect(await forget({ REPRISE_ADMIN_URL: NATS_URL })).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("it is not an admin's"),
    });
    const { user: admin, password: secret } = adminOf(server);
    expect(await forget({ REPRISE_ADMIN_URL: address(admin, secret) })).toMatchObject({ code: 0 });
  });
});
