// The server that a command needs: the user's own, the one that runs on the store, or one that is started now.

import { defined } from '../../machines/defined.ts';
import { DEADLINE_MS } from '../deadline.ts';
import { isRepriseError, RepriseError } from '../errors.ts';
import { requireKind, storeKind } from './cluster-file.ts';
import { externalServer } from './external-server.ts';
import { followedLease } from './followed-lease.ts';
import { type StoreOptions, serverConfig, storeFolder } from './places.ts';
import { findServerBinary } from './server-binary.ts';
import { readServerFile } from './server-file.ts';
import type { Lifetime, ServerInfo } from './server-info.ts';
import { askStatus, askToStop, type Lease, takeLease } from './server-lease.ts';
import { startSupervisor } from './start-supervisor.ts';
import { makeStore, storeError, storeHeld } from './store-folder.ts';

export { storeFolder } from './places.ts';
export type { Lifetime, ServerInfo } from './server-info.ts';

/** A server, and this process's lease on it. */
export interface ServerHandle extends ServerInfo {
  /** True when this call started it. */
  started: boolean;
  /** True when it came up during this call, started by this one or another. */
  cameUp: boolean;
  /** Settles when the server has ended for good, or this lease was released; never for an external server. */
  ended: Promise<void>;
  /**
   * Releases the lease; a second call does nothing. Resolves when the server has ended if this was the last lease that
   * held it, else at once. The end of this process, however it comes, releases the lease too.
   */
  release(): Promise<void>;
  /**
   * Where the server is now: started again by its supervisor, or another one that was started on the same store since, with
   * a lease on it. Undefined when none runs. A server that ran for commands alone, and whose supervisor was killed, is
   * started again. Absent for an external server, which stays where it is.
   * @param signal gives up
   */
  find?(signal?: AbortSignal): Promise<ServerInfo | undefined>;
}

export interface EnsureOptions extends StoreOptions {
  /** The lifetime of a server that is started now. Default `command`. */
  lifetime?: Exclude<Lifetime, 'external'>;
  /** 0: any free port. Another number: this port, or an error. Default: 4222, or a free port where that is taken. */
  port?: number;
  /**
   * True: three servers with replicated streams; false: one. A store of the other kind is refused. Default: as the store is,
   * one server for a new store.
   */
  cluster?: boolean;
  /** Refuses a store on which a server runs already, instead of sharing that server. Default false. */
  exclusive?: boolean;
  /**
   * How long a server that does not answer is waited for, in milliseconds: the one that `NATS_URL` names, or the supervisor
   * of the store. One that is starting answers. Default 10,000.
   */
  deadlineMs?: number;
  /** Called with a sentence for each step that takes time or that a person should know about. */
  onProgress?: (sentence: string) => void;
}

/** The longest wait for a server that another process is starting or stopping. */
const WAIT_MS = 130_000;
const STATUS_TIMEOUT_MS = 2_000;

/**
 * A server to use now: the one that `NATS_URL` names, else the one that runs on the store, else one that is started.
 * @throws RepriseError SERVER_UNAVAILABLE (no binary, a store that cannot be used, a port that is taken), SERVER_TOO_OLD, STORE_FULL,
 *   STORE_LOCKED (only when `exclusive`), STORE_MISMATCH (only with `cluster`), LOG_UNREACHABLE (no answer before
 *   the deadline)
 */
export const ensureServer = async (options: EnsureOptions = {}): Promise<ServerHandle> => {
  const { env = process.env, onProgress = () => undefined } = options;
  if (env.NATS_URL) {
    const { deadlineMs = DEADLINE_MS } = options;
    const info = await externalServer(env.NATS_URL, {
      ...{ deadlineMs, onProgress, systemUrl: env.NATS_SYSTEM_URL, inboxPrefix: env.NATS_INBOX_PREFIX },
    });
    if (info.warning) onProgress(info.warning);
    return {
      ...info,
      started: false,
      cameUp: false,
      ended: new Promise(() => undefined),
      release: () => Promise.resolve(),
    };
  }
  const store = storeFolder(options);
  try {
    makeStore(store);
    return await shareOrStart(store, options);
  } catch (error) {
    throw isRepriseError(error) || (error as NodeJS.ErrnoException).syscall === undefined
      ? error
      : storeError(store, error);
  }
};

const shareOrStart = async (store: string, options: EnsureOptions): Promise<ServerHandle> => {
  const first = await leaseOrStart(store, options);
  const again = async (last: ServerInfo) =>
    mayStartAgain(store, last) ? leaseOrStart(store, { ...options, lifetime: 'command', exclusive: false }) : undefined;
  const { ended, find, release } = followedLease(store, first, again);
  const { started, wasStarting } = first;
  return { ...first.info, started, cameUp: started || wasStarting, ended, find, release };
};

/** Only a supervisor that was killed leaves its notice: a server that a person stopped stays down. */
const mayStartAgain = (store: string, { lifetime, supervisorPid }: ServerInfo): boolean =>
  lifetime === 'command' && readServerFile(store)?.supervisorPid === supervisorPid;

const leaseOrStart = async (store: string, options: EnsureOptions): Promise<Lease & { started: boolean }> => {
  const { env = process.env, lifetime = 'command', onProgress = () => undefined } = options;
  const { deadlineMs: silentMs = DEADLINE_MS } = options;
  const wanted = options.cluster === undefined ? undefined : options.cluster ? 'cluster' : 'single';
  if (wanted !== undefined) requireKind(store, wanted);
  for (const until = Date.now() + WAIT_MS; Date.now() < until; ) {
    const lease = await takeLease(store, { silentMs });
    if (lease === 'changing') continue;
    if (lease !== 'none') {
      if (!options.exclusive && wanted === undefined) return { ...lease, started: false };
      // Between the look at the store and the lease another process may have made it.
      const kind = lease.info.servers === undefined ? 'single' : 'cluster';
      if (!options.exclusive && kind === wanted) return { ...lease, started: false };
      await lease.release();
      if (wanted !== undefined) requireKind(store, wanted, kind);
      throw storeLocked(store, lease.info);
    }
    const binary = await findServerBinary({ env, onProgress });
    const started = await startSupervisor({
      store,
      binary,
      config: serverConfig(env),
      ...defined({ port: options.port }),
      lifetime,
      cluster: (wanted ?? storeKind(store)) === 'cluster',
    });
    if (started) return { ...started, started: true, wasStarting: false };
    // Two processes that take the store at the same moment both give way: a random pause lets one come first.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
  }
  throw storeHeld(store, WAIT_MS);
};

const storeLocked = (store: string, { pid, url, lifetime }: ServerInfo): RepriseError =>
  new RepriseError('STORE_LOCKED', `A server (process ${pid}) already runs on the store ${store} at ${url}.`, {
    hint:
      lifetime === 'command'
        ? 'It ends with the command that uses it: try again then, or name another folder with --store.'
        : 'End it with `reprise down`, use it as it is, or name another folder with --store.',
    fields: { store, pid, url, lifetime },
  });

/**
 * The server that a command would share now; undefined when none runs.
 * @throws RepriseError LOG_UNREACHABLE; SERVER_TOO_OLD for `NATS_URL`
 */
export const serverStatus = async (options: StoreOptions = {}): Promise<ServerInfo | undefined> => {
  const { NATS_URL, NATS_SYSTEM_URL: systemUrl, NATS_INBOX_PREFIX: inboxPrefix } = options.env ?? process.env;
  return NATS_URL
    ? externalServer(NATS_URL, { systemUrl, inboxPrefix })
    : onStore(options, (store) => askStatus(store, { silentMs: STATUS_TIMEOUT_MS }));
};

/**
 * Stops the server that runs on the store, so that it flushes, and waits until it has ended. @returns false when none runs
 * @throws RepriseError LOG_UNREACHABLE when its supervisor does not answer
 */
export const stopServer = (options: StoreOptions = {}): Promise<boolean> =>
  onStore(options, (store) => askToStop(store, DEADLINE_MS));

const onStore = async <T>(options: StoreOptions, use: (store: string) => Promise<T>): Promise<T> => {
  const store = storeFolder(options);
  try {
    return await use(store);
  } catch (error) {
    throw isRepriseError(error) ? error : storeError(store, error);
  }
};
