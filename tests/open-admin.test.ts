// `openAdmin` of the library on a real server: by the store, and by an address with the login of an admin.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRepriseError, memoryLog, open, openAdmin } from '../src/index.ts';
import { adminLogin, type BrokerLogin } from '../src/server/broker-roles.ts';
import { startTestServer, type TestServer } from './real-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.stop());

const { NATS_URL: _1, REPRISE_ADMIN_URL: _2, ...env } = process.env;
const addressOf = ({ url, user, password }: Pick<BrokerLogin, 'url' | 'user' | 'password'>): string =>
  url.replace('://', `://${user}:${password}@`);
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isRepriseError(error) ? error.code : String(error)),
  );

test('by the store, and by an address with the login of an admin', async () => {
  const { url, user, password } = server.info;
  const asService = addressOf({ url, user: user as string, password: password as string });
  const asAdmin = addressOf(adminLogin(server.info) as BrokerLogin);
  const reprise = await open({ store: server.store, env });
  expect(Object.keys(reprise).filter((name) => /forget$|repair|quarantine|look/.test(name))).toEqual([]);
  const options = [
    ['by-store', { store: server.store }],
    ['by-url', { url: asService, adminUrl: asAdmin }],
  ] as const;
  for (const [id, place] of options) {
    await reprise.send(id, { name: 'session.start', data: { goal: 'g' } });
    const admin = await openAdmin({ ...place, env });
    expect(await admin.look(id)).toMatchObject({ ok: true, events: 1 });
    expect(await admin.forget(id, { by: 'Ada', reason: 'r' })).toMatchObject({ kind: 'forgotten' });
    expect(await admin.tombstone(id)).toMatchObject({ sessionId: id, by: 'Ada' });
    await admin.close();
    expect(await codeOf(reprise.load(id))).toBe('SESSION_FORGOTTEN');
  }
  expect((await reprise.forgotten()).map(({ sessionId }) => sessionId)).toEqual(['by-store', 'by-url']);
  expect(await codeOf(openAdmin({ url: asService, env }))).toBe('USAGE');
  expect(await codeOf(openAdmin({ url: asService, adminUrl: asService, env }))).toBe('LOG_UNREACHABLE');
  expect(await codeOf(openAdmin({ url: asService, store: server.store, env }))).toBe('USAGE');
  await reprise.close();
});

test('of a log in memory, which stays open', async () => {
  const log = memoryLog();
  const admin = await openAdmin({ log });
  await admin.close();
  expect(await codeOf(admin.look('s1'))).toBe('LOG_UNREACHABLE');
  expect(await log.sessions()).toEqual([]);
});
