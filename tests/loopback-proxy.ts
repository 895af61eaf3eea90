// A proxy on loopback before a server: what is done with the bytes of each side, its user decides.
import { connect, createServer, type Socket } from 'node:net';

export interface LoopbackProxy {
  readonly url: string;
  /** Breaks every connection there is; new ones are taken. */
  cut(): void;
  close(): Promise<void>;
}

/** @param join called with the two sides of each connection; the end of one ends the other */
export const startLoopbackProxy = async (
  targetUrl: string,
  join: (client: Socket, upstream: Socket) => void,
): Promise<LoopbackProxy> => {
  const target = new URL(targetUrl);
  const open = new Set<Socket>();
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    join(client, upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `nats://127.0.0.1:${address.port}`,
    cut,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
};
