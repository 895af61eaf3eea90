// The typed client against the service as people run it: results, errors, and a subscription across restarts.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type ClientSubscribed, createClient, isRepriseError } from '../../src/client/index.ts';
import { ROUTES } from '../../src/client/routes.ts';
import { OPERATIONS } from '../../src/service/operations/all.ts';
import { newStore, serving } from '../service/serving.ts';

const start = { name: 'session.start', data: { goal: 'Reset passwords by email' } };

/** A port on which nothing listens. */
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the client', () => {
  it('knows how to reach each operation of the table', () => {
    expect(ROUTES).toEqual(
      Object.fromEntries(OPERATIONS.map(({ name, kind, method, path }) => [name, `${kind} ${method} ${path}`])),
    );
  });

  it('gives results for what is recorded, repeated, refused and stale', async () => {
    const { url } = await serving();
    const client = createClient({ url });
    const first = await client.send('s1', { ...start, id: 'c1' }, { expectedOrdinal: 0 });
    expect(first).toMatchObject({ kind: 'recorded', commandId: 'c1', durability: 'flushed' });
    expect(await client.send('s1', { ...start, id: 'c1' })).toMatchObject({ kind: 'repeated', commandId: 'c1' });
    expect(await client.send('s1', { name: 'phase.start', data: { phase: 'Delivery' } })).toMatchObject({
      kind: 'refused',
      rejection: { rule: 'P.order', state: { ordinal: 1 }, legal: expect.any(Array) },
    });
    expect(await client.send('s1', { name: 'phase.next' }, { expectedOrdinal: 7 })).toMatchObject({
      kind: 'conflict',
      expected: 7,
      actual: 1,
    });
    const types = [];
    for await (const { event } of client.events('s1')) types.push(event.type);
    expect(types).toEqual(['session_started']);
  });

  it('throws the errors of the library', async () => {
    const { url } = await serving();
    const client = createClient({ url });
    const missing = await failureOf(client.events('none')[Symbol.asyncIterator]().next());
    expect(isRepriseError(missing, 'SESSION_NOT_FOUND')).toBe(true);
    const unknown = await failureOf(client.send('s1', { name: 'session.begin' }));
    expect(isRepriseError(unknown, 'USAGE')).toBe(true);
    expect(() => createClient({ url: 'nats://127.0.0.1:4222' })).toThrow('is no address of a service');
    const away = createClient({ url: `http://127.0.0.1:${await closedPort()}`, deadlineMs: 200 });
    const unreached = await failureOf(away.send('s1', start));
    expect(unreached).toMatchObject({ code: 'LOG_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('goes on without a gap or a repeat when the service is restarted', async () => {
    const store = newStore();
    const first = await serving([], store);
    const port = new URL(first.url).port;
    const client = createClient({ url: first.url });
    await client.send('s1', start);
    const stop = new AbortController();
    const items = client.subscribe({ sessions: 's1', signal: stop.signal })[Symbol.asyncIterator]();
    const told = async () => {
      const { value } = await items.next();
      const one = value as ClientSubscribed;
      return one.kind === 'event' ? one.event.ordinal : one.kind;
    };
    expect([await told(), await told()]).toEqual([1, 'caught-up']);
    first.child.kill('SIGTERM');
    await first.ended;
    expect(await told()).toBe('disconnected');
    const waiting = told();
    await serving(['--port', port], store);
    // Sent while the client may still be away: it is tried until the service answers.
    await client.send('s1', { name: 'phase.next' });
    expect([await waiting, await told()]).toEqual(['reconnected', 2]);
    await client.send('s1', { name: 'requirement.add', data: { requirementId: 'r1', description: 'one' } });
    expect(await told()).toBe(3);
    stop.abort();
    expect((await items.next()).done).toBe(true);
  });
});
