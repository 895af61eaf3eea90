// Is what is acknowledged really on the disk? A kill of the server cannot tell, since the system keeps what was
// written; the server's calls to sync can. Needs strace, and the right to use it.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../src/log/nats/connection.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { publishBatch } from '../../src/log/nats/publish.ts';
import { ensureServer } from '../../src/server/managed-server.ts';
import { serverConfig } from '../../src/server/places.ts';
import { findServerBinary } from '../../src/server/server-binary.ts';
import { PATIENCE_MS } from '../patience.ts';
import { startTestServer } from '../real-server.ts';
import { env, testFolder, testStore } from './store-users.ts';

const EVENTS = 20;

const canTrace = (() => {
  try {
    execFileSync('strace', ['-D', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

interface Syncs {
  /** The server's syncs of the disk while `EVENTS` events were acknowledged one after the other. */
  readonly alone: number;
  /** Those of the file that holds the log, while one batch of as many was acknowledged. */
  readonly together: number;
}

/** @returns a nats-server that writes its syncs to the file `trace` of the folder, with `$$` its process id */
const tracedServer = async (folder: string, trace: string): Promise<string> => {
  const script = join(folder, 'traced');
  const binary = await findServerBinary({ env, onProgress: () => undefined });
  // The tracer is a grandchild (-D), so that the process we started is nats-server itself.
  writeFileSync(
    script,
    `#!/bin/sh\n[ "$1" = --version ] && exec ${binary} --version\nexec strace -D -f -qq -y -e trace=fsync,fdatasync -o ${join(folder, trace)} ${binary} "$@"\n`,
  );
  chmodSync(script, 0o755);
  return script;
};

const syncsWhileAppending = async (config: string): Promise<Syncs> => {
  const folder = testFolder();
  const trace = join(folder, 'trace');
  const script = await tracedServer(folder, 'trace');
  const server = await startTestServer({ env: { ...env, NATS_SERVER: script, REPRISE_NATS_CONF: config } });
  onTestFinished(() => server.stop());
  const { url, user, password } = server.info;
  const connection = await connect({ servers: url, user: user as string, pass: password as string });
  const streams = (await jetstreamManager(connection)).streams;
  await streams.add({ name: 'log', subjects: ['log.>'] });
  const synced = () => readFileSync(trace, 'utf8').match(/\bf(data)?sync\(/g)?.length ?? 0;
  const before = synced();
  for (let i = 0; i < EVENTS; i++) await jetstream(connection).publish('log.one', `event ${i}`);
  const alone = synced() - before;
  await connection.close();

  const log = await openNatsLog(server.info);
  const wire = await openConnection(server.info);
  const blocksSynced = () => readFileSync(trace, 'utf8').match(/sync\([^\n]*REPRISE\/msgs\/\d+\.blk/g)?.length ?? 0;
  const beforeBatch = blocksSynced();
  const messages = Array.from({ length: EVENTS }, (_, n) => ({
    subject: `session.s${n}`,
    body: Buffer.from(`event ${n}\n`),
    headers: [['Nats-Expected-Last-Subject-Sequence', '0']] as const,
  }));
  expect(await publishBatch(wire, messages, PATIENCE_MS)).toEqual({ first: 1 });
  const together = blocksSynced() - beforeBatch;
  await wire.close();
  await log.close();
  return { alone, together };
};

/** How often each server of a cluster synced while `EVENTS` commits were acknowledged one after the other. */
const syncsOnCluster = async (config: string) => {
  const folder = testFolder();
  const NATS_SERVER = await tracedServer(folder, 'trace.$$');
  const store = testStore();
  const cluster = await ensureServer({ store, cluster: true, env: { ...env, NATS_SERVER, REPRISE_NATS_CONF: config } });
  const log = await openNatsLog(cluster);
  const append = (n: number) =>
    log.append(`s${n}`, { id: `${n}`, lines: [`${n}`] }, { expected: 0, deadlineMs: PATIENCE_MS });
  await append(0);
  const traces = readdirSync(folder).filter((name) => name.startsWith('trace.'));
  const synced = () =>
    traces.map((name) => readFileSync(join(folder, name), 'utf8').match(/\bf(data)?sync\(/g)?.length ?? 0);
  const before = synced();
  for (let n = 1; n <= EVENTS; n += 1) expect((await append(n)).kind).toBe('appended');
  const counts = synced().map((count, n) => count - (before[n] as number));
  await log.close();
  await cluster.release();
  return { durability: log.durability, counts: counts.sort((a, b) => b - a) };
};

describe.skipIf(!canTrace)('an acknowledged event', () => {
  it('was synced to the disk first, alone by a sync of its own, in a batch by the one of all', async () => {
    const { alone, together } = await syncsWhileAppending(serverConfig(env));
    expect(alone).toBeGreaterThanOrEqual(EVENTS);
    expect(together).toBeGreaterThanOrEqual(1);
  });

  it('was not, with the switch set for speed: so the test above can fail', async () => {
    const config = join(testFolder(), 'fast.conf');
    writeFileSync(
      config,
      readFileSync(serverConfig(env), 'utf8').replace('sync_interval: always', 'sync_interval: "2m"'),
    );
    const { alone, together } = await syncsWhileAppending(config);
    expect(alone).toBeLessThan(EVENTS);
    expect(together).toBe(0);
  });

  it('of a replicated stream was synced by a quorum of its servers first, where each syncs every write', async () => {
    const { durability, counts } = await syncsOnCluster(serverConfig(env));
    expect([durability, counts.length]).toEqual(['replicated-flushed', 3]);
    expect(counts[1]).toBeGreaterThanOrEqual(EVENTS);
  });

  it('of a replicated stream was not, with the switch set for speed, and says so', async () => {
    const config = join(testFolder(), 'fast.conf');
    writeFileSync(
      config,
      readFileSync(serverConfig(env), 'utf8').replace('sync_interval: always', 'sync_interval: "2m"'),
    );
    const { durability, counts } = await syncsOnCluster(config);
    expect(durability).toBe('replicated-cached');
    expect(counts[1]).toBeLessThan(EVENTS);
  });
});
