// The service over NATS, as a program meets it that speaks NATS already: with the plain `nats` package, against
// `reprise serve` as a process.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, headers, type NatsConnection } from 'nats';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Serving, serving } from './serving.ts';

/** A connection to the server of a service, with what the store says of it. */
const connected = async ({ store }: Serving): Promise<NatsConnection> => {
  const {
    url,
    user,
    password: pass,
  } = JSON.parse(readFileSync(join(store, 'server.json'), 'utf8')) as Record<string, string>;
  const nc = await connect({ servers: url as string, user: user as string, pass: pass as string });
  onTestFinished(() => nc.close());
  return nc;
};

const asked = async (nc: NatsConnection, subject: string, payload?: unknown, set: Record<string, string> = {}) => {
  const given = headers();
  for (const [name, value] of Object.entries(set)) given.set(name, value);
  const body = payload === undefined ? '' : typeof payload === 'string' ? payload : JSON.stringify(payload);
  const answer = await nc.request(subject, body, { timeout: 30_000, headers: given });
  return { status: answer.headers?.get('Nats-Service-Error-Code') ?? '', answer: answer.json<Record<string, never>>() };
};

const START = { name: 'session.start', data: { goal: 'Reset passwords by email' } };

describe('the service on NATS', () => {
  it('can be discovered, and counts what it answers', async () => {
    const nc = await connected(await serving());
    const client = nc.services.client();
    const infos = [];
    for await (const info of await client.info('reprise')) infos.push(info);
    expect(infos).toHaveLength(1);
    expect(infos[0]).toMatchObject({ name: 'reprise', type: 'io.nats.micro.v1.info_response' });
    expect(infos[0]?.endpoints).toContainEqual(
      expect.objectContaining({
        name: 'session-send',
        subject: 'reprise.write.session.send.*',
        queue_group: 'reprise',
        metadata: expect.objectContaining({ role: 'writer', tokens: 'session' }),
      }),
    );
    await asked(nc, 'reprise.write.session.send.s1', START);
    await asked(nc, 'reprise.write.session.send.s1', { name: 'nothing.such' });
    for await (const { endpoints = [] } of await client.stats('reprise', infos[0]?.id)) {
      const sent = endpoints.find(({ name }) => name === 'session-send');
      expect(sent).toMatchObject({
        num_requests: 2,
        num_errors: 1,
        last_error: expect.stringContaining('nothing.such'),
      });
      expect(sent?.average_processing_time).toBeGreaterThan(0);
    }
    const pings = [];
    for await (const ping of await client.ping()) pings.push(ping);
    expect(pings).toMatchObject([{ id: infos[0]?.id, type: 'io.nats.micro.v1.ping_response' }]);
  });

  it('records a command once, and refuses with the rule and the legal moves as data', async () => {
    const nc = await connected(await serving());
    const first = await asked(nc, 'reprise.write.session.send.s1', START, { 'Idempotency-Key': 'k1' });
    expect(first).toMatchObject({ status: '', answer: { kind: 'recorded', commandId: 'k1' } });
    const again = await asked(nc, 'reprise.write.session.send.s1', START, { 'Nats-Msg-Id': 'k1' });
    expect(again).toMatchObject({ status: '', answer: { kind: 'repeated', commandId: 'k1' } });
    const refused = await asked(nc, 'reprise.write.session.send.s1', {
      name: 'phase.start',
      data: { phase: 'Delivery' },
    });
    expect(refused).toMatchObject({ status: '422', answer: { code: 'REFUSED', rule: expect.any(String) } });
    expect(refused.answer.legal).toContainEqual(
      expect.objectContaining({ word: 'phase.start', data: { phase: 'Context' } }),
    );
    const stale = await asked(nc, 'reprise.write.session.send.s1', { name: 'phase.next' }, { 'Reprise-Expect': '7' });
    expect(stale).toMatchObject({ status: '409', answer: { expected: 7, actual: 1 } });
    const events = await asked(nc, 'reprise.read.session.events.s1', { after: 0 });
    expect(events.answer.events).toMatchObject([{ event: { type: 'session_started', ordinal: 1 } }]);
    expect(await asked(nc, 'reprise.read.session.events.none')).toMatchObject({ status: '404' });
  });

  it('answers what is not valid with every fault at its place', async () => {
    const nc = await connected(await serving());
    expect(await asked(nc, 'reprise.write.session.send.s1', 'no json')).toMatchObject({ status: '400' });
    const { status, answer } = await asked(nc, 'reprise.write.session.send.s1', { nam: 'phase.next', data: 1 });
    expect(status).toBe('400');
    expect(answer.faults).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ in: 'payload', path: ['name'] }),
        expect.objectContaining({ in: 'payload', path: ['data'] }),
      ]),
    );
    expect(await asked(nc, `reprise.write.session.send.${'x'.repeat(65)}`, START)).toMatchObject({
      status: '400',
      answer: { faults: [{ in: 'subject', path: ['session'] }] },
    });
    expect(await asked(nc, 'reprise.read.session.events.s1', { limit: 'all' })).toMatchObject({ status: '400' });
    expect(await asked(nc, 'reprise.write.session.send.s1', START, { 'reprise-expect': 'x' })).toMatchObject({
      status: '400',
      answer: { faults: [{ in: 'headers', path: ['expect'] }] },
    });
  });

  it('is shared by the processes that serve one log, and loses no request when one of them drains', async () => {
    const one = await serving();
    const two = await serving([], one.store);
    const nc = await connected(one);
    const client = nc.services.client();
    const ids = [];
    for await (const { id } of await client.ping('reprise')) ids.push(id);
    expect(ids).toHaveLength(2);
    await asked(nc, 'reprise.write.session.send.s1', START);
    const answers: Promise<{ status: string; answer: Record<string, never> }>[] = [];
    const note = (text: string) =>
      asked(nc, 'reprise.write.session.send.s1', {
        name: 'entry.add',
        data: { entryType: 'note', title: text, content: text },
      });
    for (let sent = 0; sent < 100; sent += 1) {
      answers.push(note(`note ${sent}`));
      if (sent === 50) two.child.kill('SIGTERM');
      await answers[sent - 10];
    }
    const all = await Promise.all(answers);
    expect(all.map(({ status, answer }) => status || answer.kind)).toEqual(all.map(() => 'recorded'));
    expect((await two.ended).code).toBe(0);
    const { answer } = await asked(nc, 'reprise.read.session.events.s1');
    expect(answer.events).toHaveLength(101);
    // Both had a part of it.
    const left = [];
    for await (const { endpoints = [] } of await client.stats('reprise')) left.push(endpoints);
    expect(left).toHaveLength(1);
    const counted = left[0]?.find(({ name }) => name === 'session-send')?.num_requests ?? 0;
    expect(counted).toBeGreaterThan(50);
    expect(counted).toBeLessThan(101);
  });

  it('does nothing for a request that nobody waits for', async () => {
    const nc = await connected(await serving());
    nc.publish('reprise.write.session.send.s1', JSON.stringify(START));
    await nc.flush();
    expect(await asked(nc, 'reprise.read.session.events.s1')).toMatchObject({ status: '404' });
  });
});
