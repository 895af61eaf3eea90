// Finds a nats-server: the one that the user names, one that is installed, one that was fetched earlier, or one fetched now.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RepriseError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { debianPackage } from './debian-package.ts';
import { githubRelease, RELEASES } from './github-release.ts';
import { cacheFolder } from './places.ts';
import { compareVersions, mayStart, STARTED_FROM } from './server-version.ts';

export interface BinaryOptions {
  env: NodeJS.ProcessEnv;
  onProgress: (sentence: string) => void;
  /** Base address of the releases. Default: those of nats-server on GitHub. */
  releases?: string;
  /** The folder of apt's sources. Default `/etc/apt`. */
  aptFolder?: string;
}

/** A place that was tried, and why it has no usable nats-server. */
interface Tried {
  place: string;
  reason: string;
}

/** Puts a nats-server into `folder`. @returns its path there @throws Error with the reason */
export type Fetch = (folder: string) => Promise<string>;

const run = promisify(execFile);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The version of a binary. @throws Error with the reason when it does not run here as a nats-server */
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
 * @throws RepriseError SERVER_UNAVAILABLE with every place that was tried, SERVER_TOO_OLD for an old `NATS_SERVER`
 */
export const findServerBinary = async (options: BinaryOptions): Promise<string> => {
  const { env, onProgress } = options;
  if (env.NATS_SERVER) return namedBinary(resolve(env.NATS_SERVER));
  const tried: Tried[] = [];

  const installed = onPath(env);
  if (installed === undefined) tried.push({ place: 'nats-server on PATH', reason: 'not found' });
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
  tried.push({ place: cache, reason: 'nothing was downloaded earlier' });

  const sources: [string, Fetch][] = [
    ['GitHub', (folder) => githubRelease(folder, options.releases ?? RELEASES)],
    ["Debian's package", (folder) => debianPackage(folder, options.aptFolder ?? '/etc/apt', env)],
  ];
  for (const [place, fetch] of sources) {
    onProgress(`Downloading nats-server: ${place} ...`);
    try {
      const path = await fetchInto(cache, fetch);
      onProgress(`Downloaded nats-server to ${path}.`);
      return path;
    } catch (error) {
      tried.push({ place, reason: reasonOf(error) });
      onProgress(`${place} failed: ${reasonOf(error)}.`);
    }
  }
  const list = tried.map(({ place, reason }) => `\n  ${place}: ${reason}`).join('');
  throw new RepriseError(
    'SERVER_UNAVAILABLE',
    `No nats-server was found, and none could be downloaded. Tried:${list}`,
    {
      hint: `Install nats-server ${STARTED_FROM} or newer on PATH, name one with NATS_SERVER, or use a running server with NATS_URL.`,
      fields: { tried },
    },
  );
};

/** A nats-server on this machine. */
export interface InstalledBinary {
  readonly path: string;
  readonly version: string;
  /** How it was found: named by the variable, on the search path, or fetched earlier. */
  readonly from: 'NATS_SERVER' | 'PATH' | 'cache';
}

/**
 * The nats-server that a start would use now, without fetching one; undefined where it would have to be fetched.
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
    throw new RepriseError(
      'SERVER_TOO_OLD',
      `NATS_SERVER is ${path}, version ${version}; expected ${STARTED_FROM} or newer.`,
      {
        hint,
        fields: { path, version, startedFrom: STARTED_FROM },
      },
    );
  return path;
};

const onPath = (env: NodeJS.ProcessEnv): string | undefined =>
  (env.PATH ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, 'nats-server'))
    .find((path) => existsSync(path));

const suffix = `-${process.platform}-${process.arch}`;

// The file name holds the version, so that a start need not run the binary to know it.
const fetchedEarlier = (cache: string): string | undefined => {
  const versionOf = (name: string) => name.slice('nats-server-'.length, -suffix.length);
  const names = existsSync(cache) ? readdirSync(cache) : [];
  const newest = names
    .filter((name) => name.startsWith('nats-server-') && name.endsWith(suffix) && mayStart(versionOf(name)))
    .sort((a, b) => compareVersions(versionOf(b), versionOf(a)))[0];
  return newest === undefined ? undefined : join(cache, newest);
};

// Fetched into a fresh folder and then renamed, so that two processes that fetch at once both get a complete binary.
const fetchInto = async (cache: string, fetch: Fetch): Promise<string> => {
  makeFolder(cache);
  removeAbandoned(cache);
  const folder = mkdtempSync(join(cache, 'fetching-'));
  try {
    const fetched = await fetch(folder);
    if (!existsSync(fetched)) throw new Error('the download contains no nats-server');
    chmodSync(fetched, 0o755);
    const version = await binaryVersion(fetched);
    if (!mayStart(version)) throw new Error(`it is ${version}, older than ${STARTED_FROM}`);
    const path = join(cache, `nats-server-${version}${suffix}`);
    renameSync(fetched, path);
    return path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

// Folders of fetches that were killed: no fetch takes an hour.
const removeAbandoned = (cache: string): void => {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith('fetching-'))) {
    const path = join(cache, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > 3_600_000) rmSync(path, { recursive: true, force: true });
  }
};
