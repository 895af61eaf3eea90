// A user's end of a supervisor's socket: take a share in a running server, ask about it, end it.
import type { Socket } from 'node:net';
import { eachLine } from './lines.ts';
import type { ServerInfo } from './server-info.ts';
import { connectToHolder } from './store-socket.ts';
import type { Reply, Request } from './supervision.ts';

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    socket.once('close', () => resolve());
  });

/** Sends a request to whoever holds the store. @returns undefined when nobody does, `reply` undefined when it left */
const ask = async (
  store: string,
  request: Request,
  timeoutMs: number,
): Promise<{ socket: Socket; reply: Reply | undefined } | undefined> => {
  const socket = await connectToHolder(store);
  if (!socket) return undefined;
  socket.on('error', () => socket.destroy());
  const reply = new Promise<Reply | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), timeoutMs);
    const done = (line?: string) => {
      clearTimeout(timer);
      resolve(line === undefined ? undefined : (JSON.parse(line) as Reply));
    };
    eachLine(socket, done);
    socket.once('close', () => done());
    // The supervisor closed its side: let it be closed, so that 'close' follows.
    socket.once('end', () => socket.end());
  });
  socket.write(`${request}\n`);
  return { socket, reply: await reply };
};

export interface Lease {
  info: ServerInfo;
  /** Settles when the server is down, or the share was given back. */
  ended: Promise<void>;
  /** Gives the share back: resolves when the server is down, or at once when others keep it. */
  release(): Promise<void>;
}

/**
 * Takes a share in the server that runs on the store.
 * @returns 'none' when none runs; 'changing' when one is just going: ask again
 */
export const takeLease = async (store: string, timeoutMs: number): Promise<Lease | 'none' | 'changing'> => {
  const asked = await ask(store, 'lease', timeoutMs);
  if (!asked) return 'none';
  const { socket, reply } = asked;
  if (reply?.state !== 'running') {
    if (reply?.state === 'stopping') await closed(socket);
    socket.destroy();
    return 'changing';
  }
  socket.resume().unref();
  const ended = closed(socket);
  let released: Promise<void> | undefined;
  const release = async () => {
    socket.ref();
    socket.end();
    await ended;
  };
  return { info: reply.info, ended, release: () => (released ??= release()) };
};

/** The server that runs on the store; undefined when none does, or none that is up. */
export const askStatus = async (store: string, timeoutMs: number): Promise<ServerInfo | undefined> => {
  const asked = await ask(store, 'status', timeoutMs);
  asked?.socket.destroy();
  return asked?.reply?.state === 'running' ? asked.reply.info : undefined;
};

/** Ends the server that runs on the store and waits for its end. @returns false when none runs */
export const askToStop = async (store: string): Promise<boolean> => {
  const asked = await ask(store, 'stop', 10_000);
  if (!asked) return false;
  await closed(asked.socket.resume());
  return true;
};
