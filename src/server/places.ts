// Paths: the store and the cache by the XDG rules, and the files of this package.
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';

export interface StoreOptions {
  /** The store's folder. Default `$REPRISE_STORE`, else `$XDG_DATA_HOME/reprise`, else `~/.local/share/reprise`. */
  store?: string | undefined;
  /** Default `process.env`. */
  env?: NodeJS.ProcessEnv | undefined;
}

// By the XDG rules a relative path in such a variable is ignored.
const xdgFolder = (value: string | undefined, env: NodeJS.ProcessEnv, fallback: string): string =>
  value && isAbsolute(value) ? value : join(env.HOME || homedir(), fallback);

/** The absolute path of the store. */
export const storeFolder = ({ store, env = process.env }: StoreOptions = {}): string =>
  store || env.REPRISE_STORE
    ? resolve((store || env.REPRISE_STORE) as string)
    : join(xdgFolder(env.XDG_DATA_HOME, env, '.local/share'), 'reprise');

/** The folder of fetched binaries: `$XDG_CACHE_HOME/reprise`, by default `~/.cache/reprise`. */
export const cacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(xdgFolder(env.XDG_CACHE_HOME, env, '.cache'), 'reprise');

/** The configuration file of a managed server: `REPRISE_NATS_CONF`, by default nats.conf of this package. */
export const serverConfig = (env: NodeJS.ProcessEnv = process.env): string =>
  env.REPRISE_NATS_CONF ? resolve(env.REPRISE_NATS_CONF) : join(PACKAGE_ROOT, 'nats.conf');

/** The compiled supervisor, also where this file runs as TypeScript in a test. */
export const supervisorScript = (): string => join(PACKAGE_ROOT, 'dist', 'src', 'server', 'supervisor.js');
