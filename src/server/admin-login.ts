// The admin's login: of the server that Reprise started, that of its store; of a server of the user's own, the one that
// REPRISE_ADMIN_URL names. Nothing but repair and erasure uses it.
import { RepriseError } from '../errors.ts';
import { adminLogin, type BrokerLogin } from './broker-roles.ts';
import { readNatsUrl } from './external-server.ts';
import type { ServerInfo } from './server-info.ts';

/** Where an admin connects, and as whom. */
export type AdminLogin = Pick<BrokerLogin, 'url' | 'urls' | 'inboxPrefix'> &
  Pick<ServerInfo, 'user' | 'password' | 'token'>;

/**
 * @param server the server of the log
 * @throws RepriseError USAGE where no login of an admin is known
 */
export const requireAdminLogin = (
  server: ServerInfo,
  env: Readonly<Record<string, string | undefined>>,
): AdminLogin => {
  const { lifetime, url } = server;
  const login = lifetime === 'external' ? undefined : adminLogin(server);
  if (login !== undefined) return login;
  if (lifetime !== 'external')
    throw new RepriseError('USAGE', `The login of the admin of the server at ${url} is not known here.`, {
      hint: 'End that server with `reprise down` and start it again: it then notes the login in its store.',
      fields: { url },
    });
  if (env.REPRISE_ADMIN_URL) return readNatsUrl(env.REPRISE_ADMIN_URL);
  throw new RepriseError('USAGE', `No login of an admin is named for the server at ${url} (NATS_URL).`, {
    hint: 'Set REPRISE_ADMIN_URL=nats://ADMIN:PASSWORD@host:4222 to a user that may purge the streams of the log.',
    fields: { url },
  });
};
