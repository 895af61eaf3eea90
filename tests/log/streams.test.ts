// A log over several streams: the contract of a log, over memory logs and over two streams of a real server, and what is
// its own: where a session lies, and following all streams at once.
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Log, memoryLog, open, type Position, type Subscribed, streamsLog } from '../../src/index.ts';
import { openStreams } from '../../src/log/nats/open-streams.ts';
import { checkWrite } from '../../src/server/write-check.ts';
import {
  appended,
  collect,
  commitOf,
  commitsIn,
  fill,
  followUntil,
  fresh,
  isCaughtUp,
} from '../../src/testing/log-contract/steps.ts';
import { connectAsAdmin } from '../broker-login.ts';
import { startCli } from '../cli/run-cli.ts';
import { describeLog } from '../contract/describe-log.ts';
import { startTestServer, type TestServer } from '../real-server.ts';

const NAMES = ['REPRISE', 'REPRISE-2026-11'];

describeLog('A log over two memory logs', async () => {
  const log = streamsLog([memoryLog({ stream: 'first' }), memoryLog({ stream: 'second' })]);
  return { open: async () => log, stop: async () => undefined };
});

describeLog('A log over two streams of a server', async () => {
  const server = await startTestServer();
  return { open: () => openStreams(server.info, NAMES), stop: () => server.stop() };
});

describe('A session', () => {
  const both = async () => {
    const [first, second] = [memoryLog({ stream: 'first' }), memoryLog({ stream: 'second' })];
    await fill(first, 'old', 3);
    return { first, second, log: streamsLog([first, second]) };
  };

  test('goes on in the stream where it began; a new one begins in the last', async () => {
    const { log, first, second } = await both();
    const last = (await log.last('old'))?.position;
    expect(last).toEqual({ stream: 'first', sequence: 3 });
    const result = await log.append('old', commitOf(), { expected: 3 });
    expect(result).toMatchObject({ kind: 'appended', position: { stream: 'first', sequence: 4 } });
    await fill(log, 'new', 2);
    expect((await log.last('new'))?.position).toEqual({ stream: 'second', sequence: 2 });
    expect([await first.last('new'), await second.last('old')]).toEqual([undefined, undefined]);
    expect(await log.sessions()).toEqual([
      { sessionId: 'new', sequence: 2, stream: 'second', place: 1 },
      { sessionId: 'old', sequence: 4, stream: 'first', place: 0 },
    ]);
  });

  test('of an older stream is not begun again in the last', async () => {
    const { log, second } = await both();
    expect(await log.append('old', commitOf(), { expected: 0 })).toEqual({ kind: 'conflict', expected: 0, actual: 3 });
    expect(await second.sessions()).toEqual([]);
  });

  test('is placed by a function of its id where streams are partitions', async () => {
    const parts = [memoryLog({ stream: 'p0' }), memoryLog({ stream: 'p1' })];
    const log = streamsLog(parts, { place: (id) => id.length % 2 });
    await fill(log, 'even', 1);
    await fill(log, 'odd', 1);
    expect((await log.sessions()).map(({ sessionId, stream }) => [sessionId, stream])).toEqual([
      ['even', 'p0'],
      ['odd', 'p1'],
    ]);
  });

  test('that lies in two streams is a fault of that session alone', async () => {
    const { log, first, second } = await both();
    await fill(first, 'twice', 1);
    await fill(second, 'twice', 1);
    const fault = { code: 'RECORD_INVALID', fields: { sessionId: 'twice', streams: ['first', 'second'] } };
    await expect(collect(log.read('twice'))).rejects.toMatchObject(fault);
    await expect(log.append('twice', commitOf(), { expected: 1 })).rejects.toMatchObject(fault);
    expect(await collect(log.read('old'))).toHaveLength(3);
    expect((await log.sessions()).map(({ sessionId }) => sessionId)).toEqual(['old', 'twice']);
  });
});

describe('Following', () => {
  test('goes on after one position of each stream, and takes a stream without one from its start', async () => {
    const [first, second] = [memoryLog({ stream: 'first' }), memoryLog({ stream: 'second' })];
    const log = streamsLog([first, second]);
    await fill(first, 'a', 4);
    await fill(second, 'b', 4);
    const followed = async (position: Position, ...more: Position[]) => {
      const received = await followUntil(log, { from: { kind: 'after', position, more } }, isCaughtUp);
      return commitsIn(received)
        .map(({ position: { stream, sequence } }) => `${stream} ${sequence}`)
        .sort();
    };
    const positions = [
      { stream: 'first', sequence: 3 },
      { stream: 'second', sequence: 2 },
    ] as const;
    expect(await followed(...positions)).toEqual(['first 4', 'second 3', 'second 4']);
    expect(await followed(positions[0])).toEqual(['first 4', 'second 1', 'second 2', 'second 3', 'second 4']);
    await expect(followed(positions[0], { stream: 'third', sequence: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('fails when one of the streams fails, and ends the others', async () => {
    const second = memoryLog({ stream: 'second' });
    const log = streamsLog([memoryLog({ stream: 'first' }), second]);
    const received = collect(log.follow({ from: { kind: 'now' } }));
    setImmediate(() => void second.close());
    await expect(received).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
  });

  test('reads no stream further than the reader takes it', async () => {
    const taken = { first: 0, second: 0 };
    const counted = (stream: 'first' | 'second'): Log => ({
      ...memoryLog({ stream }),
      async *follow() {
        for (let sequence = 1; ; sequence += 1) {
          taken[stream] += 1;
          yield { kind: 'commit', commit: { sessionId: stream, position: { stream, sequence }, lines: ['x'] } };
        }
      },
    });
    let received = 0;
    for await (const _ of streamsLog([counted('first'), counted('second')]).follow({ from: { kind: 'start' } })) {
      received += 1;
      if (received === 10) break;
    }
    expect(taken.first + taken.second).toBeLessThanOrEqual(12);
    expect(Math.min(taken.first, taken.second)).toBeGreaterThan(2);
  });
});

describe('Two streams of a server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server?.stop());
  const opened = (streams: readonly string[]) => {
    const { user, password, url } = server.info;
    return open({ url: url.replace('//', `//${user}:${password}@`), streams });
  };
  const started = async (reprise: Awaited<ReturnType<typeof opened>>, id: string) => {
    const { send } = reprise.session(id);
    await send('session.start', { goal: id, profile: 'normal' });
    await send('requirement.add', { requirementId: 'r1', description: 'One' });
  };

  test('are read, listed and followed as one while writers go on in both, and a subscriber resumes in both', async () => {
    const before = await opened(NAMES.slice(0, 1));
    for (const id of ['old-1', 'old-2']) await started(before, id);
    // The next period begins; whoever has not heard of it yet still writes to the sessions of the last one.
    const reprise = await opened(NAMES);
    const received: Subscribed[] = [];
    const abort = new AbortController();
    const read = async (from: Parameters<typeof reprise.subscribe>[0], signal: AbortSignal) => {
      for await (const one of reprise.subscribe({ ...from, signal })) received.push(one);
    };
    const subscribed = read({ from: 'start' }, abort.signal);
    const add = (by: typeof reprise, id: string, n: number) =>
      by.session(id).send('requirement.add', { requirementId: `r${n}`, description: `Number ${n}` });
    const oldOnes = (async () => {
      for (let n = 2; n < 12; n += 1) await add(before, 'old-1', n);
    })();
    const newOnes = (async () => {
      await started(reprise, 'new-1');
      for (let n = 2; n < 12; n += 1) {
        await add(reprise, 'new-1', n);
        await add(reprise, 'old-2', n);
      }
    })();
    await Promise.all([oldOnes, newOnes]);
    const events = () => received.flatMap((one) => (one.kind === 'event' ? [one] : []));
    await expect.poll(() => events().length).toBe(36);
    abort.abort();
    await subscribed;

    expect(received.filter(({ kind }) => kind === 'caught-up')).toHaveLength(1);
    for (const id of ['old-1', 'old-2', 'new-1']) {
      const ordinals = events().flatMap(({ event }) => (event.sessionid === id ? [event.ordinal] : []));
      expect(ordinals).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
      expect(await collect(reprise.read(id))).toHaveLength(12);
      expect((await reprise.verify(id)).ok).toBe(true);
    }
    const streams = Object.fromEntries((await reprise.sessions()).map(({ sessionId, stream }) => [sessionId, stream]));
    expect(streams).toEqual({ 'old-1': NAMES[0], 'old-2': NAMES[0], 'new-1': NAMES[1] });
    for (const { event, position } of events()) expect(position.stream).toBe(streams[event.sessionid]);

    const newest = new Map<string, Position>(events().map(({ position }) => [position.stream, position]));
    received.length = 0;
    await add(before, 'old-1', 12);
    await add(reprise, 'new-1', 12);
    const again = new AbortController();
    const resumed = read({ from: { positions: [...newest.values()] } }, again.signal);
    await expect.poll(() => events().length).toBe(2);
    again.abort();
    await resumed;
    expect(events().map(({ event }) => event.ordinal)).toEqual([13, 13]);
    await before.close();
    await reprise.close();
  });

  test('have subjects of their own, of which each is republished', async () => {
    const log = await openStreams(server.info, NAMES);
    const nc = await connect({
      servers: server.info.url,
      user: server.info.user as string,
      pass: server.info.password as string,
    });
    const live = nc.subscribe('live.>', { max: 1 });
    await nc.flush();
    const session = fresh('live');
    expect(appended(await log.append(session, commitOf('line'), { expected: 0 }))).toBeGreaterThan(0);
    for await (const { subject } of live) expect(subject).toBe(`live.session-2026-11.${session}`);
    const { config } = await (await jetstreamManager(nc)).streams.info('REPRISE-2026-11');
    expect(config.subjects).toEqual(['session-2026-11.*']);
    await nc.close();
    await log.close();
  });

  test('are each tried by the check of a write, which no session sees', async () => {
    const log = await openStreams(server.info, NAMES);
    const nc = await connectAsAdmin(server.info);
    const tried: string[] = [];
    const live = nc.subscribe('live.*.$write-check', { callback: (_, { subject }) => void tried.push(subject) });
    await nc.flush();
    const before = await log.sessions();
    expect(await checkWrite(server.info)).toEqual({ kind: 'written' });
    await expect.poll(() => tried).toEqual(['live.session.$write-check', 'live.session-2026-11.$write-check']);
    expect(await log.sessions()).toEqual(before);
    live.unsubscribe();
    // A stream that takes nothing is found behind one that does.
    const manager = await jetstreamManager(nc);
    const { state } = await manager.streams.info('REPRISE-2026-11');
    await manager.streams.update('REPRISE-2026-11', { max_msgs: Math.max(1, state.messages) });
    await log.append(fresh('fills'), commitOf(), { expected: 0, deadlineMs: 200 }).catch(() => undefined);
    expect(await checkWrite(server.info)).toMatchObject({ kind: 'failed' });
    await manager.streams.update('REPRISE-2026-11', { max_msgs: -1 });
    await nc.close();
    await log.close();
  });

  test('are what REPRISE_STREAMS names, for every command', async () => {
    const { user, password, url } = server.info;
    const env = { NATS_URL: url.replace('//', `//${user}:${password}@`), REPRISE_STREAMS: NAMES.join(',') };
    const reprise = await opened(NAMES.slice(0, 1));
    await started(reprise, 'in-the-first');
    await reprise.close();
    const sent = startCli(['send', 'in-the-last', 'session.start', 'A goal'], { env });
    expect(await sent.ended).toMatchObject({ code: 0 });
    const { stdout } = await startCli(['list', '--json'], { env }).ended;
    expect(stdout).toContain('in-the-first');
    expect((await startCli(['export', 'latest'], { env }).ended).stdout).toContain('in-the-last');
    const wrong = await startCli(['list'], { env: { ...env, REPRISE_STREAMS: 'REPRISE,,REPRISE' } }).ended;
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a list of streams') });
  });
});

const urlOf = ({ url, user, password }: TestServer['info']): string => url.replace('//', `//${user}:${password}@`);

describe('A log of which not all streams are named', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    const first = await openStreams(server.info, ['REPRISE']);
    await fill(first, 'old', 2);
    await first.close();
    const both = await openStreams(server.info, NAMES);
    await fill(both, 'new', 1);
    await both.close();
  });
  afterAll(() => server.stop());

  test.each([
    ['REPRISE', 'new', 'REPRISE-2026-11'],
    ['REPRISE-2026-11', 'old', 'REPRISE'],
  ])('in %s alone begins no session that lies in another', async (name, sessionId, stream) => {
    const warnings: string[] = [];
    const log = await openStreams({ ...server.info, onWarning: (one) => warnings.push(one) }, [name]);
    expect(warnings).toEqual([expect.stringContaining(`Stream ${stream} belongs to this log and is not named`)]);
    await expect(log.append(sessionId, commitOf(), { expected: 0 })).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: { sessionId, stream },
    });
    expect(await log.append(fresh('other'), commitOf(), { expected: 0 })).toMatchObject({ kind: 'appended' });
    await log.close();
  });

  test('is another log where its streams were created apart', async () => {
    const apart = await openStreams(server.info, ['REPRISE-apart']);
    const warnings: string[] = [];
    const again = await openStreams({ ...server.info, onWarning: (one) => warnings.push(one) }, ['REPRISE-apart']);
    expect(warnings).toEqual([]);
    expect(await again.append('old', commitOf(), { expected: 0 })).toMatchObject({ kind: 'appended' });
    await apart.close();
    await again.close();
  });

  test('is said by commands, which create no stream to read it', async () => {
    const env = { REPRISE_STREAMS: 'REPRISE', NATS_URL: urlOf(server.info) };
    const listed = await startCli(['list'], { env }).ended;
    expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining('is not named (REPRISE_STREAMS)') });
    const mistyped = await startCli(['list'], { env: { ...env, REPRISE_STREAMS: 'REPRISE,REPRISE-2026-1' } }).ended;
    expect(mistyped).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no stream REPRISE-2026-1 ') });
    const twice = await startCli(['send', 'new', 'session.start', 'A goal'], { env }).ended;
    expect(twice).toMatchObject({ code: 5, stderr: expect.stringContaining('lies in stream REPRISE-2026-11') });
  });
});
