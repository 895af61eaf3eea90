// Users with a name: made, listed and removed by commands that are processes, on a server that runs on, on one that is started
// later, on a cluster; and stores and settings of an earlier version.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { open } from '../../src/index.ts';
import { openConnection } from '../../src/log/nats/connection.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { adminLogin, BROKER_ROLES } from '../../src/server/broker-roles.ts';
import { addUser } from '../../src/server/change-users.ts';
import { readRoleFile } from '../../src/server/credentials.ts';
import { ensureServer, stopServer } from '../../src/server/managed-server.ts';
import { serverConfig } from '../../src/server/places.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { connectAs, connectAsAdmin, loginOf } from '../broker-login.ts';
import { type CliResult, cliProcess } from '../cli/run-cli.ts';
import { startTestServer } from '../real-server.ts';
import { env, testFolder, testStore, until } from './store-users.ts';

interface Added {
  readonly user: string;
  readonly password: string;
  readonly inboxPrefix: string;
  readonly file: string;
  readonly url?: string;
  readonly takesEffect: string;
}

const started = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const server = await startTestServer(options);
  onTestFinished(() => server.stop());
  return server;
};
const natsUser = (store: string, ...args: string[]): Promise<CliResult> =>
  cliProcess(['nats-user', ...args, '--store', store]);
const added = async (store: string, ...args: string[]): Promise<Added> => {
  const { code, stdout, stderr } = await natsUser(store, 'add', ...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Added;
};
const mode = (path: string): number => statSync(path).mode & 0o777;
const closeAtEnd = (nc: NatsConnection): NatsConnection => {
  onTestFinished(() => nc.close());
  return nc;
};
/** Subjects that arrive; undefined where the subscription is refused. */
const following = async (nc: NatsConnection, subject: string): Promise<string[] | undefined> => {
  const received: string[] = [];
  let isRefused = false;
  nc.subscribe(subject, {
    callback: (error, message) => {
      if (error !== null) isRefused = true;
      else received.push(message.subject);
    },
  });
  await nc.flush();
  return isRefused ? undefined : received;
};
const filesOf = (store: string): string =>
  readdirSync(store)
    .filter((name) => name.endsWith('.log'))
    .map((name) => readFileSync(join(store, name), 'utf8'))
    .join('\n');

describe('nats-user', () => {
  it('adds a reader of one session to a server that runs, which goes on with its connections', async () => {
    const server = await started();
    const log = await openNatsLog(server.info);
    onTestFinished(() => log.close());
    const sessions = createSessions(log);
    const start = (id: string) => sessions.send(id, { name: 'session.start', data: { goal: 'g' } });
    await start('s1');
    const service = closeAtEnd(await connectAs(loginOf(server.store, 'service')));
    const cut: string[] = [];
    void (async () => {
      for await (const { type } of service.status()) if (type === 'disconnect') cut.push(type);
    })();
    const { code, stdout } = await natsUser(server.store, 'add', 'ann', '--session', 's1', '--session', 's3');
    expect(code).toBe(0);
    const file = join(server.store, 'nats-users', 'ann.json');
    const made = JSON.parse(readFileSync(file, 'utf8')) as Added;
    expect(stdout.split('\n')).toEqual([
      'NATS user ann was added: reader of the sessions s1, s3.',
      `Password      ${made.password} (shown this once)`,
      'Inbox prefix  _INBOX_ann',
      'Follows       live.session.s1, live.session.s3',
      `File          ${file}, to give to its program`,
      `The server at ${server.info.url} knows it now.`,
      '',
    ]);
    expect([mode(file), mode(join(server.store, 'nats-users')), mode(join(server.store, 'server.conf'))]).toEqual([
      ...[0o600, 0o700, 0o600],
    ]);
    const ann = closeAtEnd(await connectAs({ url: server.info.url, ...made }));
    const live = await following(ann, 'live.session.s1');
    for (const forbidden of ['live.session.s2', 'live.session.>', 'live.>', '>', '_INBOX.>', '_INBOX_reader.>'])
      expect([forbidden, await following(ann, forbidden)]).toEqual([forbidden, undefined]);
    await start('s2');
    await sessions.send('s1', { name: 'warning.issue', data: { message: 'm' } });
    await ann.flush();
    expect(live).toEqual(['live.session.s1']);
    expect(cut).toEqual([]);
    // What runs, and what was logged, shows no password.
    const shown = await Promise.all([
      natsUser(server.store, 'list'),
      natsUser(server.store, 'list', '--json'),
      cliProcess(['status', '--json', '--store', server.store]),
      cliProcess(['doctor', '--json', '--store', server.store]),
    ]);
    for (const one of shown) {
      expect([one.code, one.stdout + one.stderr]).toEqual([0, expect.not.stringContaining(made.password)]);
      for (const role of BROKER_ROLES) expect(one.stdout).not.toContain(loginOf(server.store, role).password);
    }
    expect(filesOf(server.store)).toContain('Reloaded');
    expect(filesOf(server.store)).not.toContain(made.password);
    expect(shown[0]?.stdout).toMatch(/^USER +ROLE +CREATED +SESSIONS\nann +reader +\S+ \S+ +s1, s3\n$/);
    expect(JSON.parse(shown[1]?.stdout ?? '')).toMatchObject([{ user: 'ann', role: 'reader', sessions: ['s1', 's3'] }]);
  });

  it('removes a user from a server that runs: its connections end, and it is let in no more', async () => {
    const server = await started();
    const made = await added(server.store, 'bob');
    expect(made).toMatchObject({ url: server.info.url, takesEffect: 'now' });
    const kept = await added(server.store, 'eve', '--role', 'writer');
    const bob = closeAtEnd(
      await connect({ servers: server.info.url, user: 'bob', pass: made.password, reconnect: false }),
    );
    const eve = closeAtEnd(await connectAs({ ...kept, url: server.info.url }));
    expect(await following(bob, 'live.>')).toEqual([]);
    const { code, stdout } = await natsUser(server.store, 'remove', 'bob');
    expect([code, stdout]).toEqual([0, 'NATS user bob was removed.\nIts connections are ended.\n']);
    await until('its connection is ended', () => bob.isClosed());
    await expect(connect({ servers: server.info.url, user: 'bob', pass: made.password })).rejects.toThrow();
    expect(existsSync(made.file)).toBe(false);
    await eve.flush();
    expect(await following(eve, 'live.>')).toEqual([]);
    expect(await natsUser(server.store, 'remove', 'bob')).toMatchObject({
      ...{ code: 3, stdout: '' },
      stderr: expect.stringMatching(/no NATS user "bob"\.\nThere is eve\.\n|no NATS user "bob"\.\nThere are eve\.\n/),
    });
  });

  it('adds users without a server: the next one that is started knows them, and every one after it', async () => {
    const store = testStore();
    const [ann, bob] = await Promise.all([added(store, 'ann', '--session', 's1'), added(store, 'bob')]);
    expect([ann.takesEffect, bob.takesEffect]).toEqual(['at-start', 'at-start']);
    for (let n = 0; n < 2; n += 1) {
      const server = await ensureServer({ store, env, port: 0 });
      for (const one of [ann, bob]) {
        const nc = await connectAs({ ...one, url: server.url });
        expect(await following(nc, 'live.session.s1')).toEqual([]);
        await nc.close();
      }
      await server.release();
    }
  });

  it('refuses what cannot be, in a sentence each', async () => {
    const server = await started();
    await added(server.store, 'ann');
    const password = JSON.parse(readFileSync(join(server.store, 'nats-users', 'ann.json'), 'utf8')).password as string;
    for (const [args, code, text] of [
      [['add', 'ann'], 2, /^There is a NATS user ann already\.\n/],
      [['add', 'service'], 2, /^service is the user of a role\.\n/],
      [['add', 'a.b'], 2, /^"a\.b" is no name of a NATS user\.\nA name is 1 to 64 characters/],
      [['add', '../x'], 2, /is no name of a NATS user/],
      [['add', ''], 2, /is no name of a NATS user/],
      [['add', 'bob', '--role', 'admin'], 2, /admin/],
      [['add', 'bob', '--session', 'a b'], 2, /is not a valid session id/],
      [['add', 'bob', '--session', '*'], 2, /is not a valid session id/],
      [['add'], 2, /name/],
      [['remove', '../ann'], 3, /no NATS user/],
    ] as const) {
      const result = await natsUser(server.store, ...args);
      expect([args, result.code, result.stdout]).toEqual([args, code, '']);
      expect(result.stderr).toMatch(text);
    }
    expect(readdirSync(join(server.store, 'nats-users'))).toEqual(['ann.json']);
    expect(JSON.parse(readFileSync(join(server.store, 'nats-users', 'ann.json'), 'utf8')).password).toBe(password);
    const external = await cliProcess(['nats-user', 'list'], { env: { NATS_URL: 'nats://127.0.0.1:1' } });
    expect([external.code, external.stderr]).toEqual([2, expect.stringContaining('a server of your own')]);
  });

  it('says so where a supervisor of an earlier version runs, which knows no users with a name', async () => {
    const store = testStore();
    mkdirSync(store, { recursive: true, mode: 0o700 });
    // It answers what it does not know like a question for its status.
    const holder = createServer((socket) => {
      const info = {
        url: 'nats://127.0.0.1:1',
        version: '2.15.1',
        lifetime: 'detached',
        user: 'reprise',
        password: 'p',
      };
      socket.once('data', () => socket.end(`${JSON.stringify({ state: 'running', info })}\n`));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => holder.listen(join(store, 'lock-deadbeef.sock'), resolve));
    const { code, stdout } = await natsUser(store, 'add', 'ann');
    await new Promise((resolve) => holder.close(resolve));
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('it knows it after `reprise down` and `reprise up`.\n'),
    ]);
    expect(existsSync(join(store, 'nats-users', 'ann.json'))).toBe(true);
  });

  it('leaves out a file that is no user, and says so; the server starts all the same', async () => {
    const store = testStore();
    await added(store, 'ann');
    const folder = join(store, 'nats-users');
    writeFileSync(join(folder, 'torn.json'), '{"role": "rea');
    writeFileSync(join(folder, 'all.json'), '{"role":"reader","sessions":[">"],"user":"all","password":"p"}');
    const server = await ensureServer({ store, env, port: 0 });
    const { code, stdout, stderr } = await natsUser(store, 'list', '--json');
    expect([code, JSON.parse(stdout).map(({ user }: Added) => user)]).toEqual([0, ['ann']]);
    expect(stderr).toBe(
      `${folder}/all.json is no valid user: the server does not know it.\n${folder}/torn.json is no valid user: the server does not know it.\n`,
    );
    await expect(connect({ servers: server.url, user: 'all', pass: 'p' })).rejects.toThrow();
    await server.release();
  });

  it('is taken by all servers of a cluster', async () => {
    const store = testStore();
    const cluster = await ensureServer({ store, env, cluster: true });
    const made = await added(store, 'ann', '--session', 's1');
    expect(made.takesEffect).toBe('now');
    for (const url of cluster.urls ?? []) {
      const nc = await connectAs({ ...made, url });
      expect(await following(nc, 'live.session.s1')).toEqual([]);
      expect(await following(nc, 'live.session.s2')).toBeUndefined();
      await nc.close();
    }
    for (const role of BROKER_ROLES) expect(readRoleFile(store, role)?.urls).toEqual(cluster.urls);
    await cluster.release();
  });
});

describe('the logins of the roles', () => {
  it('are a file each, readable by their owner alone, with all that a client needs', async () => {
    const server = await started();
    for (const role of BROKER_ROLES) {
      expect(mode(join(server.store, 'credentials', `${role}.json`))).toBe(0o600);
      const login = loginOf(server.store, role);
      expect(login).toMatchObject({ role, url: server.info.url, user: role, inboxPrefix: `_INBOX_${role}` });
      const nc = await connectAs(login);
      expect((await following(nc, `_INBOX_${role}.>`))?.length).toBe(0);
      await nc.close();
    }
    expect(mode(join(server.store, 'credentials'))).toBe(0o700);
    expect(new Set(BROKER_ROLES.map((role) => loginOf(server.store, role).password)).size).toBe(4);
  });

  it('of the admin leads to the admin’s connection, which receives its own answers only', async () => {
    const server = await started();
    expect(adminLogin(server.info)).toEqual({
      ...{ url: server.info.url, user: 'admin', password: server.info.adminPassword, inboxPrefix: '_INBOX_admin' },
    });
    const nc = closeAtEnd(await connectAsAdmin(server.info));
    expect((await nc.request('$JS.API.INFO')).json()).toHaveProperty('memory');
    expect(await following(nc, '_INBOX_service.>')).toBeUndefined();
  });
});

/** What nats.conf had in place of the roles: two users. */
const EARLIER_USERS = `authorization {
  users: [
    {
      user: $REPRISE_USER
      password: $REPRISE_PASSWORD
      permissions: { publish: { deny: [ "$JS.API.STREAM.PURGE.>", "$JS.API.STREAM.DELETE.>" ] } }
    }
    { user: $REPRISE_ADMIN_USER, password: $REPRISE_ADMIN_PASSWORD }
  ]
}
`;

describe('what an earlier version left', () => {
  it('a store with two logins keeps them, and gets the others', async () => {
    const store = testStore();
    mkdirSync(store, { recursive: true, mode: 0o700 });
    const before = { user: 'reprise', password: 'p1', adminUser: 'reprise-admin', adminPassword: 'p2' };
    writeFileSync(join(store, 'credentials.json'), JSON.stringify(before), { mode: 0o644 });
    const reprise = await open({ store, env });
    await reprise.session('s1').send('session.start', { goal: 'g' });
    await reprise.close();
    expect(await stopServer({ store, env })).toBe(false);
    for (let n = 0; n < 2; n += 1) {
      const server = await ensureServer({ store, env, port: 0 });
      expect(server).toMatchObject({ ...before, inboxPrefix: '_INBOX_service' });
      const reader = await connectAs(loginOf(store, 'reader'));
      expect(await following(reader, 'live.>')).toEqual([]);
      await reader.close();
      // An address that somebody noted still leads in, without the prefix: it is found out.
      const url = server.url.replace('://', `://${before.user}:${before.password}@`);
      const own = await open({ url, env });
      expect((await own.sessions()).map(({ sessionId }) => sessionId)).toEqual(['s1']);
      await own.close();
      const asAdmin = await openConnection({ url: server.url, user: before.adminUser, password: before.adminPassword });
      expect(asAdmin.inboxPrefix).toBe('_INBOX_admin');
      await asAdmin.close();
      await server.release();
    }
    expect(JSON.parse(readFileSync(join(store, 'credentials.json'), 'utf8'))).toMatchObject({
      ...before,
      ...{ readerUser: 'reader', writerUser: 'writer' },
    });
    expect(mode(join(store, 'credentials.json'))).toBe(0o600);
    await expect(addUser({ store, env }, { user: 'reprise-admin', role: 'reader' })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('a copy of its settings is used as it is: two users, and no roles', async () => {
    const config = join(testFolder(), 'nats.conf');
    const text = readFileSync(serverConfig({}), 'utf8');
    const begin = text.indexOf('# WHO MAY DO WHAT');
    const end = text.indexOf('# What the server says of itself');
    expect([begin > 0, end > begin]).toEqual([true, true]);
    writeFileSync(config, text.slice(0, begin) + EARLIER_USERS + text.slice(end));
    const withConfig = { ...env, REPRISE_NATS_CONF: config };
    const server = await started({ env: withConfig });
    expect(server.info).not.toHaveProperty('inboxPrefix');
    expect(existsSync(join(server.store, 'credentials'))).toBe(false);
    const log = await openNatsLog(server.info);
    await createSessions(log).send('s1', { name: 'session.start', data: { goal: 'g' } });
    expect((await log.sessions()).length).toBe(1);
    await log.close();
    const admin = await connectAsAdmin(server.info);
    const purged = await admin.request('$JS.API.STREAM.PURGE.REPRISE', JSON.stringify({ filter: 'session.s1' }));
    expect(purged.json()).toMatchObject({ success: true, purged: 1 });
    await admin.close();
    const refused = await cliProcess(['nats-user', 'add', 'ann', '--store', server.store], {
      env: { REPRISE_NATS_CONF: config },
    });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('have no roles')]);
    // Settings of now, and a server that runs with those of before.
    expect((await added(server.store, 'ann')).takesEffect).toBe('after-restart');
  });
});
