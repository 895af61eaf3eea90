// The client side of a supervisor's socket: take a lease on a running server, ask for its status, stop it.
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

/** Sends a request to the process that holds the store. @returns undefined without one; no `reply` when it gave none */
const request = async (
  store: string,
  line: Request,
  timeoutMs: number,
): Promise<{ socket: Socket; reply: Reply | undefined } | undefined> => {
  const socket = await connectToHolder(store);
  if (!socket) return undefined;
  socket.on('error', () => socket.destroy());
  const reply = new Promise<Reply | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), timeoutMs);
    const done = (answer?: string) => {
      clearTimeout(timer);
      resolve(answer === undefined ? undefined : (JSON.parse(answer) as Reply));
    };
    eachLine(socket, done);
    socket.once('close', () => done());
    // The supervisor closed its side; closing this one lets 'close' follow.
    socket.once('end', () => socket.end());
  });
  socket.write(`${line}\n`);
  return { socket, reply: await reply };
};

export interface Lease {
  info: ServerInfo;
  /** Settles when the server has ended, or the lease was released. */
  ended: Promise<void>;
  /** Releases the lease. Resolves when the server has ended, or at once while others use it. */
  release(): Promise<void>;
}

/**
 * Takes a lease on the server that runs on the store.
 * @returns 'none' when none runs; 'changing' when one is starting or stopping: try again
 */
export const takeLease = async (store: string, timeoutMs: number): Promise<Lease | 'none' | 'changing'> => {
  const answered = await request(store, 'lease', timeoutMs);
  if (!answered) return 'none';
  const { socket, reply } = answered;
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

/** The server that runs on the store; undefined when none is up. */
export const askStatus = async (store: string, timeoutMs: number): Promise<ServerInfo | undefined> => {
  const answered = await request(store, 'status', timeoutMs);
  answered?.socket.destroy();
  return answered?.reply?.state === 'running' ? answered.reply.info : undefined;
};

/** Stops the server that runs on the store and waits until it has ended. @returns false when none runs */
export const askToStop = async (store: string): Promise<boolean> => {
  const answered = await request(store, 'stop', 10_000);
  if (!answered) return false;
  await closed(answered.socket.resume());
  return true;
};
