// One running nats-server: started with Reprise's settings, up once it greets with JetStream enabled, stopped so that it
// flushes.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { RepriseError } from '../errors.ts';
import { type Greeting, readGreeting } from './greeting.ts';
import { processStart, waitUntilGone } from './process-identity.ts';
import type { Credentials } from './server-info.ts';

const HOST = '127.0.0.1';
const STOP_TIMEOUT_MS = 10_000;
/** A store of a million sessions takes some ten seconds to load. */
const START_TIMEOUT_MS = 120_000;
const ERROR_TEXT_LIMIT = 16_384;

export interface NatsProcessOptions {
  binary: string;
  config: string;
  store: string;
  /** -1: any free port. */
  port: number;
  serverName: string;
  credentials: Credentials;
  /** Abandons the start. */
  signal: AbortSignal;
}

export interface NatsProcess {
  pid: number;
  port: number;
  greeting: Greeting;
  /** Settles when the process has ended, for whatever reason: how it did, such as `was ended by SIGKILL`. */
  ended: Promise<string>;
  /** Lets it read its configuration again: it takes other users so, and keeps its connections. */
  reload(): void;
  /** Ends it so that it flushes; kills it after ten seconds. */
  stop(): Promise<void>;
}

/** True when a server can listen on this port of the loopback now. */
export const portIsFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: HOST, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });

// nats-server parses a value from the environment like one of its configuration file: unquoted, 123456 is a number.
const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const settings = ({ port, serverName, store, credentials }: NatsProcessOptions): NodeJS.ProcessEnv => ({
  REPRISE_PORT: String(port),
  REPRISE_SERVER_NAME: quoted(serverName),
  REPRISE_STORE: quoted(store),
  REPRISE_LOG_FILE: quoted(logFile(store)),
  REPRISE_USER: quoted(credentials.user),
  REPRISE_PASSWORD: quoted(credentials.password),
  REPRISE_WRITER_USER: quoted(credentials.writerUser),
  REPRISE_WRITER_PASSWORD: quoted(credentials.writerPassword),
  REPRISE_READER_USER: quoted(credentials.readerUser),
  REPRISE_READER_PASSWORD: quoted(credentials.readerPassword),
  REPRISE_ADMIN_USER: quoted(credentials.adminUser),
  REPRISE_ADMIN_PASSWORD: quoted(credentials.adminPassword),
});

const logFile = (store: string): string => join(store, 'server.log');
const pidFile = (store: string): string => join(store, 'server.pid');
// Not its path: the mark in a copy of the folder, made while the server ran, must not point at that server.
const folderIdentity = (store: string): string => {
  const { dev, ino } = statSync(store, { bigint: true });
  return `${dev}:${ino}`;
};
const isPortsFile = (name: string): boolean => name.endsWith('.ports');

/**
 * Starts nats-server and waits until it is up.
 * @throws RepriseError SERVER_UNAVAILABLE with the last error of its log when it ends instead
 */
export const startNats = async (options: NatsProcessOptions): Promise<NatsProcess> => {
  const { store, binary } = options;
  for (const name of readdirSync(store).filter(isPortsFile)) rmSync(join(store, name), { force: true });
  const previous = statSync(logFile(store), { throwIfNoEntry: false });
  if (previous) renameSync(logFile(store), join(store, 'server.previous.log'));

  const child = spawn(binary, ['--config', options.config, '--ports_file_dir', store], {
    env: { ...process.env, ...settings(options) },
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: store,
  });
  let errorText = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    errorText = (errorText + chunk).slice(-ERROR_TEXT_LIMIT);
  });
  let running = true;
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      running = false;
      rmSync(pidFile(store), { force: true });
      resolve(how);
    };
    child.once('error', (error) => {
      errorText ||= error.message;
      end('could not be run');
    });
    child.once('close', (code, signal) =>
      end(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
  });
  if (child.pid !== undefined) {
    const mark = { pid: child.pid, start: processStart(child.pid), folder: folderIdentity(store) };
    writeFileSync(pidFile(store), JSON.stringify(mark), { mode: 0o600 });
  }
  const stop = () => stopChild(child, ended);
  const guard = child.pid === undefined ? undefined : startGuard(child.pid);
  void ended.then(() => guard?.kill('SIGKILL'));

  try {
    const until = Date.now() + START_TIMEOUT_MS;
    for (let port: number | undefined; running && !options.signal.aborted && Date.now() < until; ) {
      port = readPort(store);
      if (port === undefined) {
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3))]);
        continue;
      }
      const greeting = await readGreeting(HOST, port);
      if (greeting.serverName !== options.serverName) throw new Error('another server answers on its port');
      if (!greeting.jetstream) throw new Error('it runs without JetStream');
      const reload = () => void child.kill('SIGHUP');
      return { pid: child.pid as number, port, greeting, ended, reload, stop };
    }
    if (options.signal.aborted) throw new Error('the start was abandoned');
    throw new Error(running ? `it is not ready after ${START_TIMEOUT_MS / 1000} s` : 'it ended');
  } catch (cause) {
    await stop();
    const lastError = lastErrorOf(store, errorText);
    throw new RepriseError(
      'SERVER_UNAVAILABLE',
      `nats-server could not start on ${store}: ${(cause as Error).message}${lastError === '' ? '' : ` (${lastError})`}.`,
      { hint: `Its log is ${logFile(store)}.`, fields: { store, binary, lastError }, cause },
    );
  }
};

// nats-server writes its addresses into a file named after itself once it listens.
const readPort = (store: string): number | undefined => {
  try {
    const name = readdirSync(store).find(isPortsFile);
    if (name === undefined) return undefined;
    const { nats } = JSON.parse(readFileSync(join(store, name), 'utf8')) as { nats?: string[] };
    const port = Number(new URL(nats?.[0] ?? '').port);
    return port > 0 ? port : undefined;
  } catch {
    // Not completely written yet.
    return undefined;
  }
};

// The last error of its log, without process id and time; where there is none, the last line.
const lastErrorOf = (store: string, errorText: string): string => {
  let log = '';
  try {
    log = readFileSync(logFile(store), 'utf8');
  } catch {
    // It ended before it opened its log.
  }
  const lines = `${log}\n${errorText}`.split('\n').map((line) => line.trim());
  const worst = lines.findLast((line) => /\[(FTL|ERR)\]/.test(line)) ?? lines.findLast((line) => line !== '');
  return (worst ?? '').replace(/^.*\[(FTL|ERR|WRN|INF)\]\s*/, '');
};

const stopChild = async (child: ChildProcess, ended: Promise<unknown>): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(force);
};

// Ends nats-server when this process is killed: the shell waits for the end of a pipe that only this process holds. (Linux
// has PR_SET_PDEATHSIG for this, macOS has nothing like it.)
const startGuard = (pid: number): ChildProcess => {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -TERM "$1"', 'reprise-guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  return guard;
};

/** Stops a nats-server that outlived its supervisor and still has the store open. */
export const stopOrphan = async (store: string): Promise<void> => {
  let orphan: { pid?: unknown; start?: unknown; folder?: unknown };
  try {
    orphan = JSON.parse(readFileSync(pidFile(store), 'utf8')) as typeof orphan;
  } catch {
    return;
  }
  const { pid, start, folder } = orphan ?? {};
  if (typeof pid !== 'number' || typeof start !== 'string' || folder !== folderIdentity(store)) return;
  if (processStart(pid) !== start) return;
  signal(pid, 'SIGTERM');
  if (await waitUntilGone(pid, start, STOP_TIMEOUT_MS)) return;
  signal(pid, 'SIGKILL');
  await waitUntilGone(pid, start, STOP_TIMEOUT_MS);
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
