// How a follower pulls: several requests to one consumer, whatever ends a request.
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

let server: TestServer;
let log: Log;
beforeAll(async () => {
  server = await startTestServer();
  log = await openNatsLog(server.info);
});
afterAll(async () => {
  await log.close();
  await server.stop();
});

/** Follows from the start until everything is received; also how many consumers that took. */
const followAll = async (): Promise<{ sequences: number[]; consumers: number }> => {
  const { url, user, password } = server.info;
  const nc = await connect({ servers: url, user: user as string, pass: password as string });
  let consumers = 0;
  nc.subscribe('$JS.API.CONSUMER.CREATE.>', {
    callback: () => {
      consumers += 1;
    },
  });
  await nc.flush();
  const sequences: number[] = [];
  for await (const received of log.follow({ from: { kind: 'start' } })) {
    if (received.kind === 'caught-up') break;
    if (received.kind !== 'commit') throw new Error(`received ${received.kind}`);
    sequences.push(received.commit.position.sequence);
  }
  await nc.flush();
  await nc.close();
  return { sequences, consumers };
};

const erase = async (session: string) => {
  const nc = await connectAsAdmin(server.info);
  await nc.request('$JS.API.STREAM.PURGE.REPRISE', JSON.stringify({ filter: `session.${session}` }));
  await nc.close();
};

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('a follower reads commits of more bytes than its requests ask for, and of more messages, by one consumer', async () => {
  const large = 'x'.repeat(1_000_000);
  let expected = 0;
  const append = async (line: string) => {
    const result = await log.append('one', { id: `commit-${expected}`, lines: [line] }, { expected });
    if (result.kind !== 'appended') throw new Error(result.kind);
    expected = result.position.sequence;
  };
  while (expected < 40) await append(large);
  expect(await followAll()).toEqual({ sequences: upTo(40), consumers: 1 });
  while (expected < 40 + 1_100) await append('small');
  expect(await followAll()).toEqual({ sequences: upTo(1_140), consumers: 1 });
});

test('a follower is caught up also when messages that it waits for are erased meanwhile', async () => {
  const [first, last] = ['before', 'erased'];
  for (const session of [first, last])
    for (let expected = 0, n = 0; n < (session === first ? 600 : 1); n += 1) {
      const result = await log.append(session, { id: `${session}-${n}`, lines: ['line'] }, { expected });
      if (result.kind !== 'appended') throw new Error(result.kind);
      expected = result.position.sequence;
    }
  let received = 0;
  for await (const { kind } of log.follow({ sessions: [first, last], from: { kind: 'start' } })) {
    if (kind === 'caught-up') break;
    received += 1;
    // The first message is here, and of those that follow no more than were requested.
    if (received === 1) await erase(last);
  }
  expect(received).toBe(600);
});
