// The nats-server is killed where it stands, moved or stopped while processes write to its log.
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { standStill } from '../stand-still.ts';
import { type FaultServer, sessionNames, startFaultServer } from './fault-server.ts';
import { drawsOf, howMany, LONG } from './how-long.ts';
import { expectNothingLost } from './outcome.ts';
import { untilAcknowledged, untilBack, type Writer } from './writers.ts';

/** A supervisor waits longer from death to death: after so many the next store. */
const KILLS_PER_STORE = 4;

/** Sessions of one writer, of two, of several callers, and many that go out together. */
const startLoad = (server: FaultServer): Writer[] => [
  server.writer({ name: 'one', sessions: ['alone', 'shared'], callers: 1 }),
  server.writer({ name: 'two', sessions: ['shared', 'own', ...sessionNames(16)], callers: 2 }),
];

describe('A nats-server that writers use', () => {
  test('is killed under load and loses, doubles and reorders nothing; every writer goes on by itself', async (context) => {
    const draw = drawsOf('server-killed');
    const kills = howMany({ short: 2, long: 20 });
    for (let killed = 0; killed < kills; killed += KILLS_PER_STORE) {
      const server = await startFaultServer();
      const writers = startLoad(server);
      await untilBack(writers);
      const faults = Math.min(KILLS_PER_STORE, kills - killed);
      const backMs: number[] = [];
      for (let fault = 0; fault < faults; fault += 1) {
        await untilAcknowledged(writers, 50 + draw() * 300);
        backMs.push(await untilBack(writers, await server.kill()));
      }
      const reach = { ...(await server.info()), store: server.store };
      await expectNothingLost(context, { scenario: 'nats-server killed', writers, reach, faults, backMs });
    }
  });

  test('is started again at another port, and every writer finds it', async (context) => {
    const server = await startFaultServer();
    const writers = startLoad(server);
    const faults = howMany({ short: 1, long: 5 });
    const backMs: number[] = [];
    for (let fault = 0; fault < faults; fault += 1) {
      await untilBack(writers);
      const { url } = await server.info();
      const at = await server.moveToOtherPort();
      expect((await server.info()).url).not.toBe(url);
      backMs.push(await untilBack(writers, at));
    }
    const reach = { ...(await server.info()), store: server.store };
    await expectNothingLost(context, { scenario: 'started again at another port', writers, reach, faults, backMs });
  });

  // Shorter than a call waits; longer than that, and than a client takes the connection for alive.
  test.for(LONG ? [10, 10, 40] : [2])(
    'stands still for %d seconds, and every writer goes on',
    async (seconds, context) => {
      const server = await startFaultServer();
      const writers = startLoad(server);
      await untilBack(writers);
      const goOn = await standStill((await server.info()).pid);
      await wait(seconds * 1_000);
      goOn();
      const backMs = [await untilBack(writers)];
      const reach = { ...(await server.info()), store: server.store };
      const scenario = `stopped for ${seconds} s`;
      await expectNothingLost(context, { scenario, writers, reach, faults: 1, backMs });
    },
  );
});
