// A nats-server as a person runs it: started by nobody of ours, at one address, without a login.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findServerBinary } from '../../src/server/server-binary.ts';
import { freePorts } from '../cluster.ts';
import { env } from '../server/store-users.ts';

export interface OwnServer {
  readonly url: string;
  /** Ends it, as a person does, and starts it again. */
  restart(): Promise<void>;
}

/**
 * @param folder that holds its configuration and its store
 * @param more further lines of its configuration
 */
export const startOwnServer = async (folder: string, more = ''): Promise<OwnServer> => {
  const [port] = await freePorts(1);
  const store = join(folder, 'own');
  mkdirSync(store);
  const config = join(folder, 'own.conf');
  writeFileSync(
    config,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${store}", sync_interval: always }\nmax_payload: 8MB\n${more}`,
  );
  const binary = await findServerBinary({ env, onProgress: () => undefined });
  const start = (): ChildProcess => spawn(binary, ['-c', config], { stdio: 'ignore' });
  let child = start();
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  onTestFinished(() => end('SIGKILL'));
  return {
    url: `nats://127.0.0.1:${port}`,
    async restart() {
      await end('SIGTERM');
      child = start();
    },
  };
};
