// `up`, `status` and `down` of the managed server. No password is ever printed.
import { defined } from '../../../../machines/defined.ts';
import { EXIT, isRepriseError, RepriseError } from '../../../errors.ts';
import { storeKind } from '../../../server/cluster-file.ts';
import {
  type EnsureOptions,
  ensureServer,
  type ServerInfo,
  serverStatus,
  stopServer,
  storeFolder,
} from '../../../server/managed-server.ts';
import type { StoreOptions } from '../../../server/places.ts';
import { serverDurability } from '../../render/durability.ts';
import type { CommandOutput } from '../../terminal.ts';

export interface UpOptions extends StoreOptions {
  /** Stay until `down` instead of until Ctrl-C. */
  detach?: boolean;
  /** Three servers with replicated streams. Default: one server. */
  cluster?: boolean;
  port?: number;
  /** The server as one line of JSON instead of sentences. */
  json?: boolean;
  /** Stops a server in the foreground when it is aborted. Default: SIGINT, SIGTERM and SIGHUP do. */
  signal?: AbortSignal;
}

/** A line for each server that runs, or is to run. */
const serverLines = ({ servers, version, pid, url }: ServerInfo): string[] =>
  servers === undefined
    ? [`nats-server ${version} (process ${pid}) at ${url}`]
    : [
        `${servers.length} servers, nats-server ${version}:`,
        ...servers.map((one) => `  ${one.name} (process ${one.pid}) at ${one.url}${one.trouble ? ', down' : ''}`),
      ];

/**
 * Whether a start was refused because a server runs that stays when this command has ended, and at the port that was
 * asked for. One that only another command holds ends with that command.
 */
const staysUp = (error: unknown, port: number | undefined): boolean => {
  if (!isRepriseError(error, 'STORE_LOCKED')) return false;
  const { lifetime, url } = error.fields as Pick<ServerInfo, 'lifetime' | 'url'>;
  return lifetime !== 'command' && (port === undefined || port === 0 || Number(new URL(url).port) === port);
};

/**
 * Starts the server on the store; in the foreground it runs until it is stopped. Detached, a server that runs already is
 * what was asked for.
 * @returns the exit code
 * @throws RepriseError STORE_LOCKED when another runs there already, USAGE when `NATS_URL` names one, and as `ensureServer`
 */
export const runUp = async (options: UpOptions, output: CommandOutput): Promise<number> => {
  const { store, env = process.env, port, detach = false, cluster = false } = options;
  if (env.NATS_URL)
    throw new RepriseError('USAGE', 'NATS_URL names a running server: none is started.', {
      hint: 'Unset NATS_URL to start one.',
    });
  const ensure: EnsureOptions = {
    env,
    lifetime: detach ? 'detached' : 'foreground',
    exclusive: true,
    cluster,
    onProgress: (sentence) => output.note(sentence),
    ...defined({ store, port }),
  };
  const stop = options.signal === undefined ? untilSignal() : untilAborted(options.signal);
  const print = options.json ? () => undefined : (line: string) => output.print(line);
  try {
    const server = await ensureServer(ensure).catch(async (error: unknown) => {
      const running = detach && staysUp(error, port) ? await serverStatus(options) : undefined;
      if (running === undefined) throw error;
      if (options.json) output.print(infoJson(running));
      print(`${cluster ? 'A cluster' : 'A server'} already runs on the store ${running.store}.`);
      for (const line of serverLines(running)) print(line);
      print(serverDurability(running));
      print(`It ${LIFETIMES[running.lifetime]}.`);
    });
    if (server === undefined) return EXIT.ok;
    if (options.json) output.print(infoJson(server));
    for (const line of serverLines(server)) print(line);
    print(`Store: ${server.store}`);
    print(serverDurability(server));
    if (cluster) print('All are on this machine and its disk: this is for trying.');
    if (detach) {
      print(cluster ? 'They run until `reprise down`.' : 'It runs until `reprise down`.');
      return EXIT.ok;
    }
    print(cluster ? 'Ctrl-C stops them.' : 'Ctrl-C stops it.');
    const why = await Promise.race([stop.promise, server.ended.then(() => 'ended' as const)]);
    const which = cluster ? 'cluster' : 'server';
    if (why === 'stopped') output.note(`Stopping the ${which} ...`);
    await server.release();
    print(why === 'stopped' ? `The ${which} is down.` : `The ${which} stopped.`);
    return EXIT.ok;
  } finally {
    stop.forget();
  }
};

interface Stop {
  promise: Promise<'stopped'>;
  forget(): void;
}

const untilAborted = (signal: AbortSignal): Stop => ({
  promise: new Promise((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  }),
  forget: () => undefined,
});

const untilSignal = (): Stop => {
  const abort = new AbortController();
  const stop = () => abort.abort();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, stop);
  // Neither a waiting promise nor a signal's listener keeps a process alive.
  const alive = setInterval(() => undefined, 2 ** 31 - 1);
  const forget = () => {
    clearInterval(alive);
    for (const name of names) process.off(name, stop);
  };
  return { ...untilAborted(abort.signal), forget };
};

/** What is known of a server, without its passwords. */
const infoJson = (info: ServerInfo): string => {
  const { url, urls, pid, version, store, lifetime, startedAt, syncInterval, servers, warning, trouble } = info;
  return JSON.stringify({
    running: trouble?.code !== 'SERVER_UNAVAILABLE',
    url,
    urls,
    pid,
    version,
    store,
    lifetime,
    startedAt,
    syncInterval,
    servers,
    warning,
    trouble,
  });
};

/** Shows whether a server runs, and where. @returns the exit code: 3 when none runs, 6 when it takes nothing now */
export const runStatus = async (options: StoreOptions & { json?: boolean }, output: CommandOutput): Promise<number> => {
  const info = await serverStatus(options);
  if (!info) {
    const store = storeFolder(options);
    output.print(options.json ? JSON.stringify({ running: false, store }) : `No server runs on the store ${store}.`);
    if (!options.json) output.note('`reprise up` starts one; a command that needs one starts it for its own duration.');
    return EXIT.notFound;
  }
  const exit = info.trouble === undefined ? EXIT.ok : EXIT.unreachable;
  if (options.json) {
    output.print(infoJson(info));
    return exit;
  }
  const { url, pid, version, store, lifetime, startedAt, servers = [], warning, trouble } = info;
  const rows: [string, string | undefined][] = [
    ['Address', url],
    ['Version', `nats-server ${version}`],
    ['Process', pid?.toString()],
    ...servers.map((one): [string, string] => [
      'Server',
      one.trouble?.message ?? `${one.name}, process ${one.pid}, ${one.url}`,
    ]),
    ['Store', store],
    ['Lifetime', LIFETIMES[lifetime]],
    ['Started', startedAt],
    ['Durability', serverDurability(info)],
    ['Warning', warning],
    ['Trouble', trouble?.message],
  ];
  for (const [name, value] of rows) if (value !== undefined) output.print(`${name.padEnd(11)}${value}`);
  return exit;
};

const LIFETIMES: Record<ServerInfo['lifetime'], string> = {
  external: 'external (NATS_URL)',
  command: 'ends with the last command that uses it',
  foreground: 'ends with the `reprise up` or `npm start` that started it',
  detached: 'runs until `reprise down`',
};

/** Stops the server on the store. @returns the exit code: 3 when none runs */
export const runDown = async (options: StoreOptions & { json?: boolean }, output: CommandOutput): Promise<number> => {
  const store = storeFolder(options);
  const stopped = await stopServer(options);
  if (options.json) output.print(JSON.stringify({ running: false, stopped, store }));
  else {
    const which = storeKind(store) === 'cluster' ? 'cluster' : 'server';
    output.print(stopped ? `The ${which} on the store ${store} is down.` : `No ${which} runs on the store ${store}.`);
  }
  return stopped ? EXIT.ok : EXIT.notFound;
};
