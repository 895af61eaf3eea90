// The health checks of who may use a service of this log: what runs without tokens, which tokens end soon, and whether others
// may read the files that let somebody in.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runningServices } from '../../../server/service-file.ts';
import { listTokens, type TokenInfo } from '../../../service/auth/tokens.ts';
import { findTokenStream, type TokenStreamOptions } from '../../../service/nats/token-stream.ts';
import { counted } from '../../render/figures.ts';
import { fail, pass, type Result, warn } from './health-check.ts';

/** A token that ends within so long is named. */
const SOON_MS = 7 * 86_400_000;
const ANSWER_MS = 2_000;
/** The most tokens that are named. */
const MOST_NAMED = 10;

export interface AccessInspection {
  /** Services that run on this store. `open`: it takes requests without a token; undefined where it does not answer. */
  readonly services: readonly { readonly url: string; readonly open: boolean | undefined }[];
  /** Undefined where none was ever made, or no server was reached. */
  readonly tokens: readonly TokenInfo[] | undefined;
  /** Files with logins that others than their owner may read. */
  readonly openFiles: readonly string[];
}

/** Whether a service takes a request without a token. */
const isOpen = async (url: string): Promise<boolean | undefined> => {
  try {
    const { status } = await fetch(`${url}/v1/log`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return status === 200 ? true : status === 401 ? false : undefined;
  } catch {
    return undefined;
  }
};

const FILES = ['server.json', 'service.json', 'credentials.json'];
const FOLDERS = ['credentials', 'nats-users'];

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
};

/** The files of a store with a login in them that others may read or write. */
const openFilesIn = (store: string): string[] =>
  [...FILES.map((name) => join(store, name)), ...FOLDERS.flatMap((name) => namesIn(join(store, name)))].filter(
    (file) => {
      try {
        return (statSync(file).mode & 0o077) !== 0;
      } catch {
        return false;
      }
    },
  );

/**
 * @param store its folder; undefined for a server that NATS_URL names
 * @param server where the tokens are; undefined where none runs
 * @throws RepriseError LOG_UNREACHABLE
 */
export const inspectAccess = async (
  store: string | undefined,
  server: TokenStreamOptions | undefined,
): Promise<AccessInspection> => {
  const found = server && (await findTokenStream(server));
  try {
    const running = store === undefined ? [] : runningServices(store);
    return {
      services: await Promise.all(running.map(async ({ url }) => ({ url, open: await isOpen(url) }))),
      tokens: found && (await listTokens(found)),
      openFiles: store === undefined ? [] : openFilesIn(store),
    };
  } finally {
    await found?.close();
  }
};

const named = (tokens: readonly TokenInfo[]): string =>
  tokens
    .slice(0, MOST_NAMED)
    .map(({ name, expiresAt }) => `${name} (${expiresAt?.slice(0, 10)})`)
    .join(', ');

/** @param nowMs milliseconds since 1970 */
export const accessResults = ({ services, tokens = [], openFiles }: AccessInspection, nowMs = Date.now()): Result[] => {
  const active = tokens.filter(({ state }) => state === 'active');
  const soon = active.filter(({ expiresAt }) => expiresAt !== undefined && Date.parse(expiresAt) - nowMs < SOON_MS);
  const results: Result[] = [
    ...openFiles.map((file) => fail(`Others than its owner may read ${file}, which lets in.`, `chmod 600 ${file}`)),
    ...services
      .filter(({ open }) => open === true)
      .map(({ url }) =>
        pass(`The service at ${url} takes requests without a token: every user of this machine may use it.`),
      ),
  ];
  if (soon.length > 0)
    results.push(
      warn(
        `${counted(soon.length, 'token')} ${soon.length === 1 ? 'ends' : 'end'} within a week: ${named(soon)}.`,
        'Create another (`reprise token create`) and give it to whoever has this one.',
      ),
    );
  else if (active.length > 0)
    results.push(pass(`${counted(active.length, 'token')}, none of which ends within a week.`));
  return results;
};
