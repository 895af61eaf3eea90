// The admin's side of the log on the server that is used now: found, or started.
import { DEADLINE_MS } from '../../deadline.ts';
import { requireAdminLogin } from '../../server/admin-login.ts';
import { ensureServer } from '../../server/managed-server.ts';
import type { LogAdmin } from '../admin-port.ts';
import { openNatsLogAdmin } from './admin.ts';
import type { ManagedLogOptions } from './open-managed.ts';
import { streamNames } from './stream-names.ts';

/** @throws RepriseError as `openManagedLog`; USAGE where no login of an admin is known */
export const openManagedAdmin = async ({
  streams,
  ...options
}: Omit<ManagedLogOptions, 'queue'>): Promise<{ readonly admin: LogAdmin; readonly close: () => Promise<void> }> => {
  const { deadlineMs = DEADLINE_MS, env = process.env } = options;
  const names = streamNames(env, streams);
  const server = await ensureServer(options);
  try {
    const admin = await openNatsLogAdmin({ ...requireAdminLogin(server, env), deadlineMs }, names);
    const close = async () => {
      await admin.close();
      await server.release();
    };
    return { admin, close };
  } catch (error) {
    await server.release();
    throw error;
  }
};
