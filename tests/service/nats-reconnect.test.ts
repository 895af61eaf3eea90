// The service over NATS when its server dies and comes back: it listens again, and answers.
import { connect } from 'nats';
import { expect, it, onTestFinished } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { startService } from '../../src/service/serve.ts';
import { startTestServer } from '../real-server.ts';
import { until } from '../server/store-users.ts';

it('listens again when its server has died and is back', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const { url, user, password } = server.info;
  const log = await openNatsLog(server.info);
  onTestFinished(() => log.close());
  const service = await startService({ log, nats: server.info, port: 0 });
  onTestFinished(() => service.drain());
  const nc = await connect({
    ...{ servers: url, user: user as string, pass: password as string },
    ...{ maxReconnectAttempts: -1, reconnectTimeWait: 50 },
  });
  onTestFinished(() => nc.close());
  const ask = async (subject: string, payload: object) =>
    (await nc.request(subject, JSON.stringify(payload), { timeout: 5_000 })).json<Record<string, unknown>>();
  const started = { id: 'c1', name: 'session.start', data: { goal: 'Reset passwords by email' } };
  expect(await ask('reprise.write.session.send.s1', started)).toMatchObject({ kind: 'recorded' });
  await server.kill9();
  await server.restart();
  let again: Record<string, unknown> | undefined;
  // Until both have found the server again a request finds nobody.
  await until('an answer after the restart', async () => {
    again = await ask('reprise.write.session.send.s1', started).catch(() => undefined);
    return again !== undefined;
  });
  expect(again).toMatchObject({ kind: 'repeated' });
  expect(await ask('reprise.write.session.send.s1', { name: 'phase.next' })).toMatchObject({ kind: 'recorded' });
});
