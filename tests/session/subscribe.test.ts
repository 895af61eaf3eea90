import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryLog } from '../../src/log/memory.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { type Subscribed, type SubscribeOptions, subscribe } from '../../src/session/follow/subscribe.ts';
import { appended, collect, fresh } from '../../src/testing/log-contract/steps.ts';
import { startTestServer } from '../real-server.ts';
import { type ServerWithLogs, startServerWithLogs } from '../server-with-logs.ts';
import { eventsAfter, sessionWriter } from './events.ts';

type ReceivedEvent = Extract<Subscribed, { kind: 'event' }>;
const eventsIn = (received: readonly Subscribed[]): ReceivedEvent[] =>
  received.filter((one): one is ReceivedEvent => one.kind === 'event');
const ordinalsIn = (received: readonly Subscribed[]) => eventsIn(received).map(({ event }) => event.ordinal);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

const until = async (
  log: Log,
  options: SubscribeOptions,
  enough: (received: readonly Subscribed[]) => boolean | Promise<boolean>,
): Promise<Subscribed[]> => {
  const abort = new AbortController();
  const received: Subscribed[] = [];
  for await (const next of subscribe(log, { ...options, signal: abort.signal })) {
    received.push(next);
    if (await enough(received)) abort.abort();
  }
  return received;
};
const caughtUp = (received: readonly Subscribed[]) => received.at(-1)?.kind === 'caught-up';

const adapters: [string, () => Promise<{ log: Log; stop(): Promise<void> }>][] = [
  ['memory', async () => ({ log: memoryLog(), stop: async () => {} })],
  [
    'JetStream',
    async () => {
      const server = await startTestServer();
      return { log: await openNatsLog(server.info), stop: () => server.stop() };
    },
  ],
];

describe.each(adapters)('Subscribing to a log on %s', (_, start) => {
  let log: Log;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ log, stop } = await start());
  });
  afterAll(async () => {
    await log?.close();
    await stop?.();
  });

  test('gives a session from its start, each event with its position, then `caught-up`, then live', async () => {
    const id = fresh('start');
    const writer = sessionWriter(log, id);
    await writer.write(2, 3);
    const received = await until(log, { sessions: id }, async (so) => {
      if (caughtUp(so)) await writer.write(1);
      return eventsIn(so).length === 6;
    });
    expect(received.map(({ kind }) => kind).indexOf('caught-up')).toBe(5);
    expect(ordinalsIn(received)).toEqual(range(1, 6));
    expect(eventsIn(received).map(({ position }) => position.index)).toEqual([0, 1, 0, 1, 2, 0]);
    const sequences = (await collect(log.read(id))).map(({ position }) => position.sequence);
    expect(eventsIn(received).map(({ position }) => sequences.indexOf(position.sequence))).toEqual([0, 0, 1, 1, 1, 2]);
    expect(new Set(eventsIn(received).map(({ position }) => position.stream))).toEqual(new Set([log.stream]));
  });

  test('from now gives only what is recorded later', async () => {
    const id = fresh('now');
    const writer = sessionWriter(log, id);
    await writer.write(4);
    const received = await until(log, { sessions: id, from: 'now' }, async (so) => {
      if (caughtUp(so)) await writer.write(2);
      return eventsIn(so).length === 2;
    });
    expect(ordinalsIn(received)).toEqual([5, 6]);
  });

  test('from an ordinal begins with that event, also in the middle of a commit', async () => {
    const id = fresh('ordinal');
    await sessionWriter(log, id).write(2, 3, 2);
    expect(ordinalsIn(await until(log, { sessions: id, from: { ordinal: 4 } }, caughtUp))).toEqual(range(4, 7));
  });

  test('after any position continues with the next event, of one session or several', async () => {
    const [a, b] = [fresh('position'), fresh('position')];
    const [first, second] = [sessionWriter(log, a), sessionWriter(log, b)];
    await first.write(2);
    await second.write(3);
    await first.write(1, 3);
    await second.write(2);
    const options = { sessions: [a, b] };
    const all = eventsIn(await until(log, options, caughtUp));
    expect(all).toHaveLength(11);
    for (const [n, { position }] of all.entries())
      expect(eventsIn(await until(log, { ...options, from: { position } }, caughtUp))).toEqual(all.slice(n + 1));
    const { stream, sequence } = all[3]!.position;
    const rest = eventsIn(await until(log, { ...options, from: { position: { stream, sequence } } }, caughtUp));
    expect(rest).toEqual(all.slice(5));
  });

  test('by type gives these types only', async () => {
    const id = fresh('types');
    await sessionWriter(log, id).write(3, 4);
    const received = await until(log, { sessions: id, types: ['warning_issued'] }, caughtUp);
    expect(ordinalsIn(received)).toEqual([2, 5]);
    expect(new Set(eventsIn(received).map(({ event }) => event.type))).toEqual(new Set(['warning_issued']));
  });

  test('to all sessions includes those that begin later', async () => {
    const ids = [fresh('all'), fresh('all')];
    const received = await until(log, { from: 'now' }, async (so) => {
      if (caughtUp(so)) for (const id of ids) await sessionWriter(log, id).write(1, 2);
      return eventsIn(so).length === 6;
    });
    expect(eventsIn(received).map(({ event }) => event.sessionid)).toEqual(ids.flatMap((id) => [id, id, id]));
  });

  test('a changed event ends it with an error that names the place, after the events before it', async () => {
    const id = fresh('broken');
    const writer = sessionWriter(log, id);
    await writer.write(2);
    const [good] = await collect(log.read(id));
    const forged = good!.lines.map((line) => line.replace('orchestrator', 'somebody else'));
    await log.append(id, { id: fresh('commit'), lines: forged }, { expected: writer.sequence() });
    const received: Subscribed[] = [];
    const subscribing = (async () => {
      for await (const next of subscribe(log, { sessions: id })) received.push(next);
    })();
    await expect(subscribing).rejects.toMatchObject({
      code: 'RECORD_INVALID',
      fields: { kind: 'ordinal', sessionId: id, ordinal: 3, expected: '3', got: '1' },
    });
    expect(ordinalsIn(received)).toEqual([1, 2]);
  });

  test.each(['start', 'now'] as const)(
    'a fault of one session is reported once, and all others go on, from %s',
    async (from) => {
      const [bad, good] = [fresh('bad'), fresh('good')];
      const [badWriter, goodWriter] = [sessionWriter(log, bad), sessionWriter(log, good)];
      await badWriter.write(2);
      await goodWriter.write(1);
      const foreign = async (expected: number, ...lines: string[]) =>
        appended(await log.append(bad, { id: fresh('commit'), lines }, { expected }));
      const received = await until(log, { from }, async (so) => {
        if (caughtUp(so)) {
          await foreign(await foreign(badWriter.sequence(), 'hello'), '{"not": "ours"}');
          await goodWriter.write(2);
        }
        return eventsIn(so).filter(({ event }) => event.sessionid === good).length === (from === 'start' ? 3 : 2);
      });
      const faults = received.filter((one) => one.kind === 'fault');
      expect(faults.filter(({ sessionId }) => sessionId === bad)).toMatchObject([
        { error: { code: 'RECORD_INVALID', message: expect.stringContaining(bad) } },
      ]);
      expect(eventsIn(received).filter(({ event }) => event.sessionid === bad)).toHaveLength(from === 'start' ? 2 : 0);
    },
  );

  test('it ends when every session that it names has a fault', async () => {
    const ids = [fresh('bad'), fresh('bad')];
    for (const id of ids) await log.append(id, { id: fresh('commit'), lines: ['hello'] }, { expected: 0 });
    const received: Subscribed[] = [];
    const subscribing = (async () => {
      for await (const next of subscribe(log, { sessions: ids })) received.push(next);
    })();
    await expect(subscribing).rejects.toMatchObject({ code: 'RECORD_INVALID', fields: { sessionId: ids[1] } });
    expect(received).toMatchObject([{ kind: 'fault', sessionId: ids[0] }]);
  });

  test('an invalid start is refused', async () => {
    const code = (options: SubscribeOptions) => collect(subscribe(log, options)).catch(({ code }) => code);
    expect(await code({ from: { ordinal: 2 } })).toBe('BAD_INPUT');
    expect(await code({ sessions: ['a', 'b'], from: { ordinal: 2 } })).toBe('BAD_INPUT');
    expect(await code({ sessions: 'a', from: { ordinal: 0 } })).toBe('BAD_INPUT');
    expect(await code({ sessions: 'a', from: { ordinal: 1.5 } })).toBe('BAD_INPUT');
    expect(await code({ sessions: [] })).toBe('BAD_INPUT');
    expect(await code({ sessions: 'a.b' })).toBe('BAD_SESSION_ID');
    expect(await code({ from: { position: { stream: 'ANOTHER', sequence: 1 } } })).toBe('BAD_INPUT');
  });
});

describe('Subscribing while the server is killed and started again', () => {
  let on: ServerWithLogs;
  beforeAll(async () => {
    on = await startServerWithLogs();
  });
  afterAll(() => on?.stop());

  test.each([
    ['one session', 1],
    ['several sessions', 3],
    ['all sessions', 0],
  ])('%s: every event once and in order, and a word when the log is away', async (_, named) => {
    const ids = Array.from({ length: Math.max(named, 2) }, () => fresh('restart'));
    const wanted = named === 0 ? ids : ids.slice(0, named);
    const subscribed = until(
      on.reader,
      { ...(named === 0 ? { from: 'now' as const } : { sessions: wanted }) },
      async (so) => {
        if (caughtUp(so)) void writing();
        return eventsIn(so).length === wanted.length * 120;
      },
    );
    let done: Promise<unknown> | undefined;
    const writing = () => {
      const crashed = on.crash();
      done = Promise.all([
        ...ids.map(async (id) => {
          const writer = sessionWriter(on.log, id);
          for (let n = 0; n < 20; n += 1) await writer.write(3);
          await crashed;
          for (let n = 0; n < 20; n += 1) await writer.write(3);
        }),
        crashed.then(() => on.server.restart()),
      ]);
    };
    const received = await subscribed;
    await done;
    for (const id of wanted)
      expect(
        eventsIn(received)
          .filter(({ event }) => event.sessionid === id)
          .map(({ event }) => event.ordinal),
      ).toEqual(range(1, 120));
    expect(received.filter(({ kind }) => kind === 'caught-up')).toHaveLength(1);
    expect(received.filter(({ kind }) => kind === 'disconnected').length).toBeGreaterThanOrEqual(1);
  });

  test('an event of an unknown type is handed on like any other', async () => {
    const id = fresh('foreign');
    const [event] = eventsAfter(id, 0, 1);
    const { encodeCommit, NEW_CHAIN } = await import('../../src/session/record/chain.ts');
    const foreign = { ...event!, type: 'moon_landed', data: { at: 'noon' } } as unknown as typeof event;
    await on.log.append(id, encodeCommit(id, [foreign!], NEW_CHAIN).commit, { expected: 0 });
    const received = await until(on.reader, { sessions: id }, caughtUp);
    expect(eventsIn(received)[0]?.event).toMatchObject({ type: 'moon_landed', data: { at: 'noon' } });
  });
});
