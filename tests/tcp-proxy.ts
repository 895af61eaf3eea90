// A TCP proxy on loopback that can lose what either side says, or cut every connection: the network at its worst,
// around a real server.
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

export interface TcpProxy extends LoopbackProxy {
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
}

/** @param answer changes what the server says (whole chunks, a byte a character) */
export const startTcpProxy = async (
  targetUrl: string,
  answer: (text: string) => string = (text) => text,
): Promise<TcpProxy> => {
  let losing: 'answers' | 'requests' | undefined;
  let lost = 0;
  let hold: { readonly text: string; readonly begun: () => void } | undefined;
  let waiting: (() => void)[] | undefined;
  const proxy = await startLoopbackProxy(targetUrl, (client, upstream) => {
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
  return {
    ...proxy,
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
  };
};
