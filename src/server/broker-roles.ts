// The roles on the broker: a user of nats-server for each, whose permissions stand in nats.conf. Pure.
import { defined } from '../../machines/defined.ts';
import type { ServerInfo } from './server-info.ts';

export const BROKER_ROLES = ['service', 'writer', 'reader', 'admin'] as const;
export type BrokerRole = (typeof BROKER_ROLES)[number];

/** Where the answers to a user come: no other user may subscribe there. @param name of the role, or of a user with a name */
export const inboxPrefixOf = (name: string): string => `_INBOX_${name}`;

/** Where to connect, and as whom. */
export interface BrokerLogin {
  readonly url: string;
  readonly urls?: readonly string[];
  readonly user: string;
  readonly password: string;
  /** Default: `_INBOX`, that of every NATS client. */
  readonly inboxPrefix?: string;
}

/** The admin's login; undefined for a server of the user's own, whose admin is not known here. */
export const adminLogin = (info: ServerInfo): BrokerLogin | undefined => {
  const { url, urls, adminUser: user, adminPassword: password, adminInboxPrefix: inboxPrefix } = info;
  return user === undefined || password === undefined
    ? undefined
    : { url, user, password, ...defined({ urls, inboxPrefix }) };
};
