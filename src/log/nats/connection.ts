// The connection of the JetStream adapter, over all servers that it leads to. Requests under way when it is lost fail at once
// (`NoAnswer`): the client library would let them wait for their timeout, or for ever.
import {
  ClosedConnectionError,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  PermissionViolationError,
} from '@nats-io/nats-core';
import { defined } from '../../../machines/defined.ts';
import { type Clock, SYSTEM_CLOCK } from '../../clock.ts';
import { DEADLINE_MS } from '../../deadline.ts';
import { RepriseError } from '../../errors.ts';
import { connectionNews } from '../news.ts';
import { type Address, type Find, keepConnected, SEEN } from './keep-connected.ts';
import { Requests, type Unanswered } from './requests.ts';

export type { Address } from './keep-connected.ts';

export interface ConnectionOptions extends Address {
  /** Where the server is now, called before each attempt to connect. Default: where it was. */
  readonly find?: Find;
  /** How long each call waits for a server that does not answer, opening included, in milliseconds. Default 10,000. */
  readonly deadlineMs?: number;
  /** The same for opening alone, where a part of it has passed. Default: `deadlineMs`. */
  readonly openWithinMs?: number;
}

/** No answer came: the connection was lost, nothing listens on the subject (JetStream is not running), or time ran out. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** `silent`: the server answers nothing at all. `timeout`: this request got no answer in time. */
  readonly reason: 'disconnected' | 'no-responders' | 'silent' | 'timeout';

  /** @param seen the end of a sentence. Default: what the reason states */
  constructor(reason: NoAnswer['reason'], seen?: string) {
    const { late, lost, noResponders, silent } = SEEN;
    super(seen ?? { disconnected: lost, 'no-responders': noResponders, silent, timeout: late }[reason]);
    this.reason = reason;
  }
}

export interface Connection {
  readonly clock: Clock;
  /** The present connection, or the one that was lost last. */
  readonly nc: NatsConnection;
  readonly url: string;
  /** Where answers come. Undefined: the client library's default, `_INBOX`. */
  readonly inboxPrefix?: string | undefined;
  /** How long a call waits for a server that does not answer. */
  readonly deadlineMs: number;
  /** Why it is not up, as the end of a sentence. */
  readonly seen: string;
  /**
   * The failure of a call that waited in vain.
   * @param seen what was seen, as the end of a sentence. Default: why it is not up
   */
  unreachable(seen?: string, fields?: Record<string, unknown>): RepriseError;
  isClosed(): boolean;
  /** @throws LOG_UNREACHABLE once closed */
  isUp(): boolean;
  /** Calls `listener` once, when the present connection is lost. @returns a function that removes the listener */
  onLost(listener: () => void): () => void;
  /** Resolves when it is up, when `signal` aborts, or after `timeoutMs`. @throws LOG_UNREACHABLE once closed */
  whenUp(options: { signal?: AbortSignal; timeoutMs?: number }): Promise<void>;
  /** Sends one request, only while it is up. @throws NoAnswer, LOG_UNREACHABLE once closed */
  request(
    subject: string,
    payload: string | Uint8Array,
    options: { timeoutMs: number; headers?: MsgHdrs },
  ): Promise<Msg>;
  close(): Promise<void>;
}

/** Longer is no error of JetStream. */
const MAX_ERROR_BYTES = 1_000;

/** An answer that JetStream is not available there: no leader, or cut off from it. */
const isUnavailable = (message: Msg): boolean =>
  message.data.length < MAX_ERROR_BYTES && /"error":\s*\{"code":\s*503\b/.test(message.string());

const unanswered = (why: Unanswered): NoAnswer =>
  why === 'timeout' ? new NoAnswer('timeout', SEEN.unacknowledged) : new NoAnswer(why);

/** The client library may have wrapped it. */
const violationIn = (error: unknown): PermissionViolationError | undefined =>
  [error, (error as Error | undefined)?.cause].find((one) => one instanceof PermissionViolationError);

/** What the server does not let this user do: it stays so until an administrator changes it. */
const forbidden = (url: string, { operation, subject }: PermissionViolationError): RepriseError =>
  new RepriseError(
    'LOG_UNREACHABLE',
    operation === 'publish'
      ? `The log at ${url} does not let this user publish on ${subject}.`
      : `The log at ${url} does not let this user receive answers on ${subject}.`,
    {
      hint:
        operation === 'publish'
          ? 'Use the login of the role `service`. A reader or a writer asks a service instead (`reprise serve`).'
          : 'Name the inbox prefix of this user in NATS_INBOX_PREFIX.',
      fields: { url, operation, subject },
    },
  );

/**
 * Connects; a connection that is lost later is made anew, without end. A server of a cluster that does not serve is left for
 * another.
 * @throws RepriseError when it is not up before the deadline, or at once where the server does not accept the user and
 *   password and there is no `find`: LOG_UNREACHABLE
 */
export const openConnection = async (options: ConnectionOptions): Promise<Connection> => {
  const { find, deadlineMs = DEADLINE_MS, openWithinMs = deadlineMs } = options;
  const waiting = new Set<() => void>();
  const listeners = new Set<() => void>();
  let closed = false;
  const all = (calls: Set<() => void>) => {
    const present = [...calls];
    calls.clear();
    for (const call of present) call();
  };
  const link = keepConnected(options, find, () => {
    const { isUp, seen } = link;
    if (!closed) connectionNews.tell({ connection: link, isUp, url: link.address.url, seen });
    all(isUp || link.isRefused ? waiting : listeners);
  });

  /** What was known when the last attempt began: over once it is up. */
  const troubleNow = () => (link.isUp ? undefined : link.address.trouble);
  const unreachable: Connection['unreachable'] = (seen = link.seen, fields = {}) => {
    const { url } = link.address;
    const trouble = troubleNow();
    const details = { fields: { url, ...fields, ...defined({ trouble: trouble?.code }) } };
    if (trouble !== undefined)
      return new RepriseError('LOG_UNREACHABLE', `The log at ${url} is unavailable. ${trouble.message}`, {
        hint:
          trouble.code === 'STORE_FULL'
            ? 'Free some space on that disk: the server then starts by itself.'
            : 'Run `reprise doctor`; the log of the server is in its store.',
        ...details,
      });
    const hint =
      seen === SEEN.login
        ? 'Check the user and password in the address (NATS_URL).'
        : seen === SEEN.none
          ? 'Start one with `reprise up`.'
          : 'Check the address, and that nats-server runs there with JetStream enabled.';
    return new RepriseError('LOG_UNREACHABLE', `The log at ${url} is unavailable: ${seen}.`, { hint, ...details });
  };
  const requireOpen = () => {
    const { url } = link.address;
    if (closed)
      throw new RepriseError('LOG_UNREACHABLE', `The connection to the log at ${url} is closed.`, { fields: { url } });
  };

  const clock = SYSTEM_CLOCK;
  /** Those of the present connection, once there was one. */
  let requests: Requests | undefined;
  const failRequests = () => requests?.failAll(() => new NoAnswer('disconnected'));
  const connection: Connection = {
    clock,
    get nc() {
      if (link.nc === undefined) throw unreachable();
      return link.nc;
    },
    get url() {
      return link.address.url;
    },
    get inboxPrefix() {
      return link.inboxPrefix;
    },
    deadlineMs,
    get seen() {
      return troubleNow()?.message.replace(/\.$/, '') ?? link.seen;
    },
    unreachable,
    isClosed: () => closed,
    isUp() {
      requireOpen();
      return link.isUp;
    },
    onLost(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async whenUp({ signal, timeoutMs }) {
      requireOpen();
      if (link.isUp || signal?.aborted) return;
      let done = () => {};
      const cancel = timeoutMs === undefined ? () => {} : clock.after(timeoutMs, () => done());
      await new Promise<void>((resolve) => {
        done = resolve;
        waiting.add(resolve);
        signal?.addEventListener('abort', done, { once: true });
      });
      cancel();
      waiting.delete(done);
      signal?.removeEventListener('abort', done);
      requireOpen();
    },
    async request(subject, payload, { timeoutMs, headers }) {
      if (!connection.isUp()) throw new NoAnswer('disconnected');
      const { nc } = connection;
      try {
        if (requests?.nc !== nc || requests.isOver) {
          requests = new Requests(nc, clock, link.inboxPrefix, unanswered);
          listeners.add(failRequests);
        }
        const message = await requests.send(subject, payload, timeoutMs, headers);
        if (link.hasOthers && isUnavailable(message)) link.moveOn();
        return message;
      } catch (error) {
        if (error instanceof ClosedConnectionError) throw new NoAnswer('disconnected');
        if (link.hasOthers && error instanceof NoAnswer && error.reason !== 'disconnected') link.moveOn();
        const violation = violationIn(error);
        if (violation !== undefined) throw forbidden(link.address.url, violation);
        throw error;
      }
    },
    async close() {
      closed = true;
      all(waiting);
      await link.close();
    },
  };
  await connection.whenUp({ timeoutMs: openWithinMs });
  if (link.isUp) return connection;
  await connection.close();
  throw unreachable();
};
