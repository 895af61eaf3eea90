// The log for as long as a command needs it: through the service that runs on it, else the server that runs on the store, or
// one for this command alone. A command that only reads creates no store: a named one must exist, and where the default one does not, the log is empty.
import { existsSync } from 'node:fs';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import type { ServerHandle } from '../server/managed-server.ts';
import { storeFolder } from '../server/places.ts';
import type { Terminal } from './terminal.ts';
import { throughService } from './through-service.ts';
import type { LogOptions, UsedLog } from './used-log.ts';

export type { LogOptions, UsedLog } from './used-log.ts';

/** A log that is open by itself, without a service. */
export interface OpenedLog extends UsedLog {
  readonly server: ServerHandle;
}

/** @throws RepriseError SERVER_UNAVAILABLE, SERVER_TOO_OLD, STORE_FULL, LOG_UNREACHABLE, STREAM_MISMATCH */
export const openLog = async (
  { env, note }: Pick<Terminal, 'env' | 'note'>,
  { store, lifetime = 'command', readsOnly = false, deadlineMs }: LogOptions,
): Promise<OpenedLog> => {
  const { openManagedLog } = await import('../log/nats/open-managed.ts');
  // A named store has its own server, whatever NATS_URL is.
  const { NATS_URL: _notUsed, ...withoutUrl } = env;
  const opened = await openManagedLog({
    ...{ env: store === undefined ? env : withoutUrl, store, lifetime, readsOnly, onProgress: note },
    ...defined({ deadlineMs }),
  });
  return {
    ...opened,
    recorder: async (secrets, again) =>
      (await import('../session/write/recorder.ts')).recorderOn(opened.log, secrets, undefined, {}, again),
  };
};

/** Opens the log through the service that runs on it, else by itself. @throws RepriseError as `openLog` */
export const openUsed = async (terminal: Pick<Terminal, 'env' | 'note'>, options: LogOptions): Promise<UsedLog> =>
  (await throughService(terminal.env, options)) ?? (await openLog(terminal, options));

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
): Promise<UsedLog | undefined> => {
  requireStore(options);
  const { env } = terminal;
  if (options.url === undefined && options.store === undefined && !env.NATS_URL && !existsSync(storeFolder({ env })))
    return undefined;
  return openUsed(terminal, { ...options, readsOnly: true });
};

/** Opens the log, uses it, and closes it, also after a failure. */
export const withLog = async <T>(
  terminal: Pick<Terminal, 'env' | 'note'>,
  options: LogOptions,
  use: (opened: UsedLog) => Promise<T>,
): Promise<T> => {
  const opened = await openUsed(terminal, options);
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
};
