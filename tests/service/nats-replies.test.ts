// A request over NATS names where its answer goes, and the service answers with its own rights: no reader makes it write where
// a record would be made of the answer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'nats';
import { expect, it, onTestFinished } from 'vitest';
import { startCli } from '../cli/run-cli.ts';
import { serving } from './serving.ts';

it('an answer goes to an inbox, never to a session, a token or the API of the server', async () => {
  const service = await serving();
  const { store, post } = service;
  for (const session of ['a', 'b'])
    await post(`/v1/sessions/${session}/commands`, { name: 'session.start', data: { goal: 'Stay as it is' } });
  const login = JSON.parse(readFileSync(join(store, 'credentials', 'reader.json'), 'utf8')) as Record<string, string>;
  const nc = await connect({
    ...{ servers: login.url as string, user: login.user as string, pass: login.password as string },
    inboxPrefix: login.inboxPrefix as string,
  });
  onTestFinished(() => nc.close());
  const asked = [
    'reprise.read.session.get.a',
    'reprise.read.session.export.a',
    'reprise.read.session.get.none',
    '$SRV.PING',
  ];
  const replies = [
    'session.b',
    'session.new',
    'session-data.b.hash.0',
    'reprise-token.x',
    'live.session.b',
    'reprise.write.session.send.b',
  ];
  for (const subject of asked) for (const reply of replies) nc.publish(subject, '{}', { reply });
  // Whoever asks after them is answered after them.
  const answer = await nc.request('reprise.read.session.get.b', '{}', { timeout: 30_000 });
  expect(answer.json()).toMatchObject({ head: { ordinal: 1 } });
  const listed = await startCli(['list', '--json', '--store', store]).ended;
  expect((JSON.parse(listed.stdout) as { sessionId: string }[]).map(({ sessionId }) => sessionId).sort()).toEqual([
    'a',
    'b',
  ]);
  for (const session of ['a', 'b'])
    expect(await startCli(['verify', session, '--store', store]).ended).toMatchObject({ code: 0 });
});
