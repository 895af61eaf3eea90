// The admin's side of the log for as long as a command needs it. No command of an admin creates a store.
import { existsSync } from 'node:fs';
import { type Admin, adminOn } from '../admin/admin.ts';
import { RepriseError } from '../errors.ts';
import { storeFolder } from '../server/places.ts';
import { type LogOptions, requireStore } from './opened-log.ts';
import type { Terminal } from './terminal.ts';
import { adminThrough } from './through-service.ts';

/** Who acts: `--by`, else the user of this process. */
export const actorOf = ({ env }: Pick<Terminal, 'env'>, by: string | undefined): string =>
  by ?? (env.USER || env.LOGNAME || 'admin');

/**
 * Opens the log as its admin, uses it, and closes it, also after a failure.
 * @throws RepriseError FILE_NOT_FOUND where there is no store, and what opening throws
 */
export const withAdmin = async <T>(
  { env, note }: Pick<Terminal, 'env' | 'note'>,
  options: LogOptions,
  use: (admin: Admin) => Promise<T>,
): Promise<T> => {
  const { store, url } = options;
  if (url !== undefined) return use(await adminThrough(env, { ...options, url }));
  requireStore(options);
  const { NATS_URL, ...withoutUrl } = env;
  // A named store has its own server, whatever NATS_URL is.
  const used = store === undefined ? env : withoutUrl;
  if (store === undefined && !NATS_URL && !existsSync(storeFolder({ env })))
    throw new RepriseError('FILE_NOT_FOUND', 'There is no log here: nothing was ever recorded.', {
      hint: 'Name another one with --store or NATS_URL.',
      fields: { store: storeFolder({ env }) },
    });
  const { openManagedAdmin } = await import('../log/nats/open-admin.ts');
  const { admin, close } = await openManagedAdmin({ env: used, store, onProgress: note });
  try {
    return await use(adminOn(admin));
  } finally {
    await close();
  }
};
