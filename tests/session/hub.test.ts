// A hub from within: where a reader is at each moment, what is held for readers, and how often the log is followed.
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RepriseError } from '../../src/errors.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { streamsLog } from '../../src/log/streams.ts';
import { createHub, type HubOptions } from '../../src/session/follow/hub.ts';
import type { Subscribed } from '../../src/session/follow/options.ts';
import { encodeCommit } from '../../src/session/record/chain.ts';
import { fresh } from '../../src/testing/log-contract/steps.ts';
import { eventsIn, isCaughtUp, ordinalsIn, range, until } from '../contract/subscriptions.ts';
import { eventsAfter, sessionWriter } from './events.ts';

const hubOn = (log: Log, options?: HubOptions) => {
  const hub = createHub(log, options);
  onTestFinished(() => hub.close());
  return hub;
};

/** A log that counts how often it is followed and read. */
const counted = (log: Log) => {
  const counts = { follows: 0, reads: 0 };
  const counting: Log = {
    ...log,
    follow: (options) => {
      counts.follows += 1;
      return log.follow(options);
    },
    read: (sessionId, options) => {
      counts.reads += 1;
      return log.read(sessionId, options);
    },
  };
  return { log: counting, counts };
};

test('the positions of a reader resume behind what it got, at each moment, from wherever it began', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 });
  const begins = fc.constantFrom('start', 'first', 'middle', 'end', 'ordinal');
  await fc.assert(
    fc.asyncProperty(
      sizes,
      sizes,
      begins,
      fc.integer({ min: 1, max: 8 }),
      fc.nat(),
      async (first, second, begin, held, n) => {
        const log = streamsLog([memoryLog({ stream: 'one' }), memoryLog({ stream: 'two' })], {
          place: (sessionId) => (sessionId === 'a' ? 0 : 1),
        });
        const hub = createHub(log, { maxCommits: held });
        const ids = begin === 'ordinal' ? ['a'] : ['a', 'b'];
        const writers = ids.map((id) => sessionWriter(log, id));
        await Promise.all(writers.map((writer, index) => writer.write(...(index === 0 ? first : second))));
        const history = eventsIn(await until(hub, { sessions: ids }, isCaughtUp));
        const at = history[{ first: 0, middle: n % history.length, end: history.length - 1 }[begin as 'first'] ?? 0]!;
        const from =
          begin === 'start'
            ? 'start'
            : begin === 'ordinal'
              ? { ordinal: 1 + (n % history.length) }
              : { position: at.position };
        const reader = hub.subscribe({ sessions: ids, from });
        const got: Subscribed[] = [];
        const rest = async () => {
          const { positions } = reader;
          const resumed = positions.length === 0 ? from : { positions };
          return eventsIn(await until(hub, { sessions: ids, from: resumed }, isCaughtUp));
        };
        const all = eventsIn(await until(hub, { sessions: ids, from }, isCaughtUp));
        const key = ({ event }: { event: { sessionid: string; ordinal: number } }) =>
          `${event.sessionid} ${event.ordinal}`;
        // Before the first `next`, a reader from an ordinal is nowhere: it resumes as it began.
        for (let step = 0; ; step += 1) {
          if (step > 0) {
            const had = new Set(eventsIn(got).map(key));
            const left = (await rest()).map(key).filter((one) => begin !== 'ordinal' || all.map(key).includes(one));
            expect(left.sort()).toEqual(
              all
                .map(key)
                .filter((one) => !had.has(one))
                .sort(),
            );
          }
          if (isCaughtUp(got)) break;
          got.push((await reader.next()).value as Subscribed);
        }
        await reader.return();
        expect(hub.load.readers).toBe(0);
        await hub.close();
      },
    ),
    { numRuns: 100 },
  );
});

describe('a hub', () => {
  test('follows the log once for all that read live, and not at all without a reader', async () => {
    const { log, counts } = counted(memoryLog());
    const hub = hubOn(log);
    const writer = sessionWriter(log, 's1');
    await writer.write(1);
    const abort = new AbortController();
    let caughtUp = 0;
    const readers = Array.from({ length: 50 }, () =>
      until(
        { subscribe: (options) => hub.subscribe({ ...options, signal: abort.signal }) },
        { sessions: 's1' },
        async (so) => {
          if (isCaughtUp(so)) caughtUp += 1;
          return eventsIn(so).length === 101;
        },
      ),
    );
    await expect.poll(() => caughtUp).toBe(50);
    const { follows, reads } = counts;
    expect(follows).toBe(1);
    await writer.write(...Array.from({ length: 100 }, () => 1));
    await expect.poll(() => hub.load.commits).toBe(100);
    abort.abort();
    for (const received of await Promise.all(readers)) expect(ordinalsIn(received)[0]).toBe(1);
    expect(counts).toEqual({ follows, reads });
    expect(hub.load).toEqual({ readers: 0, commits: 0, bytes: 0 });
  });

  test('holds no more commits and bytes than it may, however slow its readers are', async () => {
    for (const [limits, most] of [
      [{ maxCommits: 8 }, { commits: 8, bytes: Number.POSITIVE_INFINITY }],
      [{ maxBytes: 5_000 }, { commits: 20, bytes: 5_000 }],
      [{ maxBytes: 1 }, { commits: 1, bytes: 1_000 }],
    ] as const) {
      const log = memoryLog();
      const hub = hubOn(log, limits);
      const never = hub.subscribe({ from: 'now' });
      await never.next();
      const writer = sessionWriter(log, 's1');
      for (let n = 0; n < 100; n += 1) {
        await writer.write(1);
        expect(hub.load.commits).toBeLessThanOrEqual(most.commits);
        expect(hub.load.bytes).toBeLessThanOrEqual(most.bytes);
      }
      const got: Subscribed[] = [];
      while (got.length < 100) got.push((await never.next()).value as Subscribed);
      expect(ordinalsIn(got)).toEqual(range(1, 100));
      await hub.close();
    }
  });

  test('resumes a reader from what it holds, without reading the log', async () => {
    const { log, counts } = counted(memoryLog());
    const hub = hubOn(log);
    const stays = hub.subscribe({ from: 'now' });
    await stays.next();
    const id = fresh('resume');
    await sessionWriter(log, id).write(2, 2, 2);
    await expect.poll(() => hub.load.commits).toBe(3);
    const before = counts.reads;
    const [, second] = eventsIn(await until(hub, { sessions: id }, isCaughtUp));
    expect(counts.reads).toBe(before + 1);
    const resumed = await until(hub, { sessions: id, from: { position: second!.position } }, isCaughtUp);
    expect(ordinalsIn(resumed)).toEqual([3, 4, 5, 6]);
    expect(counts.reads).toBe(before + 1);
  });

  test('ends its readers with it, and begins anew after its log failed', async () => {
    let isFailing = true;
    const log = memoryLog();
    const failing: Log = {
      ...log,
      async *follow(options) {
        for await (const one of log.follow(options)) {
          yield one;
          if (isFailing && one.kind === 'commit') throw new Error('the log failed');
        }
      },
    };
    const hub = hubOn(failing);
    const readers = [hub.subscribe({ from: 'now' }), hub.subscribe({ sessions: 's1', from: 'now' })];
    for (const reader of readers) await reader.next();
    const writer = sessionWriter(log, 's1');
    await writer.write(1);
    for (const reader of readers) {
      expect(await reader.next()).toMatchObject({ value: { kind: 'event' } });
      await expect(reader.next()).rejects.toThrow('the log failed');
      expect(await reader.next()).toMatchObject({ done: true });
    }
    isFailing = false;
    const again = hub.subscribe({ sessions: 's1' });
    expect(await again.next()).toMatchObject({ value: { kind: 'event' } });
    expect(await again.next()).toMatchObject({ value: { kind: 'caught-up' } });
    const waiting = again.next();
    await hub.close();
    expect(await waiting).toMatchObject({ done: true });
  });
});

describe('a reader of a hub', () => {
  test('that begins now gets nothing that was acknowledged before, also where the hub is behind the log', async () => {
    const log = memoryLog();
    let open = () => {};
    const go = new Promise<void>((resolve) => {
      open = resolve;
    });
    let follows = 0;
    const late: Log = {
      ...log,
      async *follow(options) {
        follows += 1;
        const isOfHub = follows === 1;
        for await (const one of log.follow(options)) {
          if (isOfHub && one.kind === 'commit') await go;
          yield one;
        }
      },
    };
    const hub = hubOn(late);
    await hub.subscribe({ from: 'now' }).next();
    const writer = sessionWriter(log, 's1');
    await writer.write(1, 1);
    const reader = hub.subscribe({ sessions: 's1', from: 'now' });
    expect(await reader.next()).toMatchObject({ value: { kind: 'caught-up', positions: [{ sequence: 2 }] } });
    const next = reader.next();
    open();
    await writer.write(1);
    expect(await next).toMatchObject({ value: { kind: 'event', event: { ordinal: 3 } } });
  });

  test('checks the chain that it was given, whatever others trust', async () => {
    const log = memoryLog();
    const hub = hubOn(log);
    const writer = sessionWriter(log, 's1');
    await writer.write(2);
    const trusting = hub.subscribe({ from: 'now' });
    const knowing = hub.subscribe({ from: 'start' });
    await trusting.next();
    for (let n = 0; n < 3; n += 1) await knowing.next();
    // It is well formed and follows in number, but links to another event than the second.
    const forged = encodeCommit('s1', eventsAfter('s1', 2, 1), { ordinal: 2, hash: 'f'.repeat(64) });
    await log.append('s1', forged.commit, { expected: writer.sequence() });
    expect(await trusting.next()).toMatchObject({ value: { kind: 'event', event: { ordinal: 3 } } });
    expect(await knowing.next()).toMatchObject({ value: { kind: 'fault', error: { fields: { kind: 'hash' } } } });
  });

  test('waits for a log that does not answer while it reads a session, and tells once that it is away and is back', async () => {
    const log = memoryLog();
    let reads = 0;
    const away: Log = {
      ...log,
      async *read(sessionId, options) {
        reads += 1;
        // The second attempt fails as the first: that it is away is known by then.
        const most = reads <= 2 ? 0 : 2;
        let count = 0;
        for await (const commit of log.read(sessionId, options)) {
          if (count === most) throw new RepriseError('LOG_UNREACHABLE', 'The log is away.');
          count += 1;
          yield commit;
        }
      },
    };
    const hub = hubOn(away);
    await sessionWriter(log, 's1').write(1, 1, 1, 1, 1);
    const received = await until(hub, { sessions: 's1' }, isCaughtUp);
    expect(received.map((one) => (one.kind === 'event' ? one.event.ordinal : one.kind))).toEqual([
      ...['disconnected', 'reconnected', 1, 2, 'disconnected', 'reconnected', 3, 4, 5, 'caught-up'],
    ]);
    expect(reads).toBe(3);
  });
});
