// Opens the admin's side of a log for a program: `openAdmin` of the library.
import { defined } from '../../machines/defined.ts';
import { memoryLogAdmin } from '../log/memory-admin.ts';
import { managedPlace, type PlaceOptions } from '../log/nats/managed-place.ts';
import type { Log } from '../log/port.ts';
import { type Admin, adminOn } from './admin.ts';

/** As in `OpenOptions`. */
export interface OpenAdminOptions extends PlaceOptions {
  /** A log that `memoryLog()` made. It stays open when this is closed. */
  readonly log?: Log;
  /** The login of an admin of the server that `url` names, `nats://admin:password@host:4222`. Default: `REPRISE_ADMIN_URL`. */
  readonly adminUrl?: string;
}

/**
 * Opens the admin's side of a log, for repair and erasure: with the admin's login of the managed server, or with the one
 * that `adminUrl` names. `open` gives none of it.
 * @throws RepriseError as `open`; USAGE where no login of an admin is known; LOG_UNREACHABLE where the login is not an admin's,
 *   or the server has no log
 */
export const openAdmin = async (options: OpenAdminOptions = {}): Promise<Admin & { close(): Promise<void> }> => {
  if (options.log !== undefined) {
    const admin = memoryLogAdmin(options.log);
    return { ...adminOn(admin), close: () => admin.close() };
  }
  const { env = process.env, adminUrl } = options;
  const { openManagedAdmin } = await import('../log/nats/open-admin.ts');
  const place = managedPlace({ ...options, env: { ...env, ...defined({ REPRISE_ADMIN_URL: adminUrl }) } });
  const { admin, close } = await openManagedAdmin(place);
  return { ...adminOn(admin), close };
};
