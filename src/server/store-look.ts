// A look at the store, the cache and the disk under them that makes nothing and changes nothing.
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './places.ts';
import { lockNames } from './store-socket.ts';

export interface StoreLook {
  readonly store: string;
  readonly exists: boolean;
  /** True when a log was begun there. */
  readonly holdsLog: boolean;
  /** Sockets of processes that hold the store, or held it and died. */
  readonly locks: number;
  /** Of the disk that holds the store, or would. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export const lookAtStore = (store: string): StoreLook => {
  let folder = store;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, blocks, bsize } = statfsSync(folder);
  return {
    store,
    exists: folder === store,
    holdsLog: existsSync(join(store, 'jetstream')),
    locks: lockNames(store).length,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
  };
};

export interface CacheLook {
  readonly folder: string;
  /** Names of the nats-server binaries that were fetched. */
  readonly servers: readonly string[];
}

export const lookAtCache = (env: NodeJS.ProcessEnv): CacheLook => {
  const folder = cacheFolder(env);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return { folder, servers: names.filter((name) => name.startsWith('nats-server-')).sort() };
};
