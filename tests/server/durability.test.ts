// Is what is acknowledged really on the disk? A kill of the server cannot tell, since the system keeps what was
// written; the server's calls to sync can. Needs strace, and the right to use it.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serverConfig } from '../../src/server/places.ts';
import { findServerBinary } from '../../src/server/server-binary.ts';
import { startTestServer } from '../real-server.ts';
import { env, testFolder } from './store-users.ts';

const EVENTS = 20;

const canTrace = (() => {
  try {
    execFileSync('strace', ['-D', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** How many of the server's writes of `EVENTS` acknowledged events, one after the other, reached the disk by a sync. */
const syncsWhileAppending = async (config: string): Promise<number> => {
  const folder = testFolder();
  const trace = join(folder, 'trace');
  const script = join(folder, 'traced');
  const binary = await findServerBinary({ env, onProgress: () => undefined });
  // The tracer is a grandchild (-D), so that the process we started is nats-server itself.
  writeFileSync(
    script,
    `#!/bin/sh\n[ "$1" = --version ] && exec ${binary} --version\nexec strace -D -f -qq -e trace=fsync,fdatasync -o ${trace} ${binary} "$@"\n`,
  );
  chmodSync(script, 0o755);
  const server = await startTestServer({ env: { ...env, NATS_SERVER: script, REPRISE_NATS_CONF: config } });
  onTestFinished(() => server.stop());
  const { url, user, password } = server.info;
  const connection = await connect({ servers: url, user: user as string, pass: password as string });
  const streams = (await jetstreamManager(connection)).streams;
  await streams.add({ name: 'log', subjects: ['log.>'] });
  const synced = () => readFileSync(trace, 'utf8').match(/\bf(data)?sync\(/g)?.length ?? 0;
  const before = synced();
  for (let i = 0; i < EVENTS; i++) await jetstream(connection).publish('log.one', `event ${i}`);
  const after = synced();
  await connection.close();
  return after - before;
};

describe.skipIf(!canTrace)('an acknowledged event', () => {
  it('was synced to the disk first, each separately', async () => {
    expect(await syncsWhileAppending(serverConfig(env))).toBeGreaterThanOrEqual(EVENTS);
  });

  it('was not, with the switch set for speed: so the test above can fail', async () => {
    const config = join(testFolder(), 'fast.conf');
    writeFileSync(
      config,
      readFileSync(serverConfig(env), 'utf8').replace('sync_interval: always', 'sync_interval: "2m"'),
    );
    expect(await syncsWhileAppending(config)).toBeLessThan(EVENTS);
  });
});
