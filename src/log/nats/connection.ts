// The connection of the JetStream adapter. It reconnects without end. Requests under way when it is lost fail at once
// (`NoAnswer`): the client library would let them wait for their timeout, or for ever.

import {
  AuthorizationError,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  RequestError,
  TimeoutError,
} from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';

export interface Address {
  /** `nats://host:port`. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Instead of user and password. */
  readonly token?: string;
}

/** No answer came: the connection was lost, nothing listens on the subject (JetStream is not running), or time ran out. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly reason: 'disconnected' | 'no-responders' | 'timeout';

  constructor(reason: NoAnswer['reason']) {
    super(reason);
    this.reason = reason;
  }
}

export interface Connection {
  readonly nc: NatsConnection;
  readonly url: string;
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

const unreachable = (url: string, cause: unknown, closed = false): RepriseError => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof AuthorizationError)
    return new RepriseError('LOG_UNREACHABLE', `The server at ${url} does not accept this user and password.`, {
      hint: 'Check the user and password (in NATS_URL, or in the server.json of the store).',
      fields: { url },
      cause,
    });
  return new RepriseError(
    'LOG_UNREACHABLE',
    closed ? `The connection to the log at ${url} is closed.` : `The log at ${url} cannot be reached: ${reason}.`,
    { hint: 'Check the address, and that nats-server runs there.', fields: { url }, cause },
  );
};

/**
 * Connects; a connection that is lost later is made anew, without end.
 * @throws RepriseError LOG_UNREACHABLE
 */
export const openConnection = async ({ url, user, password, token }: Address): Promise<Connection> => {
  let nc: NatsConnection;
  try {
    nc = await connect({
      servers: url,
      name: 'reprise',
      ...defined({ user, pass: password, token }),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      reconnectJitter: 50,
      timeout: 5_000,
      pingInterval: 10_000,
    });
  } catch (error) {
    throw unreachable(url, error);
  }

  let up = true;
  let closedBy: RepriseError | undefined;
  const waiting = new Set<() => void>();
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const lost = () => {
    up = false;
    for (const listener of listeners) listener();
    listeners.clear();
  };
  (async () => {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') lost();
      if (type === 'reconnect') {
        up = true;
        wake();
      }
    }
  })();
  const closed = nc.closed().then((error) => {
    closedBy = unreachable(url, error ?? undefined, !(error instanceof AuthorizationError));
    lost();
    wake();
  });
  const requireOpen = () => {
    if (closedBy !== undefined) throw closedBy;
  };

  const connection: Connection = {
    nc,
    url,
    isUp() {
      requireOpen();
      return up;
    },
    onLost(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async whenUp({ signal, timeoutMs }) {
      requireOpen();
      if (up || signal?.aborted) return;
      let done = () => {};
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => done(), timeoutMs);
      await new Promise<void>((resolve) => {
        done = resolve;
        waiting.add(resolve);
        signal?.addEventListener('abort', done, { once: true });
      });
      clearTimeout(timer);
      waiting.delete(done);
      signal?.removeEventListener('abort', done);
      requireOpen();
    },
    async request(subject, payload, { timeoutMs, headers }) {
      if (!connection.isUp()) throw new NoAnswer('disconnected');
      const answer = nc.request(subject, payload, {
        timeout: timeoutMs,
        ...defined({ headers }),
      });
      let forget = () => {};
      const disconnected = new Promise<never>((_, reject) => {
        forget = connection.onLost(() => reject(new NoAnswer('disconnected')));
      });
      try {
        return await Promise.race([answer, disconnected]);
      } catch (error) {
        answer.catch(() => {}); // it still fails by its own timeout, later
        if (error instanceof TimeoutError) throw new NoAnswer('timeout');
        if (error instanceof RequestError) {
          requireOpen();
          throw new NoAnswer(error.isNoResponders() ? 'no-responders' : 'disconnected');
        }
        throw error;
      } finally {
        forget();
      }
    },
    async close() {
      await nc.close();
      await closed;
    },
  };
  return connection;
};
