// The logins of the roles, in the store's folder, mode 0600. `credentials.json` has all of them, the same at each start, so
// that a client that is open goes on with the next server. `credentials/ROLE.json` has one each, with the server's address:
// that of the reader is the one to give away.
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../machines/defined.ts';
import { makeFolder } from '../make-folder.ts';
import { BROKER_ROLES, type BrokerLogin, type BrokerRole, inboxPrefixOf } from './broker-roles.ts';
import { writePrivateFile } from './private-file.ts';
import type { Credentials, ServerInfo } from './server-info.ts';

export const credentialsFile = (store: string): string => join(store, 'credentials.json');

export const randomPassword = (): string => randomBytes(24).toString('base64url');

type Known = Pick<Credentials, 'user' | 'password' | 'adminUser' | 'adminPassword'>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The logins that were added after the first version of the file: new ones where it has none. */
const completed = (known: Known, found: Partial<Credentials>): Credentials => {
  const { writerUser = 'writer', writerPassword, readerUser = 'reader', readerPassword } = found;
  return {
    ...known,
    writerUser: isText(writerUser) ? writerUser : 'writer',
    writerPassword: isText(writerPassword) ? writerPassword : randomPassword(),
    readerUser: isText(readerUser) ? readerUser : 'reader',
    readerPassword: isText(readerPassword) ? readerPassword : randomPassword(),
  };
};

const fresh = (): Credentials =>
  completed({ user: 'service', password: randomPassword(), adminUser: 'admin', adminPassword: randomPassword() }, {});

const usersOf = ({ user, writerUser, readerUser, adminUser }: Credentials): string[] => [
  ...[user, writerUser, readerUser, adminUser],
];

/** Undefined when there is no file, or its content is not valid: nothing but the server depends on what it held. */
const read = (path: string): { readonly all: Credentials; readonly isWhole: boolean } | undefined => {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as Partial<Credentials>;
    const { user, password, adminUser, adminPassword } = found;
    if (!isText(user) || !isText(password) || !isText(adminUser) || !isText(adminPassword)) return undefined;
    const all = completed({ user, password, adminUser, adminPassword }, found);
    if (new Set(usersOf(all)).size < BROKER_ROLES.length) return undefined;
    const isWhole = Object.entries(all).every(([name, value]) => found[name as keyof Credentials] === value);
    return { all, isWhole };
  } catch {
    return undefined;
  }
};

const write = (path: string, credentials: Credentials): Credentials => {
  writePrivateFile(path, `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
};

/**
 * The credentials of the store's server, for the process that holds the store. A store of an earlier version keeps the
 * logins that it has.
 * @throws the error of the file system
 */
export const storeCredentials = (store: string): Credentials => {
  const path = credentialsFile(store);
  const known = read(path);
  if (!known?.isWhole) return write(path, known?.all ?? fresh());
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  return known.all;
};

const loginOf = (role: BrokerRole, all: Credentials): Pick<BrokerLogin, 'user' | 'password'> => {
  switch (role) {
    case 'service':
      return { user: all.user, password: all.password };
    case 'writer':
      return { user: all.writerUser, password: all.writerPassword };
    case 'reader':
      return { user: all.readerUser, password: all.readerPassword };
    case 'admin':
      return { user: all.adminUser, password: all.adminPassword };
    default:
      return role satisfies never;
  }
};

const roleFile = (store: string, role: BrokerRole): string => join(store, 'credentials', `${role}.json`);

/**
 * Writes the file of each role.
 * @throws the error of the file system
 */
export const writeRoleFiles = (
  store: string,
  { url, urls }: Pick<ServerInfo, 'url' | 'urls'>,
  credentials: Credentials,
): void => {
  makeFolder(join(store, 'credentials'), 0o700);
  for (const role of BROKER_ROLES) {
    const login = { role, url, ...defined({ urls }), ...loginOf(role, credentials), inboxPrefix: inboxPrefixOf(role) };
    writePrivateFile(roleFile(store, role), `${JSON.stringify(login, null, 2)}\n`);
  }
};

/** The login of a role, as the server of the store was announced last; undefined where it never was. */
export const readRoleFile = (
  store: string,
  role: BrokerRole,
): (BrokerLogin & { readonly role: BrokerRole }) | undefined => {
  try {
    return JSON.parse(readFileSync(roleFile(store, role), 'utf8')) as BrokerLogin & { readonly role: BrokerRole };
  } catch {
    return undefined;
  }
};

/** The names that no other user may have. */
export const reservedUsers = (store: string): readonly string[] => {
  const known = read(credentialsFile(store));
  return [...BROKER_ROLES, ...(known === undefined ? [] : usersOf(known.all))];
};

/** What of the logins a running server announces: that of the service, and of the admin. */
export const announced = (
  { user, password, adminUser, adminPassword }: Credentials,
  hasRoles: boolean,
): Pick<ServerInfo, 'user' | 'password' | 'inboxPrefix' | 'adminUser' | 'adminPassword' | 'adminInboxPrefix'> => ({
  ...{ user, password, adminUser, adminPassword },
  ...(hasRoles && { inboxPrefix: inboxPrefixOf('service'), adminInboxPrefix: inboxPrefixOf('admin') }),
});
