// Users of the managed server that have a name: readers of some sessions or of all, and writers. Each is a file in the folder
// `nats-users` of the store, mode 0600, which can be given to the program that it is for.
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { inboxPrefixOf } from './broker-roles.ts';
import { randomPassword, reservedUsers } from './credentials.ts';

/** A user, as its file holds it. */
export interface NatsUser {
  readonly role: 'reader' | 'writer';
  /** Ids of the sessions that it may follow. Absent: all. */
  readonly sessions?: readonly string[];
  readonly user: string;
  readonly password: string;
  /** Where its answers come: a client has to be given this. */
  readonly inboxPrefix: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export type NewNatsUser = Pick<NatsUser, 'role' | 'sessions' | 'user'>;

/** Nothing is there: also where the store is no folder, which whoever opens it reports. */
const isAbsence = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as { code: string }).code);

/** A token of a subject, as the id of a session is. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const folderOf = (store: string): string => join(store, 'nats-users');
export const natsUserFile = (store: string, name: string): string => join(folderOf(store), `${name}.json`);

/** @throws RepriseError USAGE */
const requireName = (store: string, name: string): void => {
  if (!NAME.test(name))
    throw new RepriseError('USAGE', `${JSON.stringify(name)} is no name of a NATS user.`, {
      hint: 'A name is 1 to 64 characters of A-Z a-z 0-9 _ -',
      fields: { name },
    });
  if (reservedUsers(store).includes(name))
    throw new RepriseError('USAGE', `${name} is the user of a role.`, {
      hint: 'Choose another name; the logins of the roles are in the folder `credentials` of the store.',
      fields: { name },
    });
};

/**
 * Adds a user. The server takes it at its next start, or when it is told to (`reloadUsers`).
 * @throws RepriseError USAGE for a name that is not valid or taken; the error of the file system
 */
export const addNatsUser = (store: string, { role, sessions, user }: NewNatsUser, now: Date): NatsUser => {
  requireName(store, user);
  const made: NatsUser = {
    ...{ role, ...defined({ sessions }), user, password: randomPassword() },
    ...{ inboxPrefix: inboxPrefixOf(user), createdAt: now.toISOString() },
  };
  makeFolder(folderOf(store), 0o700);
  const path = natsUserFile(store, user);
  const unfinished = `${path}.${process.pid}.new`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
    // Unlike a renamed file, a link never replaces one: of two that add the same name, one fails.
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new RepriseError('USAGE', `There is a NATS user ${user} already.`, {
      hint: `\`reprise nats-user remove ${user}\` removes it; then it can be added anew, with a new password.`,
      fields: { name: user },
    });
  } finally {
    rmSync(unfinished, { force: true });
  }
  return made;
};

/** @returns false where there is no such user */
export const removeNatsUser = (store: string, name: string): boolean => {
  if (!NAME.test(name)) return false;
  try {
    rmSync(natsUserFile(store, name));
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
};

const isUser = (value: unknown, name: string): value is NatsUser => {
  const { role, sessions, user, password } = (value ?? {}) as Partial<NatsUser>;
  return (
    (role === 'reader' || role === 'writer') &&
    (sessions === undefined ||
      (Array.isArray(sessions) && sessions.every((id) => typeof id === 'string' && NAME.test(id)))) &&
    user === name &&
    typeof password === 'string' &&
    password !== ''
  );
};

/** What the folder holds, in order of name. `unreadable`: names of files without a valid user: the server does not get it. */
export const natsUsers = (
  store: string,
): { readonly users: readonly NatsUser[]; readonly unreadable: readonly string[] } => {
  let names: string[];
  try {
    names = readdirSync(folderOf(store)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (!isAbsence(error)) throw error;
    names = [];
  }
  const users: NatsUser[] = [];
  const unreadable: string[] = [];
  for (const file of names.sort()) {
    const name = file.slice(0, -'.json'.length);
    try {
      const value: unknown = JSON.parse(readFileSync(join(folderOf(store), file), 'utf8'));
      if (NAME.test(name) && isUser(value, name)) users.push(value);
      else unreadable.push(file);
    } catch (error) {
      // One that was removed since the folder was read is no user any more.
      if (!isAbsence(error)) unreadable.push(file);
    }
  }
  return { users, unreadable };
};
