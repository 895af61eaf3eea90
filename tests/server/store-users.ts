// Processes that use a store's server, for tests of what happens when they end or are killed, and what to wait for.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { type ServerInfo, stopServer } from '../../src/server/managed-server.ts';
import { processStart } from '../../src/server/process-identity.ts';
import { PATIENCE_MS } from '../patience.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const built = pathToFileURL(join(root, 'dist', 'src', 'server', 'managed-server.js')).href;

/** This process's environment without a server of the user's own. */
export const { NATS_URL: _notUsed, ...env } = process.env;

/** A folder for the test, removed after it; a server that still runs there is ended. */
export const testFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }));
  return folder;
};

export const testStore = (): string => {
  const store = join(testFolder(), 'store');
  onTestFinished(async () => void (await stopServer({ store, env })));
  return store;
};

export interface StoreUser {
  process: ChildProcess;
  info: ServerInfo & { started: boolean };
  ended: Promise<void>;
  /** Gives its share back and ends. */
  leave(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

const script = `
import { ensureServer } from ${JSON.stringify(built)};
const { release, ...server } = await ensureServer(JSON.parse(process.argv[1]));
console.log(JSON.stringify(server));
process.stdin.once('end', async () => { await release(); process.exit(0); }).resume();
`;

/** A process of its own that uses the store's server as a command would. */
export const startUser = async (options: {
  store: string;
  lifetime?: 'command' | 'foreground' | 'detached';
  port?: number;
}): Promise<StoreUser> => {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify({ port: 0, ...options, env })],
    { stdio: ['pipe', 'pipe', 'inherit'], env },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => Promise.reject(new Error('the process ended without a server'))),
  ]);
  return {
    process: child,
    info: JSON.parse(line) as StoreUser['info'],
    ended,
    leave: async () => {
      child.stdin.end();
      await ended;
    },
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
};

/** Waits until the condition holds. @throws Error with its name when all patience is at an end */
export const until = async (name: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`waited in vain: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

export const isRunning = (pid: number | undefined): boolean => pid !== undefined && processStart(pid) !== undefined;
