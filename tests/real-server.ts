// A private nats-server for a test: its own folder, a free port, the binary that `npm start` would take. It ends with
// the test's process, however that ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServer, type ServerHandle, type ServerInfo } from '../src/server/managed-server.ts';
import { processStart, waitUntilGone } from '../src/server/process-identity.ts';
import { PATIENCE_MS } from './patience.ts';

export interface TestServer {
  /** Address and credentials; these stay over a restart, the process id does not. */
  readonly info: ServerInfo;
  readonly store: string;
  /** Ends the server so that it flushes and removes its folder. May be called twice. */
  stop(): Promise<void>;
  /** Kills the server where it stands, as a crash would, and waits until it is gone. */
  kill9(): Promise<void>;
  /** Starts it again (after ending it, where it runs) on the same store, port and credentials. */
  restart(): Promise<void>;
}

export interface TestServerOptions {
  /** Default: a fresh one, removed by `stop`. */
  store?: string;
  /** Default: a free one. */
  port?: number;
  /** Default: this process's, without `NATS_URL`: the server is always a private one. */
  env?: NodeJS.ProcessEnv;
}

export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const store = options.store ?? mkdtempSync(join(tmpdir(), 'reprise-test-'));
  const removeStore = () => {
    if (options.store === undefined) rmSync(store, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  };
  const { NATS_URL: _notUsed, ...env } = options.env ?? process.env;
  const start = (port: number): Promise<ServerHandle> =>
    ensureServer({ store, env, port, lifetime: 'foreground', exclusive: true });

  process.once('exit', removeStore);
  let handle: ServerHandle;
  try {
    handle = await start(options.port ?? 0);
  } catch (error) {
    process.off('exit', removeStore);
    removeStore();
    throw error;
  }
  const port = Number(new URL(handle.url).port);
  return {
    get info() {
      // Without what would lead to the server past an address that a test replaces.
      const { find: _find, ...info } = handle;
      return info;
    },
    store,
    async stop() {
      await handle.release();
      process.off('exit', removeStore);
      removeStore();
    },
    async kill9() {
      // The supervisor first: it would start a server that died again.
      process.kill(handle.supervisorPid as number, 'SIGKILL');
      await handle.ended;
      const pid = handle.pid as number;
      const start = processStart(pid);
      if (start === undefined) return;
      process.kill(pid, 'SIGKILL');
      await waitUntilGone(pid, start, PATIENCE_MS);
    },
    async restart() {
      await handle.release();
      handle = await start(port);
    },
  };
};
