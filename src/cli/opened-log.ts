// The log for as long as a command needs it: the server that runs on the store, or one for this command alone. A command
// that only reads creates no store: a named one must exist, and where the default one does not, the log is empty.
import { existsSync } from 'node:fs';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import type { Log } from '../log/port.ts';
import type { Lifetime, ServerHandle } from '../server/managed-server.ts';
import { storeFolder } from '../server/places.ts';
import type { Terminal } from './terminal.ts';

export interface OpenedLog {
  readonly log: Log;
  readonly server: ServerHandle;
  close(): Promise<void>;
}

export interface LogOptions {
  readonly store?: string | undefined;
  /** The lifetime of a server that is started for this. Default `command`. */
  readonly lifetime?: Exclude<Lifetime, 'external'>;
  /** True: a stream that is named must exist. Default false: the first command that records creates it. */
  readonly readsOnly?: boolean;
  /** How long each call waits for a log that does not answer, in milliseconds. Default 10,000. */
  readonly deadlineMs?: number;
}

/** @throws RepriseError SERVER_UNAVAILABLE, SERVER_TOO_OLD, STORE_FULL, LOG_UNREACHABLE, STREAM_MISMATCH */
export const openLog = async (
  { env, note }: Pick<Terminal, 'env' | 'note'>,
  { store, lifetime = 'command', readsOnly = false, deadlineMs }: LogOptions,
): Promise<OpenedLog> => {
  const { openManagedLog } = await import('../log/nats/open-managed.ts');
  // A named store has its own server, whatever NATS_URL is.
  const { NATS_URL: _notUsed, ...withoutUrl } = env;
  return openManagedLog({
    ...{ env: store === undefined ? env : withoutUrl, store, lifetime, readsOnly, onProgress: note },
    ...defined({ deadlineMs }),
  });
};

/** @throws RepriseError FILE_NOT_FOUND when the store was named (`--store`) and does not exist */
export const requireStore = ({ store }: LogOptions): void => {
  if (store !== undefined && !existsSync(store))
    throw new RepriseError('FILE_NOT_FOUND', `There is no store ${store}.`, {
      hint: 'A store is created by the first command that records, or by `reprise up`.',
      fields: { store },
    });
};

/** Opens the log for reading; undefined where it does not exist yet. @throws RepriseError as `requireStore`, `openLog` */
export const openToRead = async (
  terminal: Pick<Terminal, 'env' | 'note'>,
  options: LogOptions,
): Promise<OpenedLog | undefined> => {
  requireStore(options);
  const { env } = terminal;
  if (options.store === undefined && !env.NATS_URL && !existsSync(storeFolder({ env }))) return undefined;
  return openLog(terminal, { ...options, readsOnly: true });
};

/** Opens the log, uses it, and closes it, also after a failure. */
export const withLog = async <T>(
  terminal: Pick<Terminal, 'env' | 'note'>,
  options: LogOptions,
  use: (opened: OpenedLog) => Promise<T>,
): Promise<T> => {
  const opened = await openLog(terminal, options);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
};
