// Three servers with a replicated stream, on their own route each to the others: one is killed, or cut off, while processes
// write through each of them.
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, type TestContext, test } from 'vitest';
import { type Cluster, startCluster } from '../cluster.ts';
import { testFolder, until } from '../server/store-users.ts';
import { howMany } from './how-long.ts';
import { nowUs } from './journal.ts';
import { expectNothingLost } from './outcome.ts';
import { startWriter, untilBack, type Writer } from './writers.ts';

describe('A cluster of three servers', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ isCuttable: true });
  });
  afterAll(() => cluster?.stop());

  /** The server that leads the stream, as one of them states it; undefined while that one does not serve. */
  const leaderAt = async (place: number): Promise<number | undefined> => {
    try {
      const nc = await connect({ servers: cluster.urls[place] as string });
      try {
        const { cluster: state } = await (await jetstreamManager(nc)).streams.info('REPRISE');
        return state?.leader === undefined ? undefined : Number(state.leader.slice(1));
      } finally {
        await nc.close();
      }
    } catch {
      return undefined;
    }
  };
  /** Once all servers state the same. */
  const leader = async (): Promise<number> => {
    let leads: (number | undefined)[] = [];
    await until('the servers know one leader', async () => {
      leads = await Promise.all(cluster.urls.map((_, place) => leaderAt(place)));
      return leads[0] !== undefined && new Set(leads).size === 1;
    });
    return leads[0] as number;
  };

  /** One writer for each server, at the addresses that are given for it; all of them write one session too. */
  const startWriters = (name: string, urlOf: (place: number) => string): Writer[] => {
    const folder = testFolder();
    return cluster.urls.map((_, place) =>
      startWriter(folder, {
        name: `${name}${place}`,
        url: urlOf(place),
        sessions: [`${name}-shared`, `${name}-${place}a`, `${name}-${place}b`],
        callers: 1,
        deadlineMs: 5_000,
      }),
    );
  };
  const itsOwn = (place: number) => cluster.urls[place] as string;
  const any = () => cluster.urls.join(',');

  const repeat = async (
    context: TestContext,
    scenario: string,
    name: string,
    urlOf: (place: number) => string,
    fault: (writers: readonly Writer[]) => Promise<number>,
  ): Promise<void> => {
    const writers = startWriters(name, urlOf);
    await untilBack(writers);
    const faults = howMany({ short: 1, long: 5 });
    const backMs: number[] = [];
    for (let n = 0; n < faults; n += 1) backMs.push(await fault(writers));
    await leader();
    await expectNothingLost(context, { scenario, writers, reach: { url: cluster.urls[0] as string }, faults, backMs });
  };
  /** The writers on the other servers go on without it; all do once it is back. @returns when the others did, in milliseconds */
  const killed = async (place: number, writers: readonly Writer[]): Promise<number> => {
    const others = writers.filter((_, n) => n !== place);
    const at = nowUs();
    await cluster.kill9(place);
    const backMs = await untilBack(others, at);
    cluster.restart(place);
    await untilBack(writers);
    return backMs;
  };

  test('loses nothing when the leader of the stream is killed: the others go on', (context) =>
    repeat(context, 'leader killed', 'leader', itsOwn, async (writers) => killed(await leader(), writers)));

  test('loses nothing when a follower is killed: the others go on', (context) =>
    repeat(context, 'follower killed', 'follower', itsOwn, async (writers) =>
      killed(((await leader()) + 1) % 3, writers),
    ));

  test('loses nothing when the leader is cut off: writers that know all servers go on through the others', (context) =>
    repeat(context, 'leader cut off', 'cut', any, async (writers) => {
      const place = await leader();
      const at = nowUs();
      cluster.cut(place);
      const backMs = await untilBack(writers, at);
      cluster.heal(place);
      await untilBack(writers);
      return backMs;
    }));
});
