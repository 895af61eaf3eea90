// The first line that a nats-server sends on a connection. It states the version and whether JetStream runs, before any
// login, so that a server can be checked with a socket alone.
import { connect } from 'node:net';
import { defined } from '../../machines/defined.ts';

export interface Greeting {
  serverName: string;
  version: string;
  jetstream: boolean;
  /** The largest message that the server takes. */
  maxPayloadBytes: number;
}

const LIMIT_BYTES = 64 * 1024;

/** What answers is something else: waiting changes nothing. */
export class NoNatsServer extends Error {
  override readonly name = 'NoNatsServer';
}

/**
 * Reads the greeting of the server at `host:port`.
 * @param signal gives up
 * @throws Error when nothing answers in time, or something that is not a nats-server
 */
export const readGreeting = (host: string, port: number, timeoutMs = 5_000, signal?: AbortSignal): Promise<Greeting> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...defined({ signal }) });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error('the server does not answer')), timeoutMs);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.message || error.code || 'no connection';
      fail(new Error(error.code === 'ECONNREFUSED' ? 'nothing listens there' : reason));
    });
    socket.on('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection was closed without a greeting'));
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\r\n');
      if (end < 0 && text.length < LIMIT_BYTES) return;
      const greeting = end < 0 ? undefined : parseGreeting(text.slice(0, end));
      if (!greeting) return fail(new NoNatsServer('it is not a nats-server'));
      resolve(greeting);
      socket.destroy();
    });
  });

const parseGreeting = (line: string): Greeting | undefined => {
  if (!line.startsWith('INFO ')) return undefined;
  try {
    const info = JSON.parse(line.slice(5)) as Record<string, unknown>;
    if (typeof info.version !== 'string') return undefined;
    return {
      serverName: String(info.server_name ?? ''),
      version: info.version,
      jetstream: info.jetstream === true,
      maxPayloadBytes: Number(info.max_payload ?? 0),
    };
  } catch {
    return undefined;
  }
};
