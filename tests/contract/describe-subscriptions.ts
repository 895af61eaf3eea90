// The contract of subscribing: a suite for anything that offers subscriptions over a log, as the library does, a hub, and a
// service over HTTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HubSubscribeOptions, Subscribed } from '../../src/session/follow/options.ts';
import { encodeCommit, NEW_CHAIN } from '../../src/session/record/chain.ts';
import { appended, collect, fresh } from '../../src/testing/log-contract/steps.ts';
import { eventsAfter, sessionWriter } from '../session/events.ts';
import {
  eventsIn,
  isCaughtUp,
  ordinalsIn,
  range,
  type StartSubscriptions,
  type SubscriptionStore,
  until,
} from './subscriptions.ts';

export const describeSubscriptions = (name: string, start: StartSubscriptions): void => {
  describe(`Subscribing to ${name}`, () => {
    let store: SubscriptionStore;
    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store?.stop());

    test('gives a session from its start, each event with its position, then `caught-up`, then live', async () => {
      const { log } = store;
      const id = fresh('start');
      const writer = sessionWriter(log, id);
      await writer.write(2, 3);
      const received = await until(store, { sessions: id }, async (so) => {
        if (isCaughtUp(so)) await writer.write(1);
        return eventsIn(so).length === 6;
      });
      expect(received.map(({ kind }) => kind).indexOf('caught-up')).toBe(5);
      expect(ordinalsIn(received)).toEqual(range(1, 6));
      expect(eventsIn(received).map(({ position }) => position.index)).toEqual([0, 1, 0, 1, 2, 0]);
      const sequences = (await collect(log.read(id))).map(({ position }) => position.sequence);
      expect(eventsIn(received).map(({ position }) => sequences.indexOf(position.sequence))).toEqual([
        0, 0, 1, 1, 1, 2,
      ]);
      expect(new Set(eventsIn(received).map(({ position }) => position.stream))).toEqual(new Set([log.stream]));
    });

    test('from now gives only what is recorded later', async () => {
      const id = fresh('now');
      const writer = sessionWriter(store.log, id);
      await writer.write(4);
      const received = await until(store, { sessions: id, from: 'now' }, async (so) => {
        if (isCaughtUp(so)) await writer.write(2);
        return eventsIn(so).length === 2;
      });
      expect(ordinalsIn(received)).toEqual([5, 6]);
    });

    test('from now, also beside others that follow, gives nothing that was acknowledged before', async () => {
      const id = fresh('now-beside');
      const writer = sessionWriter(store.log, id);
      const abort = new AbortController();
      const beside = collect(store.subscribe({ sessions: id, signal: abort.signal }));
      for (let n = 1; n <= 20; n += 1) {
        await writer.write(1);
        const received = await until(store, { sessions: id, from: 'now' }, isCaughtUp);
        expect(eventsIn(received)).toEqual([]);
      }
      abort.abort();
      await beside;
    });

    test('from an ordinal begins with that event, also in the middle of a commit', async () => {
      const id = fresh('ordinal');
      await sessionWriter(store.log, id).write(2, 3, 2);
      expect(ordinalsIn(await until(store, { sessions: id, from: { ordinal: 4 } }, isCaughtUp))).toEqual(range(4, 7));
    });

    test('after any position continues with the next event, of one session or several', async () => {
      const [a, b] = [fresh('position'), fresh('position')];
      const [first, second] = [sessionWriter(store.log, a), sessionWriter(store.log, b)];
      await first.write(2);
      await second.write(3);
      await first.write(1, 3);
      await second.write(2);
      for (const sessions of [[a, b], [a], [b]]) {
        const all = eventsIn(await until(store, { sessions }, isCaughtUp));
        expect(all).toHaveLength({ 1: sessions[0] === a ? 6 : 5, 2: 11 }[sessions.length] as number);
        for (const [n, { position }] of all.entries())
          expect(eventsIn(await until(store, { sessions, from: { position } }, isCaughtUp))).toEqual(all.slice(n + 1));
      }
      const all = eventsIn(await until(store, { sessions: [a, b] }, isCaughtUp));
      const { stream, sequence } = all[3]!.position;
      const from = { position: { stream, sequence } };
      expect(eventsIn(await until(store, { sessions: [a, b], from }, isCaughtUp))).toEqual(all.slice(5));
    });

    test('after the positions of `caught-up` continues with what was recorded since, from wherever it began', async () => {
      const id = fresh('end');
      const writer = sessionWriter(store.log, id);
      await writer.write(2, 1);
      for (const from of ['start', 'now', { ordinal: 2 }] as const) {
        const last = (await until(store, { sessions: id, from }, isCaughtUp)).at(-1);
        if (last?.kind !== 'caught-up') throw new Error(`received ${last?.kind}`);
        await writer.write(1, 2);
        const ordinal = writer.head().ordinal;
        const { positions } = last;
        const received = await until(store, { sessions: id, from: { positions } }, isCaughtUp);
        expect(ordinalsIn(received)).toEqual(range(ordinal - 2, ordinal));
      }
    });

    test('at a time begins, in each session, with its first event at or after it, whatever times follow', async () => {
      const at = (minute: number) => `2026-01-31T14:${String(minute).padStart(2, '0')}:00.000Z`;
      const timed = (id: string, minutes: readonly number[]) =>
        sessionWriter(store.log, id, (event) => ({ ...event, time: at(minutes[event.ordinal - 1] as number) }));
      const [a, b, c] = [fresh('time'), fresh('time'), fresh('time')];
      await timed(a, [10, 50, 20, 55]).write(1, 2, 1);
      await timed(b, [49, 48, 47]).write(3);
      const late = timed(c, [0, 51, 1]);
      await late.write(1);
      const received = await until(store, { sessions: [a, b, c], from: { time: '2026-01-31T14:50Z' } }, async (so) => {
        if (isCaughtUp(so)) await late.write(1, 1);
        return eventsIn(so).length === 5;
      });
      expect([a, b, c].map((id) => ordinalsIn(received, id))).toEqual([[2, 3, 4], [], [2, 3]]);
    });

    test('by type, by actor and by both gives these only', async () => {
      const id = fresh('types');
      await sessionWriter(store.log, id, (event) => ({
        ...event,
        actor: event.ordinal % 2 === 0 ? 'agent-1' : 'orchestrator',
      })).write(3, 4);
      const ordinals = async (options: HubSubscribeOptions) =>
        ordinalsIn(await until(store, { sessions: id, ...options }, isCaughtUp));
      expect(await ordinals({ types: ['warning_issued'] })).toEqual([2, 5]);
      expect(await ordinals({ actors: ['agent-1'] })).toEqual([2, 4, 6]);
      expect(await ordinals({ actors: ['agent-1', 'orchestrator'] })).toEqual(range(1, 7));
      expect(await ordinals({ types: ['warning_issued'], actors: ['agent-1'] })).toEqual([2]);
      expect(await ordinals({ actors: ['nobody'] })).toEqual([]);
    });

    test('to all sessions includes those that begin later', async () => {
      const ids = [fresh('all'), fresh('all')];
      const received = await until(store, { from: 'now' }, async (so) => {
        if (isCaughtUp(so)) for (const id of ids) await sessionWriter(store.log, id).write(1, 2);
        return eventsIn(so).filter(({ event }) => ids.includes(event.sessionid)).length === 6;
      });
      const own = eventsIn(received).filter(({ event }) => ids.includes(event.sessionid));
      expect(own.map(({ event }) => event.sessionid)).toEqual(ids.flatMap((id) => [id, id, id]));
    });

    test('an event of an unknown type is handed on like any other', async () => {
      const id = fresh('unknown');
      const [event] = eventsAfter(id, 0, 1);
      const landed = { ...event!, type: 'moon_landed', data: { at: 'noon' } } as unknown as typeof event;
      await store.log.append(id, encodeCommit(id, [landed!], NEW_CHAIN).commit, { expected: 0 });
      const received = await until(store, { sessions: id }, isCaughtUp);
      expect(eventsIn(received)[0]?.event).toMatchObject({ type: 'moon_landed', data: { at: 'noon' } });
    });

    test('a changed event ends it with an error that names the place, after the events before it', async () => {
      const { log } = store;
      const id = fresh('broken');
      const writer = sessionWriter(log, id);
      await writer.write(2);
      const [good] = await collect(log.read(id));
      const forged = good!.lines.map((line) => line.replace('orchestrator', 'somebody else'));
      await log.append(id, { id: fresh('commit'), lines: forged }, { expected: writer.sequence() });
      const received: Subscribed[] = [];
      const subscribing = (async () => {
        for await (const next of store.subscribe({ sessions: id })) received.push(next);
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
        const { log } = store;
        const [bad, good] = [fresh('bad'), fresh('good')];
        const [badWriter, goodWriter] = [sessionWriter(log, bad), sessionWriter(log, good)];
        await badWriter.write(2);
        await goodWriter.write(1);
        const foreign = async (expected: number, ...lines: string[]) =>
          appended(await log.append(bad, { id: fresh('commit'), lines }, { expected }));
        const received = await until(store, { from }, async (so) => {
          if (isCaughtUp(so)) {
            await foreign(await foreign(badWriter.sequence(), 'hello'), '{"not": "ours"}');
            await goodWriter.write(2);
          }
          return ordinalsIn(so, good).length === (from === 'start' ? 3 : 2);
        });
        const faults = received.filter((one) => one.kind === 'fault');
        expect(faults.filter(({ sessionId }) => sessionId === bad)).toMatchObject([
          { error: { code: 'RECORD_INVALID', message: expect.stringContaining(bad) } },
        ]);
        expect(ordinalsIn(received, bad)).toHaveLength(from === 'start' ? 2 : 0);
      },
    );

    test('it ends when every session that it names has a fault', async () => {
      const ids = [fresh('bad'), fresh('bad')];
      for (const id of ids) await store.log.append(id, { id: fresh('commit'), lines: ['hello'] }, { expected: 0 });
      const received: Subscribed[] = [];
      const subscribing = (async () => {
        for await (const next of store.subscribe({ sessions: ids })) received.push(next);
      })();
      await expect(subscribing).rejects.toMatchObject({ code: 'RECORD_INVALID', fields: { sessionId: ids[1] } });
      expect(received).toMatchObject([{ kind: 'fault', sessionId: ids[0] }]);
    });

    test('an invalid start or choice is refused', async () => {
      const code = async (options: HubSubscribeOptions) => {
        try {
          await collect(store.subscribe(options));
        } catch (error) {
          return (error as { code?: unknown }).code;
        }
        return 'no error';
      };
      const refused: [HubSubscribeOptions, string][] = [
        [{ from: { ordinal: 2 } }, 'BAD_INPUT'],
        [{ sessions: ['a', 'b'], from: { ordinal: 2 } }, 'BAD_INPUT'],
        [{ sessions: 'a', from: { ordinal: 0 } }, 'BAD_INPUT'],
        [{ sessions: 'a', from: { ordinal: 1.5 } }, 'BAD_INPUT'],
        [{ from: { time: 'yesterday' } }, 'BAD_INPUT'],
        [{ from: 'yesterday' as 'now' }, 'BAD_INPUT'],
        [{ sessions: [] }, 'BAD_INPUT'],
        [{ types: [] }, 'BAD_INPUT'],
        [{ actors: [] }, 'BAD_INPUT'],
        [{ sessions: 'a.b' }, 'BAD_SESSION_ID'],
        [{ from: { position: { stream: 'ANOTHER', sequence: 1 } } }, 'BAD_INPUT'],
        [{ from: { position: { stream: store.log.stream, sequence: 1e12 } } }, 'RECORD_INVALID'],
        [{ sessions: 'a', from: { position: { stream: store.log.stream, sequence: 1e12 } } }, 'RECORD_INVALID'],
      ];
      for (const [options, expected] of refused) expect([options, await code(options)]).toEqual([options, expected]);
    });

    test('an abort ends it while it waits, and one before at once', async () => {
      const abort = new AbortController();
      const id = fresh('abort');
      const received: Subscribed[] = [];
      for await (const one of store.subscribe({ sessions: id, signal: abort.signal })) {
        received.push(one);
        setImmediate(() => abort.abort());
      }
      expect(received.map(({ kind }) => kind)).toEqual(['caught-up']);
      expect(await collect(store.subscribe({ signal: AbortSignal.abort() }))).toEqual([]);
    });
  });
};
