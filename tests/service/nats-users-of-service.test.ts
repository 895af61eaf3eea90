// Users of the broker that have a name, and the service: what each may ask for follows from the subject of the operation, so
// the broker holds them to it.
import { connect, type NatsConnection } from 'nats';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addUser } from '../../src/server/change-users.ts';
import { permissionsOf } from '../../src/server/server-config.ts';
import { allows } from '../../src/server/subject-permission.ts';
import { ENDPOINTS, subjectFor } from '../../src/service/nats/subjects.ts';
import { env } from '../server/store-users.ts';
import { serving } from './serving.ts';

/** Of the subjects of a service those of one session, as `ann` uses them. */
const subjectsOf = (session: string): string[] =>
  ENDPOINTS.filter(({ params }) => params.includes('session')).map((endpoint) =>
    subjectFor(endpoint, { view: 'plan', session, sequence: '1' }, 'ann'),
  );
const verbOf = (subject: string): string =>
  subject.startsWith('reprise.as.ann.') ? `own ${subject.split('.')[3]}` : (subject.split('.')[1] as string);

describe('a user of one session', () => {
  it.each(['reader', 'writer'] as const)(
    'as %s reaches each operation on it that the role has, and no other',
    (role) => {
      const { publish } = permissionsOf({ role, sessions: ['s1'], user: 'ann' });
      const verbs = role === 'reader' ? ['read'] : ['read', 'own write'];
      const reached = ENDPOINTS.flatMap((endpoint) =>
        [undefined, 'ann', 'eve'].map((user) => subjectFor(endpoint, { view: 'plan', session: 's1' }, user)),
      ).filter((subject) => allows(publish, subject));
      expect([...new Set(reached)]).toEqual(subjectsOf('s1').filter((subject) => verbs.includes(verbOf(subject))));
      expect(reached.length).toBeGreaterThan(0);
      for (const other of ['s2', 's1x', 'S1'])
        expect(subjectsOf(other).filter((one) => allows(publish, one))).toEqual([]);
    },
  );

  it('asks a service for it, sends it commands where it writes, and learns nothing of another', async () => {
    const { store, post } = await serving();
    for (const session of ['s1', 's2'])
      expect(
        (await post(`/v1/sessions/${session}/commands`, { name: 'session.start', data: { goal: session } })).ok,
      ).toBe(true);
    const as = async (user: string, role: 'reader' | 'writer'): Promise<NatsConnection> => {
      const { url, user: made } = await addUser({ store, env }, { user, role, sessions: ['s1'] });
      const nc = await connect({ servers: url as string, user, pass: made.password, inboxPrefix: made.inboxPrefix });
      onTestFinished(() => nc.close());
      return nc;
    };
    const reader = await as('ann', 'reader');
    const writer = await as('eve', 'writer');
    const ask = (nc: NatsConnection, subject: string, payload: object = {}) =>
      nc.request(subject, JSON.stringify(payload), { timeout: 30_000 }).then((message) => message.string());
    expect(await ask(reader, 'reprise.read.session.events.s1')).toContain('session_started');
    const warning = { name: 'warning.issue', data: { message: 'm' } };
    expect(await ask(writer, 'reprise.as.eve.write.session.send.s1', warning)).toContain('warning_issued');
    for (const [nc, subject] of [
      [reader, 'reprise.read.session.events.s2'],
      [reader, 'reprise.write.session.send.s1'],
      [reader, 'reprise.as.ann.write.session.send.s1'],
      [writer, 'reprise.write.session.send.s1'],
      [writer, 'reprise.as.ann.write.session.send.s1'],
      [writer, 'reprise.as.eve.write.session.send.s2'],
      [writer, 'reprise.read.session.events.s2'],
      [writer, 'reprise.read.session.events.*'],
    ] as const)
      await expect(ask(nc, subject, warning)).rejects.toMatchObject({ code: 'PERMISSIONS_VIOLATION' });
    expect(await ask(reader, 'reprise.read.session.events.s1')).toContain('warning_issued');
  });
});
