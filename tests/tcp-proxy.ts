// A TCP proxy on loopback that can lose what the server answers, or cut every connection: the network at its worst,
// around a real server.
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly url: string;
  /** From now on what the server says is thrown away; `heard` counts its bytes. */
  loseAnswers(): void;
  /** Lets the server's answers through again (what was lost stays lost). */
  passAnswers(): void;
  /** Bytes of the server's that were thrown away. */
  lost(): number;
  /** Breaks every connection there is; new ones are taken. */
  cut(): void;
  close(): Promise<void>;
}

export const startTcpProxy = async (targetUrl: string): Promise<TcpProxy> => {
  const target = new URL(targetUrl);
  const open = new Set<Socket>();
  let losing = false;
  let lost = 0;
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
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      if (losing) lost += bytes.length;
      else client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `nats://127.0.0.1:${address.port}`,
    loseAnswers() {
      losing = true;
    },
    passAnswers() {
      losing = false;
    },
    lost: () => lost,
    cut,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
};
