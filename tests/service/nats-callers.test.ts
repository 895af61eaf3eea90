// Who asked over NATS: an event has the role that the subject needs, or the user with a name who wrote under it. Nobody answers
// for a person by a word in a payload.
import { connect, type NatsConnection } from 'nats';
import { expect, it, onTestFinished } from 'vitest';
import { addUser } from '../../src/server/change-users.ts';
import { readRoleFile } from '../../src/server/credentials.ts';
import { cliProcess } from '../cli/run-cli.ts';
import { env } from '../server/store-users.ts';
import { newStore, serving } from './serving.ts';

interface Login {
  readonly user: string;
  readonly password: string;
  readonly inboxPrefix?: string;
}
const connected = async (url: string, { user, password, inboxPrefix }: Login): Promise<NatsConnection> => {
  const named = inboxPrefix === undefined ? {} : { inboxPrefix };
  const nc = await connect({ servers: url, user, pass: password, ...named });
  onTestFinished(() => nc.close());
  return nc;
};
const START = { name: 'session.start', data: { goal: 'Reset passwords by email' } };
const NOTE = { name: 'warning.issue', data: { message: 'Mind the step' } };

it('is recorded with what was sent, and may not be a person', async () => {
  const { store, get } = await serving();
  const { url, user: ann } = await addUser({ store, env }, { user: 'ann', role: 'writer' });
  const writer = await connected(url as string, readRoleFile(store, 'writer') as Login);
  const named = await connected(url as string, ann);
  const ask = async (nc: NatsConnection, subject: string, payload: object) =>
    (await nc.request(subject, JSON.stringify(payload), { timeout: 30_000 })).json<Record<string, unknown>>();
  await ask(writer, 'reprise.write.session.send.s1', START);
  await ask(named, 'reprise.as.ann.write.session.send.s1', NOTE);
  await ask(named, 'reprise.as.ann.write.session.send.s1', { ...NOTE, actor: 'a1' });
  for (const [nc, subject] of [
    [writer, 'reprise.write.session.send.s1'],
    [named, 'reprise.as.ann.write.session.send.s1'],
  ] as const)
    for (const actor of ['person', 'person:alice'])
      expect(await ask(nc, subject, { ...NOTE, actor })).toMatchObject({ status: 403, code: 'FORBIDDEN', actor });
  const { events } = (await (await get('/v1/sessions/s1/events')).json()) as {
    events: { event: Record<string, unknown> }[];
  };
  expect(events.map(({ event: { type, actor, authtype, authid } }) => [type, actor, authtype, authid])).toEqual([
    ['session_started', 'orchestrator', 'nats', 'writer'],
    ['warning_issued', 'ann', 'nats', 'ann'],
    ['warning_issued', 'a1', 'nats', 'ann'],
  ]);
});

it('nobody is called a person', async () => {
  const { code, stderr } = await cliProcess(['nats-user', 'add', 'person', '--role', 'writer', '--store', newStore()]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('person')]);
});
