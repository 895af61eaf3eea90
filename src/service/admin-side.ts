// The admin's side of the log, opened for one operation and closed after it: between them the service holds no connection
// that may erase.
import type { Principal } from '../../machines/commands/command.ts';
import type { Admin } from '../admin/admin.ts';
import { isRepriseError } from '../errors.ts';
import { RequestError } from './problem.ts';
import { type Caller, maySpeakAs, type Service } from './service.ts';

/** @throws RequestError UNAUTHENTICATED */
const requireKnown = ({ auth }: Caller): Principal => {
  if (auth !== undefined) return auth;
  throw new RequestError('UNAUTHENTICATED', 'Repair and erasure need a token of the role admin, also on loopback.', {
    hint: 'Create one with `reprise token create --role admin`, and send it as `Authorization: Bearer …`.',
  });
};

/**
 * Uses the admin's side of the log for a caller.
 * @throws RequestError UNAUTHENTICATED for a caller that was not authenticated, NO_ADMIN_LOGIN where the service knows no
 *   login of an admin; RepriseError LOG_UNREACHABLE, and what `use` throws
 */
export const withAdmin = async <T>(
  { openAdmin }: Service,
  caller: Caller,
  use: (admin: Admin, auth: Principal) => Promise<T>,
): Promise<T> => {
  const auth = requireKnown(caller);
  if (openAdmin === undefined)
    throw new RequestError('NO_ADMIN_LOGIN', 'This service was started without a login of an admin of its log.');
  const admin = await openAdmin().catch((error: unknown) => {
    if (!isRepriseError(error, 'USAGE')) throw error;
    const { message, hint } = error;
    throw new RequestError('NO_ADMIN_LOGIN', message, { hint, setting: 'REPRISE_ADMIN_URL' });
  });
  try {
    return await use(admin, auth);
  } finally {
    await admin.close();
  }
};

/** Who acts, as a name: who is named, else the caller. @throws RequestError FORBIDDEN for a name that the caller may not give */
export const actorFor = (caller: Caller, by: string | undefined): string => {
  const { name, auth, role } = caller;
  const actor = by ?? name ?? auth?.id ?? role;
  if (by !== undefined && !maySpeakAs(caller, by))
    throw new RequestError('FORBIDDEN', `This caller may not act as ${JSON.stringify(by)}.`, { actor: by });
  return actor;
};
