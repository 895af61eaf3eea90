// What waits for the log is bounded: beyond the limit an append waits for room until its deadline, or fails at once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { QueueRoom } from '../../src/log/nats/queue-room.ts';
import { appended, codeOf, commitOf, fresh } from '../../src/testing/log-contract/steps.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { standStill } from '../stand-still.ts';

const later = () => performance.now() + PATIENCE_MS;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('The room of the queue', () => {
  /** Enters, and lists the session once it is in. */
  const entering = (room: QueueRoom, entered: string[]) => (session: string, bytes: number) => {
    const wait = room.enter(session, bytes, later());
    if (wait === undefined) entered.push(session);
    else void wait.then(() => entered.push(session));
  };

  it('lets in commits up to its number and its bytes, and one always', async () => {
    const entered: string[] = [];
    const enter = entering(new QueueRoom({ maxCommits: 3, maxBytes: 100 }), entered);
    enter('large', 1_000);
    enter('next', 1);
    expect(entered).toEqual(['large']);
    const few = entering(new QueueRoom({ maxCommits: 3, maxBytes: 100 }), entered);
    for (const session of ['a', 'b', 'c', 'd']) few(session, 1);
    await settled();
    expect(entered).toEqual(['large', 'a', 'b', 'c']);
  });

  it('lets those that wait in by turns, one of each session, as others leave', async () => {
    const entered: string[] = [];
    const room = new QueueRoom({ maxCommits: 8, maxBytes: 100 });
    const enter = entering(room, entered);
    for (let n = 0; n < 4; n += 1) enter('busy', 1);
    // A quarter of the room is what one session gets.
    expect(entered).toEqual(['busy', 'busy']);
    for (const session of ['a', 'b', 'c', 'd', 'e', 'f']) enter(session, 1);
    await settled();
    expect(entered).toEqual(['busy', 'busy', 'a', 'b', 'c', 'd', 'e', 'f']);
    enter('g', 1);
    enter('h', 1);
    room.leave('a', 1);
    room.leave('busy', 1);
    await settled();
    expect(entered.slice(8)).toEqual(['g', 'busy']);
  });

  it('does not let smaller commits pass a large one for ever', async () => {
    const entered: string[] = [];
    const room = new QueueRoom({ maxCommits: 100, maxBytes: 100 });
    const enter = entering(room, entered);
    enter('a', 25);
    enter('b', 25);
    enter('large', 90);
    enter('small', 1);
    await settled();
    expect(entered).toEqual(['a', 'b']);
    room.leave('a', 25);
    room.leave('b', 25);
    await settled();
    expect(entered).toEqual(['a', 'b', 'large', 'small']);
  });

  it('fails with QUEUE_FULL at the deadline, and at once where it is chosen', async () => {
    const waits = new QueueRoom({ maxCommits: 1 });
    expect(waits.enter('a', 1, later())).toBeUndefined();
    await expect(waits.enter('b', 1, performance.now() + 20)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    const fails = new QueueRoom({ maxCommits: 1, whenFull: 'fail' });
    expect(fails.enter('a', 1, later())).toBeUndefined();
    expect(() => fails.enter('b', 1, later())).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
    fails.leave('a', 1);
    expect(fails.enter('b', 1, later())).toBeUndefined();
  });

  it('has limits that are whole numbers from 1 on', () => {
    for (const limits of [{ maxCommits: 0 }, { maxBytes: 1.5 }, { maxCommits: Number.NaN }])
      expect(() => new QueueRoom(limits)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('A log with a bounded queue', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server?.stop());

  it('records everything in its turn where appends wait for room', async () => {
    const log = await openNatsLog({ ...server.info, queue: { maxCommits: 4 } });
    const names = Array.from({ length: 100 }, () => fresh('waits'));
    const append = (name: string) => log.append(name, commitOf(name), { expected: 0, deadlineMs: PATIENCE_MS });
    const sequences = (await Promise.all(names.map(append))).map(appended);
    expect(new Set(sequences).size).toBe(100);
    await log.close();
  });

  it('refuses what it has no room for, records nothing of it, and takes it later', async () => {
    const log = await openNatsLog({ ...server.info, queue: { maxCommits: 4, whenFull: 'fail' } });
    const names = Array.from({ length: 6 }, () => fresh('fails'));
    const commits = names.map((name) => commitOf(name));
    const append = (n: number) => log.append(names[n]!, commits[n]!, { expected: 0, deadlineMs: PATIENCE_MS });
    const goOn = await standStill(server.info.pid as number);
    const first = [0, 1, 2, 3].map(append);
    expect(await codeOf(append(4))).toBe('QUEUE_FULL');
    expect(await codeOf(append(5))).toBe('QUEUE_FULL');
    goOn();
    for (const result of await Promise.all(first)) appended(result);
    expect(await log.last(names[4]!)).toBeUndefined();
    expect(await log.last(names[5]!)).toBeUndefined();
    appended(await append(4));
    appended(await append(5));
    await log.close();
  });
});
