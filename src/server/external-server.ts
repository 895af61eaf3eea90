// The user's own server, named by `NATS_URL`: checked before it is used, never started or stopped.
import { setTimeout as delay } from 'node:timers/promises';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { type Greeting, NoNatsServer, readGreeting } from './greeting.ts';
import type { ServerInfo } from './server-info.ts';
import { requireServerVersion } from './server-version.ts';

const DEFAULT_PORT = 4222;

interface Address {
  host: string;
  port: number;
  url: string;
  user?: string;
  password?: string;
  token?: string;
}

const badAddress = (): RepriseError =>
  new RepriseError(
    'USAGE',
    'The address in NATS_URL, or given as `url`, is not valid; expected nats://user:password@host:port.',
    {
      hint: 'A `%` in a name or password is written %25, an `@` %40. Correct NATS_URL, or unset it: Reprise then starts its own server.',
    },
  );

/**
 * Reads an address, `nats://user:password@host:port`. Only the host is required; a name without a password is a token.
 * @throws RepriseError USAGE
 */
const parseAddress = (first: string): Address => {
  let url: URL;
  let user: string;
  let password: string;
  try {
    url = new URL(first.includes('://') ? first : `nats://${first}`);
    user = decodeURIComponent(url.username);
    password = decodeURIComponent(url.password);
  } catch {
    // Also for a `%` that begins no escape.
    throw badAddress();
  }
  if (url.protocol !== 'nats:' || url.hostname === '') throw badAddress();
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    url: `nats://${url.hostname}:${port}`,
    ...(user === '' ? {} : password === '' ? { token: user } : { user, password }),
  };
};

/**
 * Reads one address, or those of the servers of a cluster, separated by commas. The login is the one of the first that has
 * one.
 * @throws RepriseError USAGE
 */
export const parseNatsUrl = (text: string): [Address, ...Address[]] => {
  const [first = '', ...others] = String(text ?? '')
    .split(',')
    .map((part) => part.trim());
  return [parseAddress(first), ...others.map(parseAddress)];
};

const hasLogin = ({ user, token }: Address): boolean => user !== undefined || token !== undefined;

/** The same as the log connects to it: `urls` where there are several. No part of a login is left in an address. */
export const readNatsUrl = (
  text: string,
): Pick<ServerInfo, 'url' | 'user' | 'password'> & { urls?: string[]; token?: string } => {
  const addresses = parseNatsUrl(text);
  const [{ url }] = addresses;
  const { user, password, token } = addresses.find(hasLogin) ?? addresses[0];
  const all = [...new Set(addresses.map((address) => address.url))];
  const urls = all.length === 1 ? undefined : all;
  return { url, ...defined({ urls, user, password, token }) };
};

/** @throws RepriseError USAGE */
const requireInboxPrefix = (prefix: string): void => {
  if (/^[\w$-]+(\.[\w$-]+)*$/.test(prefix)) return;
  throw new RepriseError('USAGE', `NATS_INBOX_PREFIX is ${JSON.stringify(prefix)}, which is no prefix of subjects.`, {
    hint: 'Write it as in the permissions of the user, without `.>`: for example _INBOX_service.',
    fields: { prefix },
  });
};

const GREETING_MS = 5_000;
const PAUSE_MS = 200;
/** Of so many servers and more a stream that is created has as many replicas: it outlives the end of one. */
const CLUSTER_SERVERS = 3;

export interface ExternalOptions {
  /** How long a server that does not answer is waited for, in milliseconds. Default 0: it answers now, or fails. */
  readonly deadlineMs?: number;
  /**
   * A login of the system account at each server that may hold the stream, as in `NATS_SYSTEM_URL`: there they report what
   * they sync. Without it that is not known.
   */
  readonly systemUrl?: string | undefined;
  /** Where answers to the user come, as in `NATS_INBOX_PREFIX`. Default: found out at the first connection. */
  readonly inboxPrefix?: string | undefined;
  /** Called with a sentence when it is waited for, and when its system account does not answer. */
  readonly onProgress?: (sentence: string) => void;
}

/** The greeting of the first server that answers. @throws the failure of the first address */
const firstGreeting = (addresses: readonly Address[], timeoutMs: number): Promise<Greeting> =>
  Promise.any(addresses.map(({ host, port }) => readGreeting(host, port, timeoutMs))).catch(
    ({ errors }: AggregateError) => {
      throw errors[0];
    },
  );

/** What all servers that are named sync, by their own report; undefined where one of them did not report it. */
const reportedSync = async (
  systemUrl: string,
  onProgress?: (sentence: string) => void,
): Promise<string | undefined> => {
  const addresses = parseNatsUrl(systemUrl);
  const { user, password, token } = addresses.find(hasLogin) ?? addresses[0];
  // Loaded only where it is needed: most programs name no system account.
  const { askServers, syncIntervalOfAll } = await import('./cluster-report.ts');
  const login = { urls: addresses.map(({ url }) => url), ...defined({ user, password, token }) };
  try {
    const reports = await askServers(login, addresses.length);
    const intervals = reports.map(({ syncInterval }) => syncInterval);
    if (reports.length >= addresses.length) return syncIntervalOfAll(intervals);
    onProgress?.(`${reports.length} of ${addresses.length} servers of NATS_SYSTEM_URL reported what they sync.`);
    return syncIntervalOfAll([...intervals, undefined]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onProgress?.(`What the servers sync is not known, as NATS_SYSTEM_URL does not answer: ${reason}.`);
    return undefined;
  }
};

/**
 * The server at `NATS_URL`, when its version may be used.
 * @throws RepriseError USAGE, LOG_UNREACHABLE, SERVER_TOO_OLD
 */
export const externalServer = async (
  natsUrl: string,
  { deadlineMs = 0, systemUrl, inboxPrefix, onProgress }: ExternalOptions = {},
): Promise<ServerInfo> => {
  if (inboxPrefix) requireInboxPrefix(inboxPrefix);
  const addresses = parseNatsUrl(natsUrl);
  const address = readNatsUrl(natsUrl);
  const { url } = address;
  const untilMs = performance.now() + deadlineMs;
  let greeting: Greeting | undefined;
  for (let attempt = 1; greeting === undefined; attempt += 1) {
    const leftMs = untilMs - performance.now();
    const timeoutMs = deadlineMs === 0 ? GREETING_MS : Math.max(1, Math.min(GREETING_MS, leftMs));
    greeting = await firstGreeting(addresses, timeoutMs).catch(async (cause: Error) => {
      if (cause instanceof NoNatsServer || performance.now() + PAUSE_MS > untilMs)
        throw new RepriseError('LOG_UNREACHABLE', `The server at ${url} (NATS_URL) is unavailable: ${cause.message}.`, {
          hint: 'Start that server, correct NATS_URL, or unset it: Reprise then starts its own.',
          fields: { url },
          cause,
        });
      if (attempt === 1) onProgress?.(`Waiting for the server at ${url} (NATS_URL): ${cause.message}.`);
      await delay(PAUSE_MS);
      return undefined;
    });
  }
  const warning = requireServerVersion(greeting.version);
  const replicas = addresses.length >= CLUSTER_SERVERS ? CLUSTER_SERVERS : undefined;
  const syncInterval = systemUrl && (await reportedSync(systemUrl, onProgress));
  return {
    ...{ ...address, version: greeting.version, lifetime: 'external' },
    ...defined({ warning, replicas, syncInterval: syncInterval || undefined, inboxPrefix: inboxPrefix || undefined }),
  };
};
