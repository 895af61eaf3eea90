// Repair and erasure through a service: over HTTP by a token of an admin, over NATS by the login of one. Who did it is kept.
import { connect, type NatsConnection } from 'nats';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNatsLog } from '../../../src/log/nats/log.ts';
import { startService } from '../../../src/service/serve.ts';
import { connectAs, loginOf } from '../../broker-login.ts';
import { startTestServer } from '../../real-server.ts';
import { ask, type Guarded, guarded, MARKS } from './guarded.ts';

const FOREIGN = 'not of this log';

/** Writes what no append wrote under a session, as an admin of the broker can. */
const forge = async ({ store }: Guarded, session: string): Promise<void> => {
  const admin = await connectAs(loginOf(store, 'admin'));
  await admin.request(`session.${session}`, FOREIGN);
  await admin.close();
};

const asRole = async (service: Guarded, role: 'admin' | 'service' | 'writer'): Promise<NatsConnection> => {
  const { url, user, password, inboxPrefix } = loginOf(service.store, role);
  const nc = await connect({ servers: url, user, pass: password, ...(inboxPrefix !== undefined && { inboxPrefix }) });
  onTestFinished(() => nc.close());
  return nc;
};

describe('over HTTP', () => {
  it('a session is repaired: what stood there is shown, moved aside with who moved it, and can be read', async () => {
    const service = await guarded();
    await forge(service, 's1');
    const { token, info } = await service.create({ role: 'admin', name: 'ada' });
    const as = (path: string, body?: object) =>
      service.ask(path, { token, ...(body !== undefined && { method: 'POST', body }) });
    const look = await as('/v1/sessions/s1/repair');
    expect(look.json).toMatchObject({ ok: false, events: 1, unsound: [{ kind: 'foreign', begins: FOREIGN }] });
    const { json: repaired } = await as('/v1/sessions/s1/repair', { note: 'the old importer' });
    const [{ sequence, stream }] = look.json.unsound as [{ sequence: number; stream: string }];
    const moved = { movedBy: 'ada', authtype: 'api_key', authid: `${info.id}/ada`, note: 'the old importer', sequence };
    expect(repaired).toMatchObject({ ok: true, moved: [moved] });
    expect((await as('/v1/sessions/s1/repair')).json).toMatchObject({ ok: true, unsound: [] });
    expect((await as('/v1/quarantine')).json.entries).toMatchObject([moved]);
    expect((await as('/v1/quarantine?session=s2')).json.entries).toEqual([]);
    const { json: message } = await as(`/v1/sessions/s1/quarantine/${sequence}?stream=${stream}`);
    expect(Buffer.from(message.body as string, 'base64').toString()).toBe(FOREIGN);
    expect((await as('/v1/sessions/s1/quarantine/1')).status).toBe(404);
    expect((await as('/v1/sessions/s1/verify')).json).toMatchObject({ ok: true });
  });

  it('a session is erased: the tombstone has who, when and why, and everybody is told', async () => {
    const service = await guarded();
    const { token, info } = await service.create({ role: 'admin', name: 'ada' });
    const { token: reader } = await service.create({ role: 'reader', sessions: ['s1'] });
    const { token: blind } = await service.create({ role: 'reader', sessions: ['s2'] });
    const forget = (body: object) => service.ask('/v1/sessions/s1/forget', { method: 'POST', token, body });
    expect((await forget({})).json.faults).toMatchObject([{ in: 'body', path: ['reason'] }]);
    expect((await forget({ reason: ' ' })).json).toMatchObject({ status: 400, code: 'USAGE' });
    const dry = await forget({ reason: 'a request', dryRun: true });
    expect(dry.json).toMatchObject({ kind: 'would-forget', places: expect.any(Array) });
    expect((await service.ask('/v1/sessions/s1', { token })).status).toBe(200);
    const done = await forget({ reason: 'a request', by: 'Ada L.' });
    const tombstone = { by: 'Ada L.', reason: 'a request', authtype: 'api_key', authid: `${info.id}/ada`, events: 1 };
    expect(done.json).toMatchObject({ kind: 'forgotten', sessionId: 's1', tombstone });
    expect((await forget({ reason: 'again' })).json).toMatchObject({ kind: 'already', tombstone });
    const verified = await service.ask('/v1/sessions/s1/forget', { token });
    expect(verified.json).toMatchObject({ ok: true, fenced: true, tombstone });
    expect((await service.ask('/v1/sessions/s1', { token })).status).toBe(410);
    const listed = (one: string) => service.ask('/v1/log/forgotten', { token: one });
    expect((await listed(reader)).json.tombstones).toMatchObject([tombstone]);
    expect((await listed(blind)).json.tombstones).toEqual([]);
    expect(await service.log.forgotten?.()).toMatchObject([tombstone]);
  });

  it('needs a token of the role admin, also where nothing else needs one, and one that sees the session', async () => {
    const service = await guarded();
    const before = await service.heads();
    const { token: writer } = await service.create({ role: 'writer' });
    const { token: limited } = await service.create({ role: 'admin', sessions: ['s1'] });
    const { token: bob } = await service.create({ role: 'admin', name: 'bob', actors: ['bob'] });
    const forget = async (session: string, token?: string, more: object = {}) => {
      const body = { reason: 'r', ...more };
      const { status, body: text } = await service.ask(`/v1/sessions/${session}/forget`, {
        method: 'POST',
        token,
        body,
      });
      expect(text).not.toContain(MARKS.s2);
      return [status, text.includes('"s2"')];
    };
    expect(await forget('s1')).toEqual([401, false]);
    expect(await forget('s1', writer)).toEqual([403, false]);
    expect(await forget('s2', limited)).toEqual([403, false]);
    expect(await forget('s1', bob, { by: 'Ada' })).toEqual([403, false]);
    for (const path of ['/v1/sessions/s1/repair', '/v1/quarantine', '/v1/sessions/s1/forget'])
      expect([path, (await service.ask(path)).status]).toEqual([path, 401]);
    expect(await service.heads()).toEqual(before);
    // What is not there is not named by what is near it.
    const { token: of3 } = await service.create({ role: 'admin', sessions: ['s3'] });
    const missing = await service.ask('/v1/sessions/s3/repair', { token: of3 });
    expect([missing.status, missing.body.includes('s2')]).toEqual([404, false]);
  });

  it('names the setting that is missing on a server whose admin is not known', async () => {
    const server = await startTestServer();
    const log = await openNatsLog(server.info);
    const { openAdmin } = await import('../../../src/admin/open-admin.ts');
    const { user, password } = loginOf(server.store, 'service');
    const url = server.info.url.replace('://', `://${user}:${password}@`);
    const { openTokenStream } = await import('../../../src/service/nats/token-stream.ts');
    const { createToken } = await import('../../../src/service/auth/tokens.ts');
    const tokens = await openTokenStream(server.info);
    const running = await startService({
      ...{ log, nats: server.info, port: 0 },
      openAdmin: () => openAdmin({ url, env: {} }),
    });
    onTestFinished(async () => {
      await running.drain(0);
      await tokens.close();
      await log.close();
      await server.stop();
    });
    const { token } = await createToken(tokens, { role: 'admin' });
    const { status, json, body } = await ask(running.url, '/v1/sessions/s1/repair', { token });
    expect([status, json.code, json.setting]).toEqual([501, 'NO_ADMIN_LOGIN', 'REPRISE_ADMIN_URL']);
    expect(body).not.toContain(password);
  });
});

describe('over NATS', () => {
  it('the admin erases and repairs, and the login of a service does neither', async () => {
    const service = await guarded();
    await forge(service, 's2');
    const nc = await asRole(service, 'admin');
    const call = async (subject: string, payload: object) =>
      (await nc.request(subject, JSON.stringify(payload), { timeout: 30_000 })).json<Record<string, unknown>>();
    const moved = [{ movedBy: 'admin', authtype: 'nats', authid: 'admin' }];
    expect(await call('reprise.admin.repair.look.s2', {})).toMatchObject({ ok: false });
    expect(await call('reprise.admin.repair.quarantine.s2', {})).toMatchObject({ ok: true, moved });
    expect(await call('reprise.admin.session.forget.s1', { reason: 'r', by: 'Ada' })).toMatchObject({
      kind: 'forgotten',
      tombstone: { by: 'Ada', authtype: 'nats', authid: 'admin' },
    });
    expect(await call('reprise.admin.session.verify-forgotten.s1', {})).toMatchObject({ ok: true });
    const before = await service.heads();
    for (const role of ['service', 'writer'] as const) {
      const other = await asRole(service, role);
      const asked = other.request('reprise.admin.session.forget.s2', '{"reason":"r"}', { timeout: 30_000 });
      await expect(asked).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
    }
    expect(await service.heads()).toEqual(before);
  });
});
