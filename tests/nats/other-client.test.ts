// The many who use the older, frozen client read and follow the same events: the log is plain JetStream.
import { connect } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { collect, fill, fresh } from '../../src/testing/log-contract/steps.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

describe('With the `nats` package', () => {
  let server: TestServer;
  let log: Log;
  beforeAll(async () => {
    server = await startTestServer();
    log = await openNatsLog(server.info);
  });
  afterAll(async () => {
    await log?.close();
    await server?.stop();
  });

  test('the same lines are read from session.<id> and received on live.session.<id>', async () => {
    const session = fresh('old');
    const nc = await connect({
      servers: server.info.url,
      user: server.info.user as string,
      pass: server.info.password as string,
    });
    const received: string[] = [];
    const live = nc.subscribe(`live.session.${session}`, { max: 20 });
    const hearing = (async () => {
      for await (const message of live) received.push(message.string());
    })();
    await nc.flush();
    await fill(log, session, 20);
    await hearing;

    const consumer = await nc.jetstream().consumers.get(log.stream, { filterSubjects: `session.${session}` });
    const read: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 20 })) read.push(message.string());
    await nc.close();

    const ours = (await collect(log.read(session))).map(({ lines }) => `${lines.join('\n')}\n`);
    expect(ours).toHaveLength(20);
    expect(read).toEqual(ours);
    expect(received).toEqual(ours);
  });
});
