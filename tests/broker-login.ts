// Connections to a test's server as one of its roles, with a plain client of NATS.
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { adminLogin, type BrokerLogin, type BrokerRole } from '../src/server/broker-roles.ts';
import { readRoleFile } from '../src/server/credentials.ts';
import type { ServerInfo } from '../src/server/managed-server.ts';

export const connectAs = ({ url, user, password, inboxPrefix }: BrokerLogin): Promise<NatsConnection> =>
  connect({ servers: url, user, pass: password, ...(inboxPrefix !== undefined && { inboxPrefix }) });

/** A role's login, as its file in the store has it. */
export const loginOf = (store: string, role: BrokerRole): BrokerLogin => {
  const login = readRoleFile(store, role);
  if (login === undefined) throw new Error(`no login of ${role} in ${store}`);
  return login;
};

/** As the admin of a server that this test, or a command, started. */
export const connectAsAdmin = (info: ServerInfo): Promise<NatsConnection> => {
  const login = adminLogin(info);
  if (login === undefined) throw new Error('the admin of the server is not known');
  return connectAs(login);
};
