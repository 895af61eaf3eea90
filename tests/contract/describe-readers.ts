// The contract of many readers at once: a slow one loses nothing and slows nobody, one that throws or leaves harms nobody,
// and a server that dies takes nothing with it. Beside `describeSubscriptions`, for what serves many readers in one process.
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Subscribed } from '../../src/session/follow/options.ts';
import { fresh } from '../../src/testing/log-contract/steps.ts';
import { sessionWriter } from '../session/events.ts';
import { eventsIn, isCaughtUp, ordinalsIn, range, type StartSubscriptions, until } from './subscriptions.ts';

/** How many commits are held for readers: few, so that a slow one is behind soon. */
const HELD = 20;
const COMMITS = 200;

export const describeReaders = (name: string, start: StartSubscriptions): void => {
  describe(`Many readers of ${name}`, () => {
    let store: Awaited<ReturnType<StartSubscriptions>>;
    beforeAll(async () => {
      store = await start(HELD);
    });
    afterAll(() => store?.stop());

    /** Writes one event after the other; `each` is awaited after each of them. */
    const write = async (id: string, count: number, each: (n: number) => Promise<unknown> = turn) => {
      const writer = sessionWriter(store.log, id);
      for (let n = 1; n <= count; n += 1) {
        await writer.write(1);
        await each(n);
      }
    };

    test('each receives its sessions whole and in order, whenever it begins', async () => {
      const ids = Array.from({ length: 5 }, () => fresh('each'));
      const wanted = (n: number) => (n % 7 === 0 ? ids : [ids[n % ids.length] as string]);
      const readers: Promise<Subscribed[]>[] = [];
      const reader = (n: number) =>
        until(store, { sessions: wanted(n) }, (so) => eventsIn(so).length === wanted(n).length * 60);
      await Promise.all(
        ids.map((id) =>
          write(id, 60, async (n) => {
            if (id === ids[0] && n <= 40) readers.push(reader(n));
            await turn();
          }),
        ),
      );
      for (const [n, received] of (await Promise.all(readers)).entries())
        for (const id of wanted(n + 1)) expect(ordinalsIn(received, id)).toEqual(range(1, 60));
    });

    test('one that is 100 times slower receives everything, and holds nobody up', async () => {
      const id = fresh('slow');
      let bySlow = 0;
      let open = () => {};
      const go = new Promise<void>((resolve) => {
        open = resolve;
      });
      const slow = until(store, { sessions: id }, async (so) => {
        bySlow = eventsIn(so).length;
        // For each event that it takes the others take a hundred, until they are done.
        if (bySlow >= COMMITS / 100) await go;
        return bySlow === COMMITS;
      });
      const fast = Array.from({ length: 5 }, () =>
        until(store, { sessions: id }, (so) => eventsIn(so).length === COMMITS),
      );
      await write(id, COMMITS);
      for (const received of await Promise.all(fast)) expect(ordinalsIn(received)).toEqual(range(1, COMMITS));
      const whenFastWasDone = bySlow;
      open();
      expect(ordinalsIn(await slow)).toEqual(range(1, COMMITS));
      expect(whenFastWasDone).toBeLessThanOrEqual(COMMITS / 100);
    });

    test('one that is too slow and asked for it ends with `behind`, and resumes without a gap or a repeat', async () => {
      const [id, other] = [fresh('behind'), fresh('behind')];
      const sessions = [id, other];
      const received: Subscribed[] = [];
      let isBehind = false;
      for await (const one of store.subscribe({ sessions, whenBehind: 'end' })) {
        received.push(one);
        // A network holds all of it: then it is a reader like any other.
        if (store.isRemote && eventsIn(received).length === HELD * 10) {
          for (const session of sessions) expect(ordinalsIn(received, session)).toEqual(range(1, HELD * 5));
          return;
        }
        isBehind = one.kind === 'behind';
        if (one.kind === 'caught-up') await Promise.all(sessions.map((session) => write(session, HELD * 5)));
      }
      expect(isBehind).toBe(true);
      const last = received.at(-1);
      if (last?.kind !== 'behind') throw new Error(`the last is ${last?.kind}`);
      const before = sessions.map((session) => ordinalsIn(received, session));
      expect(before.flat().length).toBeLessThan(HELD * 10);
      const rest = await until(store, { sessions, from: { positions: last.positions } }, isCaughtUp);
      for (const [n, session] of sessions.entries())
        expect([...(before[n] as number[]), ...ordinalsIn(rest, session)]).toEqual(range(1, HELD * 5));
    });

    test('one that throws and one that leaves in the middle harm nobody, and are gone', async () => {
      const id = fresh('leaves');
      const before = store.readers?.();
      const throwing = (async () => {
        for await (const one of store.subscribe({ sessions: id }))
          if (one.kind === 'event' && one.event.ordinal === 10) throw new Error('a bug of a reader');
      })();
      const leaving = (async () => {
        for await (const one of store.subscribe({ sessions: id }))
          if (one.kind === 'event' && one.event.ordinal === 11) return 'left';
        return 'ended';
      })();
      const staying = until(store, { sessions: id }, (so) => eventsIn(so).length === COMMITS);
      throwing.catch(() => {});
      await write(id, COMMITS);
      await expect(throwing).rejects.toThrow('a bug of a reader');
      expect(await leaving).toBe('left');
      expect(ordinalsIn(await staying)).toEqual(range(1, COMMITS));
      if (before !== undefined) await expect.poll(() => store.readers?.()).toBe(before);
    });

    test('one that never reads costs the others nothing, and finds everything when it does', async () => {
      const id = fresh('never');
      const iterator = store.subscribe({ sessions: id })[Symbol.asyncIterator]();
      onTestFinished(async () => void (await iterator.return?.()));
      expect(await iterator.next()).toMatchObject({ value: { kind: 'caught-up' } });
      const others = until(store, { sessions: id }, (so) => eventsIn(so).length === COMMITS);
      await write(id, COMMITS);
      expect(ordinalsIn(await others)).toEqual(range(1, COMMITS));
      const ordinals: number[] = [];
      while (ordinals.length < COMMITS) {
        const { value } = await iterator.next();
        if (value?.kind === 'event') ordinals.push(value.event.ordinal);
      }
      expect(ordinals).toEqual(range(1, COMMITS));
    });

    test('several calls of `next` at once get what follows each other', async () => {
      const id = fresh('at-once');
      await write(id, 30);
      const iterator = store.subscribe({ sessions: id })[Symbol.asyncIterator]();
      onTestFinished(async () => void (await iterator.return?.()));
      const got = await Promise.all(Array.from({ length: 31 }, () => iterator.next()));
      expect(ordinalsIn(got.map(({ value }) => value as Subscribed))).toEqual(range(1, 30));
    });

    test('`return` ends one that waits', async () => {
      const iterator = store.subscribe({ sessions: fresh('return') })[Symbol.asyncIterator]();
      expect(await iterator.next()).toMatchObject({ value: { kind: 'caught-up' } });
      const waiting = iterator.next();
      await iterator.return?.();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    });

    test('readers that begin, read, sleep and leave while the server is killed and comes back lose nothing', async () => {
      if (store.crash === undefined) return expect(store.log.durability).toBe('memory');
      const ids = Array.from({ length: 3 }, () => fresh('crash'));
      const count = 80;
      const whole = (sessions: readonly string[], pause: (so: readonly Subscribed[]) => Promise<unknown>) =>
        until(store, { sessions }, async (so) => {
          await pause(so);
          return eventsIn(so).length === sessions.length * count;
        });
      const quick = () => Promise.resolve();
      const slow = (so: readonly Subscribed[]) =>
        so.length % 10 === 0 ? new Promise((go) => setTimeout(go, 5)) : quick();
      const readers = [
        ...ids.map((id) => whole([id], quick)),
        whole(ids, quick),
        whole(ids, slow),
        whole([ids[0]!], slow),
      ];
      const leaving = until(store, { sessions: ids }, (so) => so.some(({ kind }) => kind === 'disconnected'));
      let isCrashed: Promise<void> | undefined;
      await Promise.all(
        ids.map((id) =>
          write(id, count, async (n) => {
            if (id === ids[0] && n === count / 2) isCrashed = store.crash?.();
            if (n === count / 2 + 5) await isCrashed;
          }),
        ),
      );
      await leaving;
      const all = await Promise.all(readers);
      for (const [n, sessions] of [...ids.map((id) => [id]), ids, ids, [ids[0]!]].entries())
        for (const id of sessions) expect(ordinalsIn(all[n] as Subscribed[], id)).toEqual(range(1, count));
      for (const received of all) {
        const news = received.map(({ kind }) => kind).filter((kind) => /connected/.test(kind));
        expect(news).toEqual(news.map((_, n) => (n % 2 === 0 ? 'disconnected' : 'reconnected')));
        expect(received.filter(({ kind }) => kind === 'caught-up')).toHaveLength(1);
      }
      const late = await until(store, { sessions: ids }, isCaughtUp);
      for (const id of ids) expect(ordinalsIn(late, id)).toEqual(range(1, count));
    });

    test('an end of the log ends them', async () => {
      const own = await start(HELD);
      const readers = [own.subscribe({}), own.subscribe({ from: 'now' })].map((one) => one[Symbol.asyncIterator]());
      for (const one of readers) await one.next();
      const waiting = readers.map((one) => one.next().catch(({ code }) => ({ done: true, value: code })));
      await own.log.close();
      // What is behind a network may come back.
      if (own.isRemote) for (const one of readers) await one.return?.();
      for (const one of await Promise.all(waiting)) expect(one.done).toBe(true);
      await own.stop();
    });
  });
};
