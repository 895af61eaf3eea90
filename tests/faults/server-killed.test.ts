// The nats-server is killed where it stands while processes write to its log, and its supervisor starts it again.
import { describe, test } from 'vitest';
import { ensureServer, serverStatus } from '../../src/server/managed-server.ts';
import { env, isRunning, testFolder, testStore, until } from '../server/store-users.ts';
import { drawsOf, howMany } from './how-long.ts';
import { nowUs } from './journal.ts';
import { expectNothingLost } from './outcome.ts';
import { startWriter, untilAcknowledged, untilBack } from './writers.ts';

/** A supervisor waits longer from death to death: after so many the next store. */
const KILLS_PER_STORE = 4;
const KILLS = howMany({ short: 2, long: 20 });

describe('A nats-server that is killed under load', () => {
  test('loses, doubles and reorders nothing that was acknowledged, and every writer goes on by itself', async (context) => {
    const draw = drawsOf('server-killed');
    for (let killed = 0; killed < KILLS; ) {
      const store = testStore();
      await ensureServer({ store, env, port: 0, lifetime: 'detached' });
      const folder = testFolder();
      const writers = [
        startWriter(folder, { name: 'one', store, sessions: ['alone', 'shared'], callers: 1 }),
        startWriter(folder, { name: 'two', store, sessions: ['shared', 'other'], callers: 2 }),
        startWriter(folder, {
          name: 'many',
          store,
          sessions: Array.from({ length: 24 }, (_, n) => `s${n}`),
          callers: 1,
        }),
      ];
      const backMs: number[] = [await untilBack(writers)].slice(1);
      const faults = Math.min(KILLS_PER_STORE, KILLS - killed);
      for (let fault = 0; fault < faults; fault += 1) {
        const count = writers.reduce((sum, writer) => sum + writer.notes().length / 2, 0);
        await untilAcknowledged(writers, count + 50 + draw() * 300);
        const { pid } = (await serverStatus({ store, env })) ?? {};
        process.kill(pid as number, 'SIGKILL');
        const at = nowUs();
        await until('it is gone', () => !isRunning(pid));
        backMs.push(await untilBack(writers, at));
      }
      killed += faults;
      await expectNothingLost(context, {
        scenario: 'nats-server killed',
        writers,
        reach: { ...(await serverStatus({ store, env }))!, store },
        faults,
        backMs,
      });
    }
  });
});
