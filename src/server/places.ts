// Where things are: the store and the cache by the XDG rules, and this package's own files.
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface StoreOptions {
  /** The store's folder. Default `$XDG_DATA_HOME/reprise`, which is `~/.local/share/reprise` where that is unset. */
  store?: string | undefined;
  /** Default `process.env`. */
  env?: NodeJS.ProcessEnv | undefined;
}

// The XDG rules: a relative path in such a variable is to be ignored.
const xdgFolder = (value: string | undefined, env: NodeJS.ProcessEnv, fallback: string): string =>
  value && isAbsolute(value) ? value : join(env.HOME || homedir(), fallback);

/** The absolute path of the store. */
export const storeFolder = ({ store, env = process.env }: StoreOptions = {}): string =>
  store ? resolve(store) : join(xdgFolder(env.XDG_DATA_HOME, env, '.local/share'), 'reprise');

/** Where fetched binaries are kept: `$XDG_CACHE_HOME/reprise`, by default `~/.cache/reprise`. */
export const cacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(xdgFolder(env.XDG_CACHE_HOME, env, '.cache'), 'reprise');

const here = dirname(fileURLToPath(import.meta.url));
const built = here.endsWith(join('dist', 'src', 'server'));
const packageFolder = built ? resolve(here, '..', '..', '..') : resolve(here, '..', '..');

/** The settings that a managed server starts with. `REPRISE_NATS_CONF` names other ones. */
export const serverConfig = (env: NodeJS.ProcessEnv = process.env): string =>
  env.REPRISE_NATS_CONF ? resolve(env.REPRISE_NATS_CONF) : join(packageFolder, 'nats.conf');

/** The supervisor as JavaScript: also when this file runs as TypeScript in a test, the built one. */
export const supervisorScript = (): string => join(packageFolder, 'dist', 'src', 'server', 'supervisor.js');
