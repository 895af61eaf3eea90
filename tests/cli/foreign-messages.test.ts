// A message that no append wrote is a fault of its session, and of nothing else: every kind of one, against every command and
// every method of the library.
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRepriseError, open, type Reprise, type Subscribed } from '../../src/index.ts';
import { connectAs, loginOf } from '../broker-login.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { collect } from '../session/work.ts';
import { beginning, FOREIGN_KINDS } from './foreign-message-kinds.ts';
import { type CliResult, cli, cliProcess, freshFolder, MAIN, start, startCli } from './run-cli.ts';

const folder = freshFolder();
const env = { XDG_DATA_HOME: folder.path };
const run = (...args: string[]): Promise<CliResult> => cli(args, { env });
const asProcess = (...args: string[]): Promise<CliResult> => cliProcess(args, { env });

const ALONE = FOREIGN_KINDS.map(({ name }) => `alone-${name}`);
const AFTER = FOREIGN_KINDS.map(({ name }) => `after-${name}`);
/** Names of a session that none may have: published on all the same. */
const NO_IDS = ['ö$', "it's", 'ab\u00a0c', '\u001b[2J'];
const FAULTY = [...ALONE, ...AFTER, ...NO_IDS].sort();
/** Of the sessions that are sound. */
const GOOD = ['good', 'last'];

let server: TestServer;
let nc: NatsConnection;
let reprise: Reprise;
/** The sequence at which the foreign message of a session stands. */
const sequences = new Map<string, number>();

const publish = async (
  subject: string,
  body: string | Uint8Array,
  headers?: () => ReturnType<NonNullable<(typeof FOREIGN_KINDS)[number]['headers']>>,
) => {
  const answer = await nc.request(subject, body, { timeout: 60_000, ...(headers && { headers: headers() }) });
  const { seq, error } = answer.json<{ seq: number; error?: object }>();
  expect(error).toBeUndefined();
  return seq;
};
const warn = (session: string, message: string) => reprise.session(session).send('warning.issue', { message });

beforeAll(async () => {
  server = await startTestServer({ store: join(folder.path, 'reprise') });
  nc = await connectAs(loginOf(server.store, 'service'));
  reprise = await open({ store: server.store });
  await reprise.session('good').send('session.start', { goal: 'a goal' });
  const most = nc.info?.max_payload ?? 0;
  for (const { name, body, headers } of FOREIGN_KINDS) {
    sequences.set(`alone-${name}`, await publish(`session.alone-${name}`, body(`alone-${name}`, most), headers));
    await publish(`session.after-${name}`, beginning(`after-${name}`));
    sequences.set(`after-${name}`, await publish(`session.after-${name}`, body(`after-${name}`, most), headers));
    // What stands behind it does not make it sound.
    await publish(`session.after-${name}`, 'more\n');
  }
  for (const name of NO_IDS) sequences.set(name, await publish(`session.${name}`, 'no id\n'));
  // No stream has subjects with more tokens: it is recorded nowhere.
  nc.publish('session.good.more', 'lost\n');
  await reprise.session('last').send('session.start', { goal: 'the last one' });
  await nc.flush();
});
afterAll(async () => {
  await reprise?.close();
  await nc?.close();
  await server?.stop();
  folder.remove();
});

const failure = async (promise: Promise<unknown>): Promise<{ code: string; message: string; fields: object }> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isRepriseError(error)) throw new Error(`expected a RepriseError, got ${error}`);
  return error;
};
/** Everything until all history is received. */
const received = async (options: Parameters<Reprise['subscribe']>[0] = {}): Promise<Subscribed[]> => {
  const abort = new AbortController();
  const all: Subscribed[] = [];
  for await (const one of reprise.subscribe({ ...options, signal: abort.signal })) {
    all.push(one);
    if (one.kind === 'caught-up') abort.abort();
  }
  return all;
};

describe('every session at once', () => {
  it('list shows each in its row, and the sound ones with what they are', async () => {
    const { code, stdout, stderr } = await asProcess('list');
    expect(code).toBe(0);
    for (const id of [...ALONE, ...AFTER]) expect(stdout).toMatch(new RegExp(`^${id} +faulty `, 'm'));
    expect(stdout).toMatch(/^good +running .*a goal$/m);
    expect(stdout).toMatch(/^last +running .*the last one$/m);
    expect(stderr.match(/ has a fault: /g)).toHaveLength(FAULTY.length);
    const rows = JSON.parse((await asProcess('list', '--json')).stdout) as {
      sessionId: string;
      fault?: { code: string };
    }[];
    expect(
      rows
        .filter(({ fault }) => fault !== undefined)
        .map(({ sessionId }) => sessionId)
        .sort(),
    ).toEqual(FAULTY);
    expect(
      rows
        .filter(({ fault }) => fault === undefined)
        .map(({ sessionId }) => sessionId)
        .sort(),
    ).toEqual(GOOD);
  });

  it('doctor names each with stream and sequence, and the command that mends it', async () => {
    const { code, stdout } = await asProcess('doctor', '--json');
    expect(code).toBe(1);
    const { checks, sessions } = JSON.parse(stdout) as {
      checks: { name: string; state: string; message: string; advice?: string }[];
      sessions: { sessions: number; read: number; faulty: { sessionId: string; position: object; repair: string }[] };
    };
    expect(sessions).toMatchObject({ sessions: FAULTY.length + GOOD.length, read: FAULTY.length + GOOD.length });
    const found = new Map(sessions.faulty.map((one) => [one.sessionId, one]));
    expect([...found.keys()].sort()).toEqual(FAULTY);
    for (const id of FAULTY) {
      expect([id, found.get(id)?.position]).toEqual([id, { stream: 'REPRISE', sequence: sequences.get(id) }]);
      expect(found.get(id)?.repair).toMatch(/^reprise repair ./);
    }
    const failed = checks.filter(({ name, state }) => name === 'sessions' && state === 'fail');
    for (const { message, advice } of failed.slice(0, 20)) {
      expect(message).toMatch(/stream REPRISE.* sequence \d+|sequence \d+ of stream REPRISE/);
      expect(advice).toContain('reprise repair ');
    }
    for (const id of [...NO_IDS, 'alone-no-json']) {
      const command = (found.get(id)?.repair ?? '').replace('reprise', `${process.execPath} ${MAIN}`);
      const mended = await start('sh', ['-c', command], { env }).ended;
      expect([id, mended.code]).toEqual([id, 7]);
      expect(mended.stdout).toContain(`REPRISE ${sequences.get(id)}: `);
    }
    expect(failed).toHaveLength(21);
    expect(failed[20]?.message).toBe(
      `${FAULTY.length - 20} more sessions with faults, or with what is not interpreted.`,
    );
  });

  it('watch and subscriptions report each once, and go on with the others, history and live', async () => {
    const watching = startCli(['watch', '--json'], { env });
    await watching.until('stdout', /caught-up/);
    await warn('good', 'while watched');
    await watching.until('stdout', /while watched/);
    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.ended;
    const items = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Subscribed]));
    for (const all of [items, await received()]) {
      const faults = all.flatMap((one) => (one.kind === 'fault' ? [one] : []));
      expect([code, faults.map(({ sessionId }) => sessionId).sort()]).toEqual([0, FAULTY]);
      for (const { sessionId, position } of faults)
        expect([sessionId, position.sequence]).toEqual([sessionId, sequences.get(sessionId)]);
      const events = all.flatMap((one) => (one.kind === 'event' ? [one.event] : []));
      expect(new Set(events.map(({ sessionid }) => sessionid))).toEqual(new Set([...AFTER, ...GOOD]));
      expect(events.filter(({ sessionid }) => sessionid === 'good').length).toBeGreaterThan(1);
    }
  });

  it('a sound session among faulty ones is followed; where all are faulty, it ends with the last fault', async () => {
    const some = await received({ sessions: ['good', ...ALONE] });
    expect(some.filter(({ kind }) => kind === 'fault')).toHaveLength(ALONE.length);
    expect(some.some((one) => one.kind === 'event' && one.event.sessionid === 'good')).toBe(true);
    expect((await failure(received({ sessions: ALONE }))).code).toBe('RECORD_INVALID');
  });

  it('the newest session is the newest sound one, and all that is done with it is done', async () => {
    await publish('session.alone-empty', '');
    expect((await run('view', 'overview', 'latest')).stdout).toContain('a goal');
    for (const id of GOOD) {
      expect(await run('verify', id)).toMatchObject({ code: 0 });
      expect((await run('export', id)).stdout).toContain('session_started');
      expect((await run('replay', id)).code).toBe(0);
      expect((await run('send', id, 'warning.issue', 'after all')).code).toBe(0);
    }
    expect((await reprise.sessions()).map(({ sessionId }) => sessionId)).toEqual([...FAULTY, ...GOOD].sort());
  });

  it('sessions that are written side by side with faulty ones are recorded', async () => {
    const results = await Promise.allSettled([...AFTER, ...GOOD].map((id) => warn(id, 'side by side')));
    expect(results.map(({ status }) => status)).toEqual([
      ...AFTER.map(() => 'rejected'),
      ...GOOD.map(() => 'fulfilled'),
    ]);
  });
});

describe.each(FOREIGN_KINDS)('a message: $name', ({ name }) => {
  const alone = `alone-${name}`;
  const after = `after-${name}`;

  it('is a fault of its session for every command, with where it stands', async () => {
    for (const id of [alone, after]) {
      const verified = await run('verify', id);
      expect([id, verified.code, verified.stderr]).toEqual([id, 7, '']);
      expect(verified.stdout).toContain(`stream REPRISE, sequence ${sequences.get(id)},`);
      expect(verified.stdout).toMatch(new RegExp(`^Session ${id}: ${id === alone ? 0 : 1} events?, `));
      const { code, stdout } = await run('repair', id);
      expect([id, code]).toEqual([id, 7]);
      expect(stdout).toContain(`REPRISE ${sequences.get(id)}: `);
      for (const args of [
        ['export', id],
        ['replay', id],
        ['view', 'plan', id],
        ['extract', id],
        ['send', id, 'warning.issue', 'no'],
        ['watch', id],
      ] as const) {
        const { code, stderr } = await run(...args);
        expect([args, code, stderr]).toEqual([args, 7, expect.stringContaining(id)]);
        expect(stderr).not.toContain('\u001b');
        expect(stderr.length).toBeLessThan(2_000);
      }
    }
  });

  it('is a fault of its session for every method of the library, and nothing is recorded behind it', async () => {
    for (const id of [alone, after]) {
      const sound = id === after ? 1 : 0;
      const head = (await reprise.sessions()).find(({ sessionId }) => sessionId === id)?.sequence;
      const read: number[] = [];
      const reading = async () => {
        for await (const { event } of reprise.read(id)) read.push(event.ordinal);
      };
      for (const method of [
        reading,
        () => reprise.load(id),
        () => warn(id, 'no'),
        () => reprise.record(id, [{ name: 'warning.issue', data: { message: 'no' } }]),
        () => collect(reprise.session(id).read()),
        () => received({ sessions: id }),
        () => reprise.exportToFile(id, join(folder.path, `${id}.ndjson`)),
      ])
        expect([id, (await failure(method())).code]).toEqual([id, 'RECORD_INVALID']);
      expect(read).toHaveLength(sound);
      const replayed = await collect(reprise.replay(id)).catch((error: unknown) => error);
      expect(isRepriseError(replayed, 'RECORD_INVALID')).toBe(true);
      const report = await reprise.verify(id);
      expect(report).toMatchObject({ ok: false, events: sound, fault: { ordinal: sound + 1 } });
      expect(report.fault?.place).toMatchObject({ stream: 'REPRISE', sequence: sequences.get(id) });
      expect((await reprise.sessions()).find(({ sessionId }) => sessionId === id)?.sequence).toBe(head);
    }
  });
});
