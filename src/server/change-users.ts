// Changes the users of a store's server that have a name, and lets a server that runs take the change at once.
import { setTimeout as delay } from 'node:timers/promises';
import { AuthorizationError } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { DEADLINE_MS } from '../deadline.ts';
import { RepriseError } from '../errors.ts';
import { addNatsUser, type NatsUser, type NewNatsUser, natsUserFile, natsUsers, removeNatsUser } from './nats-users.ts';
import { type StoreOptions, serverConfig, storeFolder } from './places.ts';
import { hasRoles } from './server-config.ts';
import type { ServerInfo } from './server-info.ts';
import { askToReload } from './server-lease.ts';
import { makeStore, storeError } from './store-folder.ts';

const POLL_MS = 50;
const CONNECT_MS = 2_000;

/**
 * When a server knows of a change. `now`: it does already. `at-start`: none runs. `after-restart`: one runs that an earlier
 * version started, or with a configuration without roles.
 */
export type TakesEffect = 'now' | 'at-start' | 'after-restart';

export interface UserChange {
  readonly takesEffect: TakesEffect;
  /** Of the server that runs. */
  readonly url?: string;
}

/** @throws RepriseError USAGE for `NATS_URL`, whose users are not kept here, and for settings without roles */
const storeOf = (options: StoreOptions): string => {
  const env = options.env ?? process.env;
  if (options.store === undefined && env.NATS_URL)
    throw new RepriseError('USAGE', 'NATS_URL names a server of your own: its users stand in its own configuration.', {
      hint: 'docs/guides/who-may-do-what.md has their permissions to copy. Name the store of a managed server with --store.',
    });
  const config = serverConfig(env);
  if (!hasRoles(config))
    throw new RepriseError('USAGE', `The settings ${config}, which REPRISE_NATS_CONF names, have no roles.`, {
      hint: 'They are a copy of an earlier version: make it anew from nats.conf of this one.',
      fields: { config },
    });
  return storeFolder(options);
};

/** Whether the server lets this user in. @throws what the client library throws for any other failure */
const isLetIn = async (url: string, { user, password: pass }: NatsUser): Promise<boolean> => {
  try {
    const nc = await connect({ servers: url, user, pass, reconnect: false, timeout: CONNECT_MS });
    await nc.close();
    return true;
  } catch (error) {
    if (error instanceof AuthorizationError) return false;
    throw error;
  }
};

/** Lets the server take the change, and waits until it has. @throws RepriseError LOG_UNREACHABLE */
const letTake = async (store: string, user: NatsUser, isUser: boolean): Promise<UserChange> => {
  const info = await askToReload(store, DEADLINE_MS);
  if (info === 'none') return { takesEffect: 'at-start' };
  if (info === 'later' || info.inboxPrefix === undefined) return { takesEffect: 'after-restart' };
  await Promise.all((info.urls ?? [info.url]).map((url) => untilTaken(store, url, info, user, isUser)));
  return { takesEffect: 'now', url: info.url };
};

const untilTaken = async (
  store: string,
  url: string,
  { servers = [] }: ServerInfo,
  user: NatsUser,
  isUser: boolean,
): Promise<void> => {
  // One of a cluster that is down takes it when it is up.
  if (servers.some((one) => one.url === url && one.trouble !== undefined)) return;
  for (const until = performance.now() + DEADLINE_MS; performance.now() < until; await delay(POLL_MS))
    if ((await isLetIn(url, user).catch(() => undefined)) === isUser) return;
  throw new RepriseError('LOG_UNREACHABLE', `The server at ${url} did not take the change of its users.`, {
    hint: `${store}/server.log says why. It takes it at its next start: \`reprise down\`, then \`reprise up\`.`,
    fields: { url, user: user.user },
  });
};

const onStore = async <T>(store: string, change: () => Promise<T>): Promise<T> => {
  try {
    return await change();
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : storeError(store, error);
  }
};

/**
 * Adds a user, with a new password. @returns also its file
 * @throws RepriseError USAGE for a name that is not valid or taken, and for `NATS_URL`; LOG_UNREACHABLE; as the store
 */
export const addUser = async (
  options: StoreOptions,
  wanted: NewNatsUser,
): Promise<UserChange & { readonly user: NatsUser; readonly file: string }> => {
  const store = storeOf(options);
  return onStore(store, async () => {
    makeStore(store);
    const user = addNatsUser(store, wanted, new Date());
    return { ...(await letTake(store, user, true)), user, file: natsUserFile(store, user.user) };
  });
};

/**
 * Removes a user; its connections are ended.
 * @throws RepriseError FILE_NOT_FOUND where there is none of that name; as `addUser`
 */
export const removeUser = async (options: StoreOptions, name: string): Promise<UserChange> => {
  const store = storeOf(options);
  return onStore(store, async () => {
    const { users } = natsUsers(store);
    const user = users.find((one) => one.user === name);
    if (!removeNatsUser(store, name))
      throw new RepriseError('FILE_NOT_FOUND', `The store ${store} has no NATS user ${JSON.stringify(name)}.`, {
        hint: users.length === 0 ? 'It has none with a name.' : `There are ${users.map((one) => one.user).join(', ')}.`,
        fields: { store, name },
      });
    // One whose file was not valid was no user of the server.
    if (user === undefined) return { takesEffect: 'now' };
    return letTake(store, user, false);
  });
};

/** The users that have a name. @throws RepriseError USAGE for `NATS_URL` */
export const listUsers = async (options: StoreOptions): Promise<ReturnType<typeof natsUsers>> => {
  const store = storeOf(options);
  return onStore(store, async () => natsUsers(store));
};
