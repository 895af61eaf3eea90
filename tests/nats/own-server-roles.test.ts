// A server of the user's own with the permissions of docs/guides/who-may-do-what.md: each operation as each role, the log
// through it, and what `doctor` says of servers with these permissions, with others, and with none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/index.ts';
import { BROKER_ROLES, type BrokerRole, inboxPrefixOf } from '../../src/server/broker-roles.ts';
import { connectAs } from '../broker-login.ts';
import { cliProcess } from '../cli/run-cli.ts';
import { blocksOf, ROOT } from '../docs/pages.ts';
import { type OwnServer, startOwnServer } from '../faults/own-server.ts';
import { env, testFolder } from '../server/store-users.ts';
import { isAllowed, OPERATIONS } from './broker-operations.ts';

/** The block of the page, as a reader would copy it. */
const block = (): string =>
  blocksOf('docs/guides/who-may-do-what.md').find(({ text }) => text.startsWith('# roles.conf'))?.text ?? '';
const passwordOf = (role: BrokerRole): string => {
  const [, password] = new RegExp(`user: ${role}, password: ([\\w-]+)`).exec(block()) ?? [];
  if (password === undefined) throw new Error(`no password of ${role}`);
  return password;
};
const loginAt = ({ url }: OwnServer, role: BrokerRole) => ({
  ...{ url, user: role, password: passwordOf(role), inboxPrefix: inboxPrefixOf(role) },
});
const addressOf = ({ url }: OwnServer, role: BrokerRole): string =>
  url.replace('://', `://${role}:${passwordOf(role)}@`);
const doctorOf = async (NATS_URL: string) => {
  const { code, stdout } = await cliProcess(['doctor', '--json'], { env: { NATS_URL, XDG_DATA_HOME: testFolder() } });
  const { checks, rights } = JSON.parse(stdout) as {
    checks: { name: string; state: string; message: string; advice?: string }[];
    rights?: object;
  };
  return { code, rights, roles: checks.filter(({ name }) => name === 'roles') };
};

describe('the permissions of the page', () => {
  test('are those of nats.conf, to the letter', () => {
    const conf = readFileSync(join(ROOT, 'nats.conf'), 'utf8');
    const from = conf.indexOf('# A process that records');
    const permissions = conf.slice(from, conf.indexOf('# A managed server has these'));
    expect(permissions.length).toBeGreaterThan(1_000);
    expect(block()).toContain(permissions);
  });

  test('let each role do what it is for on a server of the user’s own, and nothing else', async () => {
    const server = await startOwnServer(testFolder(), block());
    const reprise = await open({ url: addressOf(server, 'service'), env });
    await reprise.session('s1').send('session.start', { goal: 'g' });
    const before = (await reprise.load('s1')).head;
    for (const role of BROKER_ROLES) {
      const nc = await connectAs(loginAt(server, role));
      const allowed: string[] = [];
      // The admin would remove what the others are tried on.
      const tried = role === 'admin' ? OPERATIONS.filter(({ what }) => !/purge|delete|change/.test(what)) : OPERATIONS;
      for (const one of tried) if (await isAllowed(nc, one, role, inboxPrefixOf(role))) allowed.push(one.what);
      await nc.close();
      const expected = tried.filter(({ may }) => may.includes(role)).map(({ what }) => what);
      expect([role, allowed]).toEqual([role, expected]);
    }
    expect((await reprise.load('s1')).head).toEqual(before);
    await reprise.close();
  });

  test('carry the library, by the login of the service and by that of the admin, whose inbox prefix is found out', async () => {
    const server = await startOwnServer(testFolder(), block());
    for (const role of ['service', 'admin'] as const) {
      const reprise = await open({ url: addressOf(server, role), env });
      const session = reprise.session(role);
      expect(await session.send('session.start', { goal: 'g' })).toMatchObject({ kind: 'recorded' });
      const abort = new AbortController();
      const types: string[] = [];
      for await (const one of reprise.subscribe({ sessions: role, signal: abort.signal })) {
        if (one.kind === 'event') types.push(one.event.type);
        if (one.kind === 'caught-up') await session.send('warning.issue', { message: 'm' });
        if (types.length === 2) abort.abort();
      }
      expect(types).toEqual(['session_started', 'warning_issued']);
      // Larger than a message: in parts, in a stream that is created now.
      const text = role.repeat(2_000_000);
      expect(await session.send('entry.add', { entryType: 'note', title: 't', content: text })).toMatchObject({
        kind: 'recorded',
      });
      expect((await reprise.verify(role)).ok).toBe(true);
      await reprise.close();
    }
  });

  test('refuse a reader and a writer that open the log, with what they are to do instead', async () => {
    const server = await startOwnServer(testFolder(), block());
    for (const role of ['reader', 'writer'] as const) {
      const opened = open({ url: addressOf(server, role), env });
      await expect(opened).rejects.toMatchObject({
        ...{ code: 'LOG_UNREACHABLE', exitCode: 6 },
        message: `The log at ${server.url} does not let this user publish on $JS.API.STREAM.INFO.REPRISE.`,
        hint: expect.stringContaining('role `service`'),
      });
    }
    const { code, stderr } = await cliProcess(['list'], { env: { NATS_URL: addressOf(server, 'reader') } });
    expect([code, stderr]).toEqual([6, expect.stringContaining('does not let this user publish')]);
  });

  test('leave an inbox prefix that only NATS_INBOX_PREFIX can name', async () => {
    const own = `authorization { users: [ { user: u, password: p, permissions: {
      publish: { allow: ">" }, subscribe: { allow: [ "_INBOX_of.its.own.>", "live.>" ] }
    } } ] }`;
    const server = await startOwnServer(testFolder(), own);
    const url = server.url.replace('://', '://u:p@');
    await expect(open({ url, env })).rejects.toMatchObject({ hint: expect.stringContaining('NATS_INBOX_PREFIX') });
    const reprise = await open({ url, env: { ...env, NATS_INBOX_PREFIX: '_INBOX_of.its.own' } });
    await reprise.session('s1').send('session.start', { goal: 'g' });
    expect((await reprise.sessions()).length).toBe(1);
    await reprise.close();
    await expect(open({ url, env: { ...env, NATS_INBOX_PREFIX: '_INBOX.>' } })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});

describe('doctor', () => {
  test('passes the login of a service, and says what it cannot know', async () => {
    const server = await startOwnServer(testFolder(), block());
    const { code, roles } = await doctorOf(addressOf(server, 'service'));
    expect([code, roles]).toEqual([
      0,
      [
        {
          name: 'roles',
          state: 'pass',
          message: 'User service of NATS_URL may record, and neither erase nor change the log.',
        },
        {
          ...{ name: 'roles', state: 'pass' },
          message:
            'Nobody is let in without a login. Whether another login may publish on session.* is not shown to this one.',
        },
      ],
    ]);
  });

  test('names what a login may do that a service does not need', async () => {
    const server = await startOwnServer(testFolder(), block());
    const { code, roles } = await doctorOf(addressOf(server, 'admin'));
    expect([code, roles[0]]).toEqual([
      0,
      {
        ...{ name: 'roles', state: 'warn' },
        message:
          'User admin of NATS_URL may also purge the log, delete its stream, delete a message, change the settings of its stream, forge a tombstone and forge live messages.',
        advice: expect.stringContaining('who-may-do-what.md'),
      },
    ]);
  });

  test('fails where everybody may publish past the law', async () => {
    const server = await startOwnServer(testFolder());
    const { code, roles } = await doctorOf(server.url);
    expect([code, roles.map(({ state }) => state)]).toEqual([1, ['warn', 'fail']]);
    expect(roles[0]?.message).toContain('read the answers to others');
    expect(roles[1]?.message).toContain('may publish on session.* without a login');
  });

  test('says that it does not know, where the login may not ask', async () => {
    const own = `authorization { users: [ { user: u, password: p, permissions: {
      publish: { allow: [ "session.*", "$JS.API.>" ] }, subscribe: { allow: ">" }
    } } ] }`;
    const server = await startOwnServer(testFolder(), own);
    const { code, roles } = await doctorOf(server.url.replace('://', '://u:p@'));
    expect([code, roles[0]?.state, roles[0]?.message]).toEqual([0, 'warn', expect.stringContaining('is not known')]);
  });
});
