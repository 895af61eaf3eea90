// `credentials.json` in the store's folder: users and passwords of its server, the same at each start, so that a client that
// is open goes on with the next server. Mode 0600. Without the file, as in a store of an earlier version, new ones are written.
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from './private-file.ts';
import type { Credentials } from './server-info.ts';

export const credentialsFile = (store: string): string => join(store, 'credentials.json');

const randomPassword = (): string => randomBytes(24).toString('base64url');

const fresh = (): Credentials => ({
  user: 'reprise',
  password: randomPassword(),
  adminUser: 'reprise-admin',
  adminPassword: randomPassword(),
});

/** Undefined when there is no file, or its content is not valid: nothing but the server depends on what it held. */
const read = (path: string): Credentials | undefined => {
  try {
    const { user, password, adminUser, adminPassword } = JSON.parse(readFileSync(path, 'utf8')) as Credentials;
    const texts: unknown[] = [user, password, adminUser, adminPassword];
    if (texts.some((text) => typeof text !== 'string' || text === '') || user === adminUser) return undefined;
    return { user, password, adminUser, adminPassword };
  } catch {
    return undefined;
  }
};

/**
 * The credentials of the store's server, for the process that holds the store.
 * @throws the error of the file system
 */
export const storeCredentials = (store: string): Credentials => {
  const path = credentialsFile(store);
  const known = read(path);
  if (known !== undefined) {
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return known;
  }
  const made = fresh();
  writePrivateFile(path, `${JSON.stringify(made, null, 2)}\n`);
  return made;
};
