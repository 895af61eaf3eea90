// A TCP proxy on loopback that can lose what either side says, or cut every connection: the network at its worst,
// around a real server.
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly url: string;
  /** From now on what the server says is thrown away. */
  loseAnswers(): void;
  /** From now on what the client says is thrown away. */
  loseRequests(): void;
  /** From the first request on that has this text, what the client says waits; resolves once it does. */
  holdFrom(text: string): Promise<void>;
  /** Lets through what waits, and everything after it. */
  release(): void;
  /** Lets everything through again (what was lost stays lost). */
  pass(): void;
  /** Bytes that were thrown away. */
  lost(): number;
  /** Breaks every connection there is; new ones are taken. */
  cut(): void;
  close(): Promise<void>;
}

/** @param answer changes what the server says (whole chunks, a byte a character) */
export const startTcpProxy = async (
  targetUrl: string,
  answer: (text: string) => string = (text) => text,
): Promise<TcpProxy> => {
  const target = new URL(targetUrl);
  const open = new Set<Socket>();
  let losing: 'answers' | 'requests' | undefined;
  let lost = 0;
  let hold: { readonly text: string; readonly begun: () => void } | undefined;
  let waiting: (() => void)[] | undefined;
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
    client.on('data', (bytes) => {
      if (hold !== undefined && bytes.toString('latin1').includes(hold.text)) {
        waiting ??= [];
        hold.begun();
      }
      if (losing === 'requests') lost += bytes.length;
      else if (waiting !== undefined) waiting.push(() => upstream.write(bytes));
      else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (losing === 'answers') lost += bytes.length;
      else client.write(Buffer.from(answer(bytes.toString('latin1')), 'latin1'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `nats://127.0.0.1:${address.port}`,
    loseAnswers() {
      losing = 'answers';
    },
    loseRequests() {
      losing = 'requests';
    },
    holdFrom: (text) =>
      new Promise((begun) => {
        hold = { text, begun };
      }),
    release() {
      const held = waiting ?? [];
      hold = undefined;
      waiting = undefined;
      for (const write of held) write();
    },
    pass() {
      losing = undefined;
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
