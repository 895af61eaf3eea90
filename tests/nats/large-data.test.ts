// Large data in their own stream: what messages carry, what happens to data that are missing or changed, and what is left
// by a writer that was interrupted.
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRepriseError } from '../../src/errors.ts';
import { openConnection } from '../../src/log/nats/connection.ts';
import { CHUNK_BYTES, dataSettingsOf } from '../../src/log/nats/data-store.ts';
import { inspectLog } from '../../src/log/nats/inspect.ts';
import { logOver } from '../../src/log/nats/log.ts';
import { QueueRoom } from '../../src/log/nats/queue-room.ts';
import type { Log } from '../../src/log/port.ts';
import { sha256 } from '../../src/sha256.ts';
import {
  appended,
  collect,
  commitOf,
  commitsIn,
  conflicted,
  followUntil,
  fresh,
  isCaughtUp,
} from '../../src/testing/log-contract/steps.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

const HASH = '0'.repeat(64);
/** Three chunks. */
const BYTES = 2 * CHUNK_BYTES + 1_000;
const dataOf = (letter: string, bytes = BYTES): string => `{"text":"${letter.repeat(bytes - 11)}"}`;
const lineOf = (data: string): string =>
  `{"specversion":"1.0","id":"${fresh('event')}","data":${data},"hash":"${HASH}"}`;

describe('Data that do not fit a message', () => {
  let server: TestServer;
  let log: Log;
  let nc: NatsConnection;
  let admin: NatsConnection;

  beforeAll(async () => {
    server = await startTestServer();
    const { url, user, password } = server.info;
    nc = await connect({ servers: url, user: user as string, pass: password as string });
    admin = await connectAsAdmin(server.info);
    const connection = await openConnection(server.info);
    const settings = { stream: 'LARGE', durability: 'flushed', maxCommitBytes: 100_000, store: server.store } as const;
    await api(admin, 'STREAM.CREATE.LARGE', {
      ...dataSettingsOf('LARGE'),
      name: 'LARGE',
      subjects: ['session.*'],
      republish: { src: 'session.>', dest: 'live.session.>' },
    });
    log = logOver(connection, { ...settings, room: new QueueRoom() });
  });
  afterAll(async () => {
    await log?.close();
    await nc?.close();
    await admin?.close();
    await server?.stop();
  });

  const api = async <T>(on: NatsConnection, subject: string, body: object = {}): Promise<T> => {
    const answer = (await on.request(`$JS.API.${subject}`, JSON.stringify(body))).json<T & { error?: object }>();
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
    return answer;
  };
  const chunksOf = async (session: string): Promise<Record<string, number>> => {
    const filter = { subjects_filter: `session-data.${session}.>` };
    return (
      (await api<{ state: { subjects?: Record<string, number> } }>(nc, 'STREAM.INFO.LARGE_DATA', filter)).state
        .subjects ?? {}
    );
  };
  const subjectsOf = (session: string, data: string): string[] =>
    [0, 1, 2].map((n) => `session-data.${session}.${sha256(data)}.${n}`);
  const erase = (stream: string, filter: string) => api(admin, `STREAM.PURGE.${stream}`, { filter });
  const publish = async (subject: string, body: string) => {
    const answer = (await nc.request(subject, body)).json<{ error?: object }>();
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
  };
  const codeAndText = async (promise: Promise<unknown>): Promise<[string, string]> => {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!isRepriseError(error)) throw error ?? new Error('it succeeded');
    return [error.code, error.message];
  };

  test('the message, on the log and on the live subject, has their hash, and a stream of their own has the bytes', async () => {
    const session = fresh('stored');
    const data = dataOf('a');
    const line = lineOf(data);
    const live = nc.subscribe(`live.session.${session}`, { max: 1 });
    await nc.flush();
    appended(await log.append(session, commitOf(line), { expected: 0 }));
    const received: string[] = [];
    for await (const message of live) received.push(message.string());
    const stored = JSON.parse(received[0] as string);
    const { id, hash } = JSON.parse(line);
    expect(stored).toEqual({ specversion: '1.0', id, datasize: BYTES, dataref: `sha256:${sha256(data)}`, hash });
    const message = await nc.request(
      '$JS.API.DIRECT.GET.LARGE',
      JSON.stringify({ last_by_subj: `session.${session}` }),
    );
    expect(message.string()).toBe(received[0]);
    const bodies: string[] = [];
    for (const subject of subjectsOf(session, data))
      bodies.push((await nc.request(`$JS.API.DIRECT.GET.LARGE_DATA.${subject}`)).string());
    expect(bodies.join('')).toBe(data);
    expect(Object.keys(await chunksOf(session))).toHaveLength(3);
  });

  test('their stream is as durable as the log, and the application may not erase from it', async () => {
    appended(await log.append(fresh('made'), commitOf(lineOf(dataOf('b'))), { expected: 0 }));
    const { config } = await api<{ config: object }>(nc, 'STREAM.INFO.LARGE_DATA');
    expect(config).toMatchObject({
      ...{ subjects: ['session-data.*.*.*'], storage: 'file', retention: 'limits', discard: 'new', num_replicas: 1 },
      ...{ max_age: 0, max_bytes: -1, max_msgs: -1, deny_delete: true, allow_rollup_hdrs: false, allow_direct: true },
    });
    await expect(nc.request('$JS.API.STREAM.PURGE.LARGE_DATA', '{}', { timeout: 300 })).rejects.toThrow();
  });

  test.each([
    ['missing', 'are not there', async (subject: string) => erase('LARGE_DATA', subject)],
    [
      'changed',
      'are not the bytes that were recorded',
      async (subject: string) => {
        await erase('LARGE_DATA', subject);
        await publish(subject, 'x'.repeat(CHUNK_BYTES));
      },
    ],
    [
      'shorter',
      'are not the bytes that were recorded',
      async (subject: string) => {
        await erase('LARGE_DATA', subject);
        await publish(subject, 'x');
      },
    ],
  ])('%s data are a fault of their session, and of no other', async (_what, why, damage) => {
    const [session, other] = [fresh('damaged'), fresh('whole')];
    const data = dataOf('c');
    const lines = [lineOf('{}'), lineOf(data)];
    const sequence = appended(await log.append(session, commitOf(...lines), { expected: 0 }));
    const untouched = lineOf(data);
    appended(await log.append(other, commitOf(untouched), { expected: 0 }));
    await damage(subjectsOf(session, data)[1] as string);

    const sentence = `The data of event 2 in the message at sequence ${sequence} of stream LARGE (session ${session}) ${why}. They are stored apart, in stream LARGE_DATA.`;
    expect(await codeAndText(collect(log.read(session)))).toEqual(['RECORD_INVALID', sentence]);
    expect(await codeAndText(log.last(session))).toEqual(['RECORD_INVALID', sentence]);
    const followed = await followUntil(log, { sessions: [session, other], from: { kind: 'start' } }, isCaughtUp);
    expect(followed.map(({ kind }) => kind)).toEqual(['invalid', 'commit', 'caught-up']);
    expect(commitsIn(followed)[0]?.lines).toEqual([untouched]);
    expect((await collect(log.read(other)))[0]?.lines).toEqual([untouched]);
    expect((await log.sessions()).map(({ sessionId }) => sessionId)).toEqual(expect.arrayContaining([session, other]));
  });

  test('a writer that was interrupted continues where it ended, and sends nothing again', async () => {
    const session = fresh('continued');
    const data = dataOf('d');
    const [first, second] = subjectsOf(session, data) as [string, string];
    await publish(second, data.slice(CHUNK_BYTES, 2 * CHUNK_BYTES));
    const line = lineOf(data);
    appended(await log.append(session, commitOf(line), { expected: 0 }));
    expect((await log.last(session))?.lines).toEqual([line]);
    expect(await chunksOf(session)).toMatchObject({ [first]: 1, [second]: 1 });
  });

  test('where other bytes are stored already, nothing is recorded', async () => {
    const session = fresh('foreign');
    const data = dataOf('e');
    await publish(subjectsOf(session, data)[0] as string, 'x'.repeat(CHUNK_BYTES));
    const [code, text] = await codeAndText(log.append(session, commitOf(lineOf(data)), { expected: 0 }));
    expect(code).toBe('RECORD_INVALID');
    expect(text).toContain(`Stream LARGE_DATA holds other bytes than those of object session-data.${session}.`);
    expect(await log.last(session)).toBeUndefined();
  });

  test('many writers of the same data store them once, and each commit is whole', async () => {
    const session = fresh('racing');
    const data = dataOf('f');
    const results = await Promise.all(
      Array.from({ length: 6 }, () => log.append(session, commitOf(lineOf(data)), { expected: 0 })),
    );
    expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(Object.values(await chunksOf(session))).toEqual([1, 1, 1]);
    expect(await collect(log.read(session))).toHaveLength(1);
  });

  test('a commit that is refused leaves data that doctor finds, and that the next decision uses', async () => {
    const session = fresh('refused');
    const data = dataOf('g');
    const unreferenced = async () =>
      (await inspectLog({ ...server.info, streamName: 'LARGE' })).data?.unreferenced.filter((name) =>
        name.includes(session),
      );
    const sequence = appended(await log.append(session, commitOf(lineOf('{}')), { expected: 0 }));
    conflicted(await log.append(session, commitOf(lineOf(data)), { expected: 0 }));
    expect(Object.keys(await chunksOf(session))).toHaveLength(3);
    expect(await unreferenced()).toEqual([`session-data.${session}.${sha256(data)}`]);
    appended(await log.append(session, commitOf(lineOf(data)), { expected: sequence }));
    expect(Object.values(await chunksOf(session))).toEqual([1, 1, 1]);
    expect(await unreferenced()).toEqual([]);
  });

  test('a session is erased with its data by two purges, and can be recorded again', async () => {
    const session = fresh('erased');
    const line = lineOf(dataOf('h'));
    appended(await log.append(session, commitOf(line), { expected: 0 }));
    await erase('LARGE', `session.${session}`);
    await erase('LARGE_DATA', `session-data.${session}.>`);
    expect(await collect(log.read(session))).toEqual([]);
    expect(await log.last(session)).toBeUndefined();
    expect(await chunksOf(session)).toEqual({});
    appended(await log.append(session, commitOf(line), { expected: 0 }));
    expect((await log.last(session))?.lines).toEqual([line]);
  });
});
