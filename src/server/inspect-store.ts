// Inspects the store, the cache and the disk that holds them, without creating or changing anything.
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFolder } from '../make-folder.ts';
import { storeKind } from './cluster-file.ts';
import { cacheFolder } from './places.ts';
import { lockNames } from './store-socket.ts';

export interface StoreInspection {
  readonly store: string;
  readonly exists: boolean;
  /** True when it holds the files of a log. */
  readonly holdsLog: boolean;
  /** How many sockets there are of processes that hold the store, or held it and died. */
  readonly locks: number;
  /** Free space of the disk that holds the store, or would hold it. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export const inspectStore = (store: string): StoreInspection => {
  let folder = store;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, blocks, bsize } = statfsSync(folder);
  return {
    store,
    exists: folder === store,
    holdsLog: storeKind(store) !== undefined,
    // One that is not a folder is reported by what uses it.
    locks: isFolder(store) ? lockNames(store).length : 0,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
  };
};

export interface CacheInspection {
  readonly folder: string;
  /** Names of the nats-server binaries that were fetched. */
  readonly servers: readonly string[];
}

export const inspectCache = (env: NodeJS.ProcessEnv): CacheInspection => {
  const folder = cacheFolder(env);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return { folder, servers: names.filter((name) => name.startsWith('nats-server-')).sort() };
};
