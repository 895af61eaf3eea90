// The nats-server of a run: the one that Reprise would start, with its own folder and port, durable or relaxed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureServer, stopServer } from '../../dist/src/server/managed-server.js';

const CONF = fileURLToPath(new URL('../../nats.conf', import.meta.url));

/** A folder of this run, removed by `remove`, and when the process ends. */
export const runFolder = () => {
  const path = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  process.once('exit', remove);
  return {
    path,
    remove() {
      process.off('exit', remove);
      remove();
    },
  };
};

/** @param {string} folder @param {'always' | 'relaxed'} sync */
export const startNats = async (folder, sync) => {
  const { NATS_URL: _, ...env } = process.env;
  if (sync === 'relaxed') {
    const relaxed = readFileSync(CONF, 'utf8').replace('sync_interval: always', 'sync_interval: "2m"');
    if (!relaxed.includes('sync_interval: "2m"')) throw new Error('nats.conf has no line "sync_interval: always"');
    env.REPRISE_NATS_CONF = join(folder, 'relaxed.conf');
    writeFileSync(env.REPRISE_NATS_CONF, relaxed);
  }
  const store = join(folder, `store-${sync}`);
  const server = await ensureServer({ store, env, port: 0, lifetime: 'command', exclusive: true });
  const stop = async () => {
    await server.release();
    // A process that was killed a moment ago may still count as a user of it.
    await stopServer({ store, env });
  };
  return { server, store, stop };
};
