// Subscribing without a hub while the server is killed and started again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subscribe } from '../../src/session/follow/subscribe.ts';
import { fresh } from '../../src/testing/log-contract/steps.ts';
import { eventsIn, isCaughtUp, ordinalsIn, range, until } from '../contract/subscriptions.ts';
import { type ServerWithLogs, startServerWithLogs } from '../server-with-logs.ts';
import { sessionWriter } from './events.ts';

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
      { subscribe: (options) => subscribe(on.reader, options) },
      { ...(named === 0 ? { from: 'now' as const } : { sessions: wanted }) },
      async (so) => {
        if (isCaughtUp(so)) void writing();
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
    for (const id of wanted) expect(ordinalsIn(received, id)).toEqual(range(1, 120));
    expect(received.filter(({ kind }) => kind === 'caught-up')).toHaveLength(1);
    expect(received.filter(({ kind }) => kind === 'disconnected').length).toBeGreaterThanOrEqual(1);
  });
});
