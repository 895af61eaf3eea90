// Repair and erasure on real servers that die in the middle, on three servers, over several streams, with large texts and many
// messages; and what is left on the disk.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminOn } from '../../src/admin/admin.ts';
import type { LogAdmin } from '../../src/log/admin-port.ts';
import { openNatsLogAdmin } from '../../src/log/nats/admin.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { openStreams } from '../../src/log/nats/open-streams.ts';
import type { Log } from '../../src/log/port.ts';
import { adminLogin, type BrokerLogin } from '../../src/server/broker-roles.ts';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { codeOf, collect } from '../../src/testing/log-contract/steps.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { startCluster } from '../cluster.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

const REASON = { by: 'Ada', reason: 'the customer asked for it' };
const warning = (message: string) => ({ name: 'warning.issue', data: { message } });
const start = (goal: string) => ({ name: 'session.start', data: { goal } });
const loginTo = ({ info }: TestServer): BrokerLogin => adminLogin(info) as BrokerLogin;
const linesOf = async (log: Log, id: string): Promise<string[]> =>
  (await collect(log.read(id))).flatMap(({ lines }) => [...lines]);

/** Calls `act` before the n-th call of what changes the log. */
const before = (
  admin: LogAdmin,
  n: number,
  act: () => Promise<void>,
): { readonly admin: LogAdmin; calls(): number } => {
  let calls = 0;
  const guarded =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      calls += 1;
      if (calls === n) await act();
      return call(...given);
    };
  return {
    calls: () => calls,
    admin: {
      streams: admin.streams,
      places: admin.places.map((place) => ({ ...place, erase: guarded(place.erase) })),
      quarantine: { ...admin.quarantine, put: guarded((...given) => admin.quarantine.put(...given)) },
      names: (...given) => admin.names(...given),
      messages: (...given) => admin.messages(...given),
      newest: (...given) => admin.newest(...given),
      whole: (...given) => admin.whole(...given),
      rewrite: guarded((...given) => admin.rewrite(...given)),
      purge: guarded((...given) => admin.purge(...given)),
      fence: guarded((...given) => admin.fence(...given)),
      tombstone: (...given) => admin.tombstone(...given),
      bury: guarded((...given) => admin.bury(...given)),
      close: () => admin.close(),
    },
  };
};

describe('on one server', () => {
  let server: TestServer;
  let log: Log;
  let admin: LogAdmin;

  beforeAll(async () => {
    server = await startTestServer();
    log = await openNatsLog({ ...server.info, deadlineMs: PATIENCE_MS });
    admin = await openNatsLogAdmin({ ...loginTo(server), deadlineMs: PATIENCE_MS }, ['REPRISE']);
  });
  afterAll(async () => {
    await admin?.close();
    await log?.close();
    await server?.stop();
  });
  const crash = async () => {
    await server.kill9();
    await server.restart();
  };
  /** By a connection of its own: one that lives through a crash loses what it sends meanwhile. */
  const asAdmin = async (subject: string, body: string): Promise<void> => {
    const nc = await connectAsAdmin(server.info);
    await nc.request(subject, body, { timeout: 30_000 });
    await nc.close();
  };
  const publish = (id: string, body: string) => asAdmin(`session.${id}`, body);

  test.each(['repair', 'forget'] as const)(
    'a server that is killed before any step of %s leaves what that call finishes',
    async (what) => {
      for (let step = 1; ; step += 1) {
        const id = `${what}-${step}`;
        const sessions = createSessions(log);
        await sessions.send(id, start('g'));
        await sessions.send(id, warning('w'));
        const lines = await linesOf(log, id);
        await publish(id, 'not ours');
        const crashing = before(admin, step, crash);
        const acting = adminOn(crashing.admin);
        if (what === 'repair') await acting.repair(id, REASON);
        else await acting.forget(id, REASON);
        if (what === 'repair') expect(await linesOf(log, id)).toEqual(lines);
        else expect(await adminOn(admin).verifyForgotten(id)).toMatchObject({ ok: true });
        if (crashing.calls() < step) {
          expect(step).toBeGreaterThan(3);
          return;
        }
      }
    },
  );

  test('what was acknowledged before the server died is there after it: the quarantine, the tombstone, the fence', async () => {
    const sessions = createSessions(log);
    await sessions.send('durable', start('g'));
    await publish('durable', 'not ours');
    await adminOn(admin).repair('durable', REASON);
    await sessions.send('durable-2', start('g'));
    await adminOn(admin).forget('durable-2', REASON);
    await crash();
    expect(await collect(admin.quarantine.list('durable'))).toMatchObject([{ fault: 'foreign' }]);
    expect(await codeOf(log.last('durable-2'))).toBe('SESSION_FORGOTTEN');
    expect((await log.sessions()).map(({ sessionId }) => sessionId)).not.toContain('durable-2');
    expect((await log.forgotten?.())?.map(({ sessionId }) => sessionId)).toContain('durable-2');
  });

  test('a session of 10,000 events in 1,000 messages is repaired and forgotten', async () => {
    const sessions = createSessions(log);
    await sessions.send('many', start('g'));
    for (let n = 0; n < 999; n += 1)
      await sessions.record(
        'many',
        Array.from({ length: n === 0 ? 19 : 10 }, (_, place) => warning(`warning ${n}.${place}`)),
      );
    const { head } = await sessions.load('many');
    expect(head.ordinal).toBe(10_000);
    await publish('many', 'not ours');
    expect(await adminOn(admin).repair('many', REASON)).toMatchObject({ events: 10_000, head, rewritten: 1_000 });
    expect(await verify(logSource(log, 'many'))).toMatchObject({ ok: true, events: 10_000, head });
    expect((await sessions.send('many', warning('it goes on'))).kind).toBe('recorded');
    const { tombstone, places } = await adminOn(admin).forget('many', REASON);
    expect([tombstone.events, tombstone.messages, places[0]?.erased]).toEqual([10_001, 1_001, 1_001]);
    expect(await adminOn(admin).verifyForgotten('many')).toMatchObject({ ok: true });
  });

  test('large texts go with their session, and one that is missing is a fault of its message', async () => {
    const text = 'a long report. '.repeat(700_000);
    const sessions = createSessions(log);
    for (const id of ['large', 'large-2']) {
      await sessions.send(id, start('g'));
      await sessions.send(id, { name: 'entry.add', data: { entryType: 'note', title: 't', content: `${id} ${text}` } });
    }
    const left = async (id: string) => (await adminOn(admin).verifyForgotten(id)).places;
    expect((await left('large')).find(({ place }) => place === 'large texts')?.found).toBeGreaterThan(10);
    await adminOn(admin).forget('large', REASON);
    expect((await left('large')).map(({ found }) => found)).toEqual([0, 0, 0]);
    expect(await verify(logSource(log, 'large-2'))).toMatchObject({ ok: true, events: 2 });
    await asAdmin('$JS.API.STREAM.PURGE.REPRISE_DATA', JSON.stringify({ filter: 'session-data.large-2.>' }));
    expect(await adminOn(admin).look('large-2')).toMatchObject({ ok: false, events: 1, unsound: [{ kind: 'data' }] });
    expect(await adminOn(admin).repair('large-2', REASON)).toMatchObject({ moved: [{ fault: 'data' }] });
    expect(await verify(logSource(log, 'large-2'))).toMatchObject({ ok: true, events: 1 });
  });

  test('the bytes of a session that has blocks of its own leave the disk with it; in a block with others they stay', async () => {
    const sessions = createSessions(log);
    const words = (word: string) => `${word} `.repeat(Math.ceil(3_000_000 / (word.length + 1)));
    const [own, shared] = ['GoalOfTheSessionThatFillsBlocks', 'GoalOfTheSessionAmongOthers'];
    for (const [id, word, count] of [
      ['filler', 'other', 4],
      ['blocks', own, 8],
      ['filler', 'other', 4],
      ['among', shared, 1],
      ['filler', 'other', 1],
    ] as const) {
      if ((await sessions.load(id)).head.ordinal === 0) await sessions.send(id, start(id));
      for (let n = 0; n < count; n += 1)
        await sessions.send(id, {
          name: 'entry.add',
          data: { entryType: 'note', title: 't', content: `${n} ${words(word)}` },
        });
    }
    const onDisk = (word: string): string[] =>
      readdirSync(server.store, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.blk'))
        .filter((name) => readFileSync(join(server.store, name)).includes(`${word} ${word}`));
    const before = onDisk(own);
    expect(before.length).toBeGreaterThan(2);
    expect(onDisk(shared)).toHaveLength(1);
    await adminOn(admin).forget('blocks', REASON);
    await adminOn(admin).forget('among', REASON);
    // Blocks with nothing else are removed at once; those at either end, which it shares, stay until they are rewritten.
    expect(onDisk(own).length).toBeLessThanOrEqual(2);
    expect(onDisk(own).length).toBeLessThan(before.length);
    expect(onDisk(shared)).toHaveLength(1);
    // What stays there is read by nobody: not after a start from the files either.
    await crash();
    for (const id of ['blocks', 'among']) {
      expect(await codeOf(log.last(id))).toBe('SESSION_FORGOTTEN');
      expect(await adminOn(admin).verifyForgotten(id)).toMatchObject({ ok: true });
    }
    expect(await verify(logSource(log, 'filler'))).toMatchObject({ ok: true });
  });
});

test('over several streams a session is repaired and forgotten where it lies, and begins again there', async () => {
  const server = await startTestServer();
  const streams = ['REPRISE', 'REPRISE-2026-12'];
  const old = await openNatsLog(server.info);
  await createSessions(old).send('old', start('g'));
  await old.close();
  const log = await openStreams(server.info, streams);
  const admin = await openNatsLogAdmin(loginTo(server), streams);
  const nc = await connectAsAdmin(server.info);
  try {
    await createSessions(log).send('new', start('g'));
    for (const [id, subject, stream] of [
      ['old', 'session.old', 'REPRISE'],
      ['new', 'session-2026-12.new', 'REPRISE-2026-12'],
    ] as const) {
      await nc.request(subject, 'not ours');
      expect(await adminOn(admin).repair(id, REASON)).toMatchObject({ moved: [{ stream }] });
      expect(await verify(logSource(log, id))).toMatchObject({ ok: true, events: 1 });
      expect((await adminOn(admin).forget(id, REASON)).places.filter(({ erased }) => erased > 0)).toMatchObject([
        { place: 'messages', stream, erased: 1 },
        { place: 'quarantine' },
      ]);
      expect(await codeOf(log.last(id))).toBe('SESSION_FORGOTTEN');
      expect(await codeOf(createSessions(log).send(id, start('anew')))).toBe('SESSION_FORGOTTEN');
      const again = await createSessions(log).send(id, start('anew'), { again: true });
      expect(again).toMatchObject({ kind: 'recorded', position: { stream } });
    }
    expect((await log.forgotten?.())?.map(({ sessionId }) => sessionId)).toEqual(['old', 'new']);
    // Of a session in two streams each part is judged alone.
    await nc.request('session.new', 'in the other stream');
    expect(await codeOf(adminOn(admin).look('new'))).toBe('RECORD_INVALID');
    expect((await adminOn(admin).forget('new', REASON)).kind).toBe('forgotten');
    expect(await adminOn(admin).verifyForgotten('new')).toMatchObject({ ok: true });
  } finally {
    await nc.close();
    await admin.close();
    await log.close();
    await server.stop();
  }
});

test('on three servers a session is repaired and forgotten while one of them is down, and gone from each', async () => {
  const cluster = await startCluster();
  const address = { url: cluster.urls[0] as string, urls: cluster.urls, deadlineMs: PATIENCE_MS };
  const log = await openNatsLog({ ...address, replicas: 3 });
  const admin = await openNatsLogAdmin(address, ['REPRISE']);
  const nc = await connect({ servers: [...cluster.urls] });
  try {
    const sessions = createSessions(log);
    await sessions.send('s1', start('g'));
    await sessions.send('s1', warning('w'));
    const lines = await linesOf(log, 's1');
    await nc.request('session.s1', 'not ours', { timeout: 30_000 });
    await adminOn(admin).repair('s1', REASON);
    expect(await linesOf(log, 's1')).toEqual(lines);
    await cluster.kill9(2);
    const crashed = before(admin, 3, async () => {
      cluster.restart(2);
    });
    expect(await adminOn(crashed.admin).forget('s1', REASON)).toMatchObject({ kind: 'forgotten' });
    expect(await adminOn(admin).verifyForgotten('s1')).toMatchObject({ ok: true });
    type Info = {
      config: { num_replicas: number };
      cluster: { replicas: { current: boolean; offline?: boolean }[] };
      state: { messages: number };
    };
    const infoOf = async (stream: string) =>
      (await nc.request(`$JS.API.STREAM.INFO.${stream}`, '', { timeout: 30_000 })).json<Info>();
    for (const stream of ['REPRISE_FORGOTTEN', 'REPRISE_QUARANTINE'])
      expect((await infoOf(stream)).config.num_replicas).toBe(3);
    // Each server answers a direct get from its own copy.
    for (const url of cluster.urls) {
      const one = await connect({ servers: url });
      const untilMs = performance.now() + PATIENCE_MS;
      for (;;) {
        const info = await infoOf('REPRISE');
        if (info.cluster.replicas.every(({ current, offline }) => current && !offline)) break;
        expect(performance.now()).toBeLessThan(untilMs);
      }
      for (let n = 0; n < 6; n += 1) {
        const got = await one.request('$JS.API.DIRECT.GET.REPRISE', JSON.stringify({ last_by_subj: 'session.s1' }), {
          timeout: 30_000,
        });
        expect(got.string()).toMatch(/^\{"reprise":"forgotten"/);
        const first = await one.request(
          '$JS.API.DIRECT.GET.REPRISE',
          JSON.stringify({ next_by_subj: 'session.s1', seq: 1 }),
          { timeout: 30_000 },
        );
        expect(first.string()).toBe(got.string());
      }
      await one.close();
    }
  } finally {
    await nc.close();
    await admin.close();
    await log.close();
    await cluster.stop();
  }
});
