// Connects, and connects again without end when the connection is lost, each time to where the server is then.
import { setTimeout as delay } from 'node:timers/promises';
import { AuthorizationError, ConnectionError, type NatsConnection, TimeoutError } from '@nats-io/nats-core';
import { defined } from '../../../machines/defined.ts';
import { connectWithInbox } from '../../server/connect-with-inbox.ts';
import { readGreeting } from '../../server/greeting.ts';

export interface Address {
  /** `nats://host:port`. */
  readonly url: string;
  /** The addresses of all servers of a cluster; each attempt to connect tries them until one answers. Default: `url`. */
  readonly urls?: readonly string[];
  readonly user?: string;
  readonly password?: string;
  /** Instead of user and password. */
  readonly token?: string;
  /** Where answers come, where the server allows this user no other place. Default: found out at the first connection. */
  readonly inboxPrefix?: string;
}

/** An address, and why the server there takes nothing now, where that is known. */
export interface Found extends Address {
  readonly trouble?: { readonly code: 'STORE_FULL' | 'SERVER_UNAVAILABLE'; readonly message: string };
}

/** Where the server is now; undefined where none runs. `signal` gives up. */
export type Find = (signal: AbortSignal) => Promise<Found | undefined>;

/** What was seen of a server, as the end of a sentence. */
export const SEEN = {
  none: 'no server runs on its store',
  refused: 'nothing listens there',
  cut: 'the connection is closed there before an answer comes',
  lost: 'the connection was lost',
  silent: 'the server does not answer',
  late: 'no answer came in time',
  unacknowledged: 'the server answers, but not to this request',
  noResponders: 'JetStream is not running there, or the stream was deleted',
  login: 'the server does not accept this user and password',
} as const;

/** How long one attempt to connect takes. */
const CONNECT_MS = 5_000;
const DEFAULT_PORT = 4222;
const PAUSE_MS = 200;
/** A server that does not serve is left for another of its cluster once the connection is so old. */
const STAY_MS = 5_000;
/** After this long an attempt to connect counts as one that is not answered. */
const SILENT_MS = 250;

export interface Link {
  /** The present connection, or the one that was lost last; undefined before the first. */
  readonly nc: NatsConnection | undefined;
  readonly isUp: boolean;
  readonly address: Found;
  /** Of the present connection; undefined: the client library's default. */
  readonly inboxPrefix: string | undefined;
  /** Why it is not up. */
  readonly seen: string;
  /** True when the server does not accept the only user and password that are known, and never did. */
  readonly isRefused: boolean;
  /** Whether there are other servers of its cluster to go to. */
  readonly hasOthers: boolean;
  /** Leaves a server that does not serve for another of its cluster, unless the connection is young. */
  moveOn(): void;
  close(): Promise<void>;
}

/**
 * The first of these at which a nats-server greets. An attempt of the client library cannot be given up, and would keep the
 * process alive for as long as the server is silent: none is made where nobody answers.
 * @throws Error of the first address, where none greets
 */
const firstToGreet = async (urls: readonly string[], signal: AbortSignal): Promise<string> => {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  try {
    return await Promise.any(
      urls.map(async (url) => {
        const { hostname, port } = new URL(url.includes('://') ? url : `nats://${url}`);
        await readGreeting(hostname.replace(/^\[|\]$/g, ''), Number(port || DEFAULT_PORT), CONNECT_MS, either);
        return url;
      }),
    );
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    over.abort();
  }
};

const seenIn = (error: unknown): string => {
  if (error instanceof AuthorizationError) return SEEN.login;
  if (error instanceof TimeoutError) return SEEN.silent;
  if (error instanceof ConnectionError) {
    const { code, message = SEEN.cut } = (error.cause ?? {}) as Partial<NodeJS.ErrnoException>;
    return code === 'ECONNREFUSED' ? SEEN.refused : message;
  }
  const { message } = error instanceof Error ? error : { message: String(error) };
  return message.replace(/\.$/, '').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
};

/** @param onChange called when it is up, when it is lost, and when the first login is refused */
export const keepConnected = (first: Address, find: Find | undefined, onChange: () => void): Link => {
  const closing = new AbortController();
  const { signal } = closing;
  let nc: NatsConnection | undefined;
  let isUp = false;
  let address: Found = first;
  let seen: string = SEEN.silent;
  let isRefused = false;
  let upMs = 0;
  let inboxPrefix: string | undefined;
  /** The address of the present connection, and the one that was just left, as it did not serve. */
  let server: string | undefined;
  let left: string | undefined;

  const attempt = async (): Promise<NatsConnection | undefined> => {
    const silent = setTimeout(() => {
      seen = SEEN.silent;
    }, SILENT_MS);
    try {
      const found = find === undefined ? first : await find(signal);
      if (found === undefined) {
        const { trouble: _over, ...last } = address;
        address = last;
        seen = SEEN.none;
        return undefined;
      }
      address = found;
      const { url, urls = [url], user, password, token } = found;
      const others = urls.filter((one) => one !== left);
      left = undefined;
      server = await firstToGreet(others.length > 0 ? others : urls, signal);
      const made = await connectWithInbox(found.inboxPrefix ?? inboxPrefix, user, {
        servers: server,
        name: 'reprise',
        ...defined({ user, pass: password, token }),
        // The client library's own attempts know one address and one login only.
        reconnect: false,
        timeout: CONNECT_MS,
        pingInterval: 10_000,
        // A stack for every request, before anything fails, costs more than the request.
        noAsyncTraces: true,
      });
      inboxPrefix = made.inboxPrefix;
      return made.nc;
    } catch (error) {
      seen = seenIn(error);
      // Another login may be right later; where only one is known, it is a mistake that a person mends.
      isRefused = find === undefined && nc === undefined && error instanceof AuthorizationError;
      if (isRefused) onChange();
      return undefined;
    } finally {
      clearTimeout(silent);
    }
  };

  const lost = () => {
    if (!isUp) return;
    isUp = false;
    seen = SEEN.lost;
    onChange();
  };
  void (async () => {
    while (!signal.aborted) {
      const made = await attempt();
      if (made === undefined) {
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
        continue;
      }
      nc = made;
      if (signal.aborted) break;
      isUp = true;
      upMs = performance.now();
      isRefused = false;
      onChange();
      void (async () => {
        for await (const { type } of made.status()) if (type === 'disconnect') lost();
      })();
      await made.closed();
      lost();
    }
    await nc?.close();
  })();

  return {
    get nc() {
      return nc;
    },
    get isUp() {
      // Its end is reported a moment after it is closed.
      return isUp && nc?.isClosed() === false;
    },
    get address() {
      return address;
    },
    get inboxPrefix() {
      return inboxPrefix;
    },
    get seen() {
      return seen;
    },
    get isRefused() {
      return isRefused;
    },
    get hasOthers() {
      return (address.urls?.length ?? 0) > 1;
    },
    moveOn() {
      if (!isUp || nc === undefined || performance.now() - upMs < STAY_MS) return;
      left = server;
      lost();
      void nc.close();
    },
    async close() {
      closing.abort();
      lost();
      await nc?.close();
    },
  };
};
