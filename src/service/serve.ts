// The service: HTTP and NATS on a log, from its start to a drain that loses nothing.

import { defined } from '../../machines/defined.ts';
import type { ConnectionOptions } from '../log/nats/connection.ts';
import type { Log } from '../log/port.ts';
import type { SecretOptions } from '../secrets/secret-options.ts';
import { httpApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { startNatsService } from './nats/nats-service.ts';
import { serviceOn } from './service.ts';

export interface ServeOptions {
  readonly log: Log;
  readonly secrets?: SecretOptions;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4280; 0 takes one that is free. */
  readonly port?: number;
  /** The server on which the same operations are answered over NATS. Default: none. */
  readonly nats?: ConnectionOptions;
  /** Receives what a defect threw. */
  readonly onDefect?: (error: unknown) => void;
}

export interface Running {
  readonly url: string;
  /**
   * Ends it: streams close with their position, requests under way are answered, new connections are refused.
   * @param graceMs after so long what is still open is cut off. Default 10,000
   */
  drain(graceMs?: number): Promise<void>;
}

export const DEFAULT_PORT = 4280;

/** @throws RepriseError USAGE where the address cannot be listened on */
export const startService = async (options: ServeOptions): Promise<Running> => {
  const { log, secrets, host = '127.0.0.1', port = DEFAULT_PORT, nats, onDefect } = options;
  const draining = new AbortController();
  const service = serviceOn(log, { secrets, draining: draining.signal });
  const app = httpApp(service, onDefect === undefined ? {} : { onDefect });
  const server = await listen({ host, port, fetch: (request) => app.fetch(request) });
  const requests =
    nats === undefined ? undefined : await startNatsService(service, { connection: nats, ...defined({ onDefect }) });
  return {
    url: server.url,
    async drain(graceMs = 10_000) {
      draining.abort();
      await Promise.all([server.close(graceMs), requests?.drain(graceMs)]);
    },
  };
};
