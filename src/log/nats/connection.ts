// The connection under the JetStream adapter. It comes back by itself, for ever; what was under way when it broke is
// told so at once (`NoAnswer`), since the client library would let it wait for its own timeout, or for good.

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

/** No answer came: the connection broke, nobody listens there (JetStream is not up), or the time was over. */
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
  /** Calls back, once, when the connection that stands now breaks. @returns a function that takes this back */
  onBreak(told: () => void): () => void;
  /** Resolves when a connection stands, when `signal` aborts, or after `timeoutMs`. @throws LOG_UNREACHABLE once closed */
  whenUp(options: { signal?: AbortSignal; timeoutMs?: number }): Promise<void>;
  /** One request, sent only while a connection stands. @throws NoAnswer, LOG_UNREACHABLE once closed */
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
 * Connects, once; after that the connection is kept up for ever.
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

  let standing = true;
  let closedBy: RepriseError | undefined;
  const waiting = new Set<() => void>();
  const breaking = new Set<() => void>();
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const broke = () => {
    standing = false;
    for (const told of breaking) told();
    breaking.clear();
  };
  (async () => {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') broke();
      if (type === 'reconnect') {
        standing = true;
        wake();
      }
    }
  })();
  const closed = nc.closed().then((error) => {
    closedBy = unreachable(url, error ?? undefined, !(error instanceof AuthorizationError));
    broke();
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
      return standing;
    },
    onBreak(told) {
      breaking.add(told);
      return () => breaking.delete(told);
    },
    async whenUp({ signal, timeoutMs }) {
      requireOpen();
      if (standing || signal?.aborted) return;
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
      const broken = new Promise<never>((_, reject) => {
        forget = connection.onBreak(() => reject(new NoAnswer('disconnected')));
      });
      try {
        return await Promise.race([answer, broken]);
      } catch (error) {
        answer.catch(() => {}); // its own timeout, later
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
