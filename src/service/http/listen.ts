// The HTTP server of a service: it listens on one address, and closes without cutting off a request that it has begun.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RepriseError } from '../../errors.ts';
import type { Pair } from '../auth/certificate.ts';
import { answerUnparsed, notARequest } from './unparsed.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** True: one that is free, where `port` is taken. Default false. */
  readonly orFree?: boolean;
  /** Its certificate and key. Default: without TLS. */
  readonly tls?: Pair | undefined;
  readonly fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>;
}

export interface Listening {
  /** `http://127.0.0.1:4280`, without a path. */
  readonly url: string;
  /** Takes another certificate for connections from now on. */
  useCertificate(pair: Pair): void;
  /**
   * Ends when the requests under way are answered; after `graceMs` they are cut off. Until then requests are still taken:
   * what answers them says that the service goes down.
   * @returns how many were cut off
   */
  close(graceMs: number): Promise<number>;
}

/** Connections that have nothing under way may take so long to end by themselves. */
const LAST_MS = 50;

/** Whoever sends a request slowly holds its connection no longer than this. */
const OPTIONS = {
  ...{ headersTimeout: 10_000, requestTimeout: 120_000, connectionsCheckingInterval: 1_000 },
  // A request without a host is answered as any other mistake.
  requireHostHeader: false,
};
const HANDSHAKE_MS = 10_000;

const failure = (host: string, port: number, cause: NodeJS.ErrnoException): RepriseError => {
  const fields = { host, port };
  if (cause.code === 'EADDRINUSE')
    return new RepriseError('SERVER_UNAVAILABLE', `Port ${port} of ${host} is taken by another program.`, {
      hint: 'Name another port with --port, or leave it out: a free one is used then.',
      ...{ fields, cause },
    });
  const why = cause.code === 'EACCES' ? 'this user may not' : cause.message;
  return new RepriseError('USAGE', `${host}:${port} cannot be listened on: ${why}.`, {
    hint: 'Name an address of this machine with --host, and a port with --port.',
    ...{ fields, cause },
  });
};

/** @throws RepriseError SERVER_UNAVAILABLE for a port that is taken, USAGE for any other address that cannot be */
export const listen = async ({ host, port, orFree = false, tls, fetch }: ListenOptions): Promise<Listening> => {
  const listener = getRequestListener((request, env) => fetch(request, env as HttpBindings), {
    hostname: host,
    errorHandler: notARequest,
  });
  const server: Server =
    tls === undefined
      ? createServer(OPTIONS, listener)
      : createTlsServer({ ...OPTIONS, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS }, listener);
  answerUnparsed(server);
  const listenOn = async (wanted: number): Promise<void> => {
    server.listen(wanted, host);
    await once(server, 'listening');
  };
  try {
    await listenOn(port).catch((error: NodeJS.ErrnoException) => {
      if (!orFree || error.code !== 'EADDRINUSE') throw error;
      return listenOn(0);
    });
  } catch (error) {
    throw failure(host, port, error as NodeJS.ErrnoException);
  }
  let underWay = 0;
  let onIdle = (): void => undefined;
  server.on('request', (_, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      if (underWay === 0) onIdle();
    });
  });
  const at = server.address() as AddressInfo;
  return {
    useCertificate: (pair) => (server as TlsServer).setSecureContext({ ...pair, minVersion: 'TLSv1.2' }),
    url: `http${tls === undefined ? '' : 's'}://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`,
    async close(graceMs) {
      let cutOff = 0;
      const cut = setTimeout(() => {
        cutOff = underWay;
        server.closeAllConnections();
      }, graceMs);
      if (underWay > 0)
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      clearTimeout(cut);
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const last = setTimeout(() => server.closeAllConnections(), LAST_MS);
      await closed;
      clearTimeout(last);
      return cutOff;
    },
  };
};
