// The HTTP server of a service: it listens on one address, and closes without cutting a request off.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { RepriseError } from '../../errors.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

export interface Listening {
  /** `http://127.0.0.1:4280`, without a path. */
  readonly url: string;
  /** Takes no new connection, and ends when the requests under way are answered; after `graceMs` they are cut off. */
  close(graceMs: number): Promise<void>;
}

/** @throws RepriseError USAGE where the address cannot be listened on */
export const listen = async ({ host, port, fetch }: ListenOptions): Promise<Listening> => {
  const server = createAdaptorServer({ fetch, hostname: host }) as Server;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new RepriseError(
      'USAGE',
      code === 'EADDRINUSE' ? `Port ${port} is taken.` : `${host}:${port} cannot be listened on: ${message}.`,
      { hint: 'Name another with --port; --port 0 takes one that is free.', fields: { host, port }, cause: error },
    );
  }
  const at = server.address() as AddressInfo;
  return {
    url: `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`,
    async close(graceMs) {
      const closed = once(server, 'close');
      server.close();
      // A connection that is kept alive becomes idle only when its request is answered.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(timer);
    },
  };
};
