// Every operation on the broker tried as every role, over NATS. What is forbidden changes nothing and shows nothing; what is
// allowed is what each role needs. The page docs/generated/broker-roles.md is what was found here (`npm run broker-roles`).
import { type NatsConnection, nuid } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { BROKER_ROLES, type BrokerLogin, inboxPrefixOf } from '../../src/server/broker-roles.ts';
import { addUser } from '../../src/server/change-users.ts';
import { collect, fill } from '../../src/testing/log-contract/steps.ts';
import { connectAs, connectAsAdmin, loginOf } from '../broker-login.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { ALL_READERS, isAllowed, LIMITED, OPERATIONS, SERVICE, WHO, type Who } from './broker-operations.ts';

describe('The roles on the broker', () => {
  let server: TestServer;
  let log: Log;
  let service: NatsConnection;
  let admin: NatsConnection;
  const logins = new Map<Who, BrokerLogin>();
  const open = new Set<NatsConnection>();

  const connected = async (who: Who): Promise<NatsConnection> => {
    const nc = await connectAs(logins.get(who) as BrokerLogin);
    open.add(nc);
    return nc;
  };

  beforeAll(async () => {
    server = await startTestServer();
    for (const role of BROKER_ROLES) logins.set(role, loginOf(server.store, role));
    const ann = await addUser({ store: server.store }, { user: 'ann', role: 'reader', sessions: ['s1'] });
    expect(ann).toMatchObject({ takesEffect: 'now', url: server.info.url });
    logins.set(LIMITED, { url: server.info.url, ...ann.user });
    log = await openNatsLog(server.info);
    await fill(log, 's1', 3);
    await fill(log, 's2', 3);
    service = await connected('service');
    // As a service process answers: a program of a writer or a reader receives it under its own prefix.
    for (const subject of ['reprise.read.>', 'reprise.write.>', '$SRV.PING'])
      service.subscribe(subject, { queue: 'reprise', callback: (_, message) => void message.respond('answered') });
    await service.flush();
    admin = await connectAsAdmin(server.info);
    open.add(admin);
  });
  afterAll(async () => {
    for (const nc of open) await nc.close();
    await log?.close();
    await server?.stop();
  });

  /** Everything that the log holds, and its settings. */
  const held = async (): Promise<unknown> => {
    const { streams } = (await admin.request('$JS.API.STREAM.LIST', '{}')).json<{
      streams: { config: { name: string }; state: Record<string, unknown> }[];
    }>();
    const ofLog = streams.filter(({ config }) => config.name.startsWith('REPRISE'));
    const lines = [await collect(log.read('s1')), await collect(log.read('s2'))];
    return { lines, streams: ofLog.map(({ config, state: { consumer_count: _, ...state } }) => ({ config, state })) };
  };

  const found = new Map<string, Map<Who, boolean>>();
  test.each(WHO)('%s may do what the role is for, and nothing else', async (who) => {
    for (const stream of ['THROWAWAY'])
      await admin.request(
        `$JS.API.STREAM.CREATE.${stream}`,
        JSON.stringify({ name: stream, subjects: [`${stream}.>`] }),
      );
    const before = await held();
    const nc = await connected(who);
    const allowed: string[] = [];
    for (const operation of OPERATIONS) {
      const may = await isAllowed(nc, operation, who, logins.get(who)?.inboxPrefix);
      found.set(operation.what, (found.get(operation.what) ?? new Map<Who, boolean>()).set(who, may));
      if (may) allowed.push(operation.what);
    }
    expect(allowed).toEqual(OPERATIONS.filter(({ may }) => may.includes(who)).map(({ what }) => what));
    if (!SERVICE.includes(who)) expect(await held()).toEqual(before);
    else expect((await held()) as object).toMatchObject({ lines: (before as { lines: unknown }).lines });
  });

  test('the table of the documentation is what was found', async () => {
    expect(found.size).toBe(OPERATIONS.length);
    const rows = [...found].map(
      ([what, by]) => `| ${what} | ${WHO.map((who) => (by.get(who) ? 'yes' : '–')).join(' | ')} |`,
    );
    const page = [
      '# What each role may do on the broker',
      '',
      'Written by `npm run broker-roles`: each operation was tried as each role on a managed nats-server. After each forbidden one the log was the same, and nothing was received. [Who may do what](../guides/who-may-do-what.md) explains the roles.',
      '',
      `| operation | ${WHO.join(' | ')} |`,
      `| --- | ${WHO.map(() => '---').join(' | ')} |`,
      ...rows,
      '',
      '`reader of s1` is a user that `reprise nats-user add ann --session s1` made.',
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot('../../docs/generated/broker-roles.md');
  });

  test.each(ALL_READERS)(
    '%s receives nothing on what it may not subscribe to, while sessions are written',
    async (who) => {
      const nc = await connected(who);
      const received: string[] = [];
      const forbidden = OPERATIONS.filter(({ kind, may }) => kind === 'subscribe' && !may.includes(who));
      for (const { subject } of forbidden)
        nc.subscribe(subject as string, {
          callback: (error, message) => void (error ?? received.push(message.subject)),
        });
      await nc.flush();
      const session = `while-${nuid.next()}`;
      await fill(log, session, 3);
      expect((await collect(log.read(session))).length).toBe(3);
      await service.flush();
      await nc.flush();
      expect(forbidden.length).toBeGreaterThan(5);
      expect(received).toEqual([]);
    },
  );

  test('a reader follows sessions, asks a service, and gets the answer under its own prefix', async () => {
    const nc = await connected('reader');
    const live: string[] = [];
    nc.subscribe('live.session.>', { callback: (_, message) => void live.push(message.subject) });
    const one = await connected(LIMITED);
    const ofOne: string[] = [];
    one.subscribe('live.session.s1', { callback: (_, message) => void ofOne.push(message.subject) });
    await Promise.all([nc.flush(), one.flush()]);
    const answer = await nc.request('reprise.read.session', '{}');
    expect([answer.string(), answer.subject.startsWith(`${inboxPrefixOf('reader')}.`)]).toEqual(['answered', true]);
    const other = `other-${nuid.next()}`;
    await fill(log, other, 2);
    const writer = await connected('writer');
    expect((await writer.request('reprise.write.send', '{}')).string()).toBe('answered');
    await expect(nc.request('reprise.write.send', '{}')).rejects.toThrow('Permissions Violation');
    expect((await one.request('reprise.read.session.get.s1', '{}')).string()).toBe('answered');
    await expect(one.request('reprise.read.session.get.s2', '{}')).rejects.toThrow('Permissions Violation');
    const last = await log.last('s1');
    const appended = await log.append(
      's1',
      { id: nuid.next(), lines: ['{}'] },
      { expected: last?.position.sequence ?? 0 },
    );
    expect(appended.kind).toBe('appended');
    await Promise.all([nc.flush(), one.flush()]);
    expect(live).toEqual([`live.session.${other}`, `live.session.${other}`, 'live.session.s1']);
    expect(ofOne).toEqual(['live.session.s1']);
  });
});
