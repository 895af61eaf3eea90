// Finding a nats-server: what the user names, what is installed, what was fetched earlier, else fetch one.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RepriseError } from '../errors.ts';
import { debianPackage } from './debian-package.ts';
import { githubRelease, RELEASES } from './github-release.ts';
import { cacheFolder } from './places.ts';
import { compareVersions, mayStart, STARTED_FROM } from './server-version.ts';

export interface BinaryOptions {
  env: NodeJS.ProcessEnv;
  onProgress: (sentence: string) => void;
  /** Where the releases are. Default: nats-server's own on GitHub. */
  releases?: string;
  /** Where apt keeps its sources. Default `/etc/apt`. */
  aptFolder?: string;
}

/** A place that was looked at, and why it did not do. */
interface Tried {
  place: string;
  reason: string;
}

/** Puts a nats-server into `folder` and returns its path there, or throws with the reason. */
export type Fetch = (folder: string) => Promise<string>;

const run = promisify(execFile);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The version of a binary. @throws Error with the reason when it is not a nats-server that runs here */
export const binaryVersion = async (path: string): Promise<string> => {
  const { stdout } = await run(path, ['--version'], { timeout: 10_000 }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === 'ENOENT'
        ? 'there is no such file'
        : error.code === 'EACCES'
          ? 'it is not executable'
          : 'it cannot be run as a nats-server',
    );
  });
  const version = /^nats-server: v?(\d+\.\d+\.\d+\S*)/m.exec(stdout)?.[1];
  if (version === undefined) throw new Error('it is not a nats-server');
  return version;
};

/**
 * The path of a nats-server that is new enough: `NATS_SERVER`, the one on `PATH`, one fetched earlier, nats-server's
 * release for this system, Debian's package.
 * @throws RepriseError SERVER_UNAVAILABLE with everything that was tried, SERVER_TOO_OLD for an old `NATS_SERVER`
 */
export const findServerBinary = async (options: BinaryOptions): Promise<string> => {
  const { env, onProgress } = options;
  if (env.NATS_SERVER) return namedBinary(resolve(env.NATS_SERVER));
  const tried: Tried[] = [];

  const installed = onPath(env);
  if (installed === undefined) tried.push({ place: 'nats-server on PATH', reason: 'there is none' });
  else {
    try {
      const version = await binaryVersion(installed);
      if (mayStart(version)) return installed;
      tried.push({ place: installed, reason: `it is ${version}, older than ${STARTED_FROM}` });
    } catch (error) {
      tried.push({ place: installed, reason: reasonOf(error) });
    }
    onProgress(`${installed} is not used: ${tried.at(-1)?.reason}.`);
  }

  const cache = cacheFolder(env);
  const earlier = fetchedEarlier(cache);
  if (earlier !== undefined) return earlier;
  tried.push({ place: cache, reason: 'none was fetched earlier' });

  const sources: [string, Fetch][] = [
    ['GitHub', (folder) => githubRelease(folder, options.releases ?? RELEASES)],
    ["Debian's package", (folder) => debianPackage(folder, options.aptFolder ?? '/etc/apt', env)],
  ];
  for (const [place, fetch] of sources) {
    onProgress(`Fetching nats-server: ${place} ...`);
    try {
      const path = await fetchInto(cache, fetch);
      onProgress(`Fetched nats-server to ${path}.`);
      return path;
    } catch (error) {
      tried.push({ place, reason: reasonOf(error) });
      onProgress(`${place} did not do: ${reasonOf(error)}.`);
    }
  }
  const list = tried.map(({ place, reason }) => `\n  ${place}: ${reason}`).join('');
  throw new RepriseError('SERVER_UNAVAILABLE', `No nats-server was found or fetched. Tried:${list}`, {
    hint: `Install nats-server ${STARTED_FROM} or newer on PATH, name one with NATS_SERVER, or use a running server with NATS_URL.`,
    fields: { tried },
  });
};

/** A nats-server that is here already. */
export interface InstalledBinary {
  readonly path: string;
  readonly version: string;
  /** Who says so: the variable, the search path, or that it was fetched earlier. */
  readonly from: 'NATS_SERVER' | 'PATH' | 'cache';
}

/**
 * The nats-server that a start would use now; undefined where it would have to be fetched. Nothing is fetched.
 * @throws RepriseError SERVER_UNAVAILABLE, SERVER_TOO_OLD for `NATS_SERVER`
 */
export const installedBinary = async (env: NodeJS.ProcessEnv): Promise<InstalledBinary | undefined> => {
  if (env.NATS_SERVER) {
    const path = await namedBinary(resolve(env.NATS_SERVER));
    return { path, version: await binaryVersion(path), from: 'NATS_SERVER' };
  }
  const installed = onPath(env);
  const version = installed === undefined ? undefined : await binaryVersion(installed).catch(() => undefined);
  if (installed !== undefined && version !== undefined && mayStart(version))
    return { path: installed, version, from: 'PATH' };
  const earlier = fetchedEarlier(cacheFolder(env));
  return earlier === undefined ? undefined : { path: earlier, version: await binaryVersion(earlier), from: 'cache' };
};

const namedBinary = async (path: string): Promise<string> => {
  const hint = `NATS_SERVER must be the path of a nats-server ${STARTED_FROM} or newer; without it Reprise finds one itself.`;
  const version = await binaryVersion(path).catch((cause: Error) => {
    throw new RepriseError('SERVER_UNAVAILABLE', `NATS_SERVER is ${path}, but ${cause.message}.`, {
      hint,
      fields: { path },
      cause,
    });
  });
  if (!mayStart(version))
    throw new RepriseError('SERVER_TOO_OLD', `NATS_SERVER is ${path}, which is ${version}: too old to be safe.`, {
      hint,
      fields: { path, version, startedFrom: STARTED_FROM },
    });
  return path;
};

const onPath = (env: NodeJS.ProcessEnv): string | undefined =>
  (env.PATH ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, 'nats-server'))
    .find((path) => existsSync(path));

const suffix = `-${process.platform}-${process.arch}`;

// The name holds the version, so that a start costs no run of the binary.
const fetchedEarlier = (cache: string): string | undefined => {
  const versionOf = (name: string) => name.slice('nats-server-'.length, -suffix.length);
  const names = existsSync(cache) ? readdirSync(cache) : [];
  const newest = names
    .filter((name) => name.startsWith('nats-server-') && name.endsWith(suffix) && mayStart(versionOf(name)))
    .sort((a, b) => compareVersions(versionOf(b), versionOf(a)))[0];
  return newest === undefined ? undefined : join(cache, newest);
};

// Into a folder of its own and then by its name: of two that fetch at once, both get a whole binary.
const fetchInto = async (cache: string, fetch: Fetch): Promise<string> => {
  mkdirSync(cache, { recursive: true });
  removeAbandoned(cache);
  const folder = mkdtempSync(join(cache, 'fetching-'));
  try {
    const fetched = await fetch(folder);
    if (!existsSync(fetched)) throw new Error('what was fetched holds no nats-server');
    chmodSync(fetched, 0o755);
    const version = await binaryVersion(fetched);
    if (!mayStart(version)) throw new Error(`it has ${version}, older than ${STARTED_FROM}`);
    const path = join(cache, `nats-server-${version}${suffix}`);
    renameSync(fetched, path);
    return path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

// What a fetch left behind that was killed; no fetch takes an hour.
const removeAbandoned = (cache: string): void => {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith('fetching-'))) {
    const path = join(cache, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > 3_600_000) rmSync(path, { recursive: true, force: true });
  }
};
