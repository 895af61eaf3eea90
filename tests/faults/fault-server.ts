// The managed server of a store of its own, as `up --detach` leaves it, and the writers on it.
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { ensureServer, type ServerInfo, serverStatus, stopServer } from '../../src/server/managed-server.ts';
import { env, isRunning, testFolder, testStore, until } from '../server/store-users.ts';
import { nowUs } from './journal.ts';
import { startWriter, type Writer, type WriterOptions } from './writers.ts';

export interface FaultServer {
  readonly store: string;
  /** As it runs now. */
  info(): Promise<ServerInfo & { readonly pid: number }>;
  /** A writer that finds it by its store, or the one that is at `url`. */
  writer(options: Omit<WriterOptions, 'store'>): Writer;
  /** Kills nats-server where it stands; its supervisor starts it again. @returns when, in microseconds */
  kill(): Promise<number>;
  /** Ends it as `down` does, takes its port, and starts it again. @returns when it was up, in microseconds */
  moveToOtherPort(): Promise<number>;
}

export const startFaultServer = async (store = testStore()): Promise<FaultServer> => {
  const up = () => ensureServer({ store, env, port: 0, lifetime: 'detached' });
  await up();
  onTestFinished(async () => void (await stopServer({ store, env })));
  const folder = testFolder();
  const info = async () => {
    const now = await serverStatus({ store, env });
    if (now?.pid === undefined) throw new Error('no server runs');
    return { ...now, pid: now.pid };
  };
  return {
    store,
    info,
    writer: (options) => startWriter(folder, options.url === undefined ? { ...options, store } : options),
    async kill() {
      const { pid } = await info();
      process.kill(pid, 'SIGKILL');
      const at = nowUs();
      await until('it is gone', () => !isRunning(pid));
      return at;
    },
    async moveToOtherPort() {
      const { url } = await info();
      await stopServer({ store, env });
      const holder = createServer();
      await new Promise<void>((resolve) => holder.listen(Number(new URL(url).port), '127.0.0.1', resolve));
      onTestFinished(() => void holder.close());
      await up();
      return nowUs();
    },
  };
};

/** So many names of sessions. */
export const sessionNames = (count: number): string[] => Array.from({ length: count }, (_, n) => `s${n + 1}`);

/** The address with user and password in it, as `NATS_URL` has it. */
export const withLogin = (url: string, { user, password }: ServerInfo): string =>
  url.replace('nats://', `nats://${user}:${password}@`);
