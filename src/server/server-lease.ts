// The users' side of a supervisor's socket: take a lease on a running server, ask for its status, stop it. A process that
// holds the store and stays silent, such as one that is paused, is waited for no longer than a server that does not answer.
import type { Socket } from 'node:net';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { eachLine } from './lines.ts';
import { readServerFile } from './server-file.ts';
import type { ServerInfo } from './server-info.ts';
import { connectToHolder } from './store-socket.ts';
import { ENDS_WITHIN_MS, type Reply, type Request } from './supervision.ts';

/** Resolves when it is closed, or after the longest that a supervisor takes to end: then it is closed here. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const timer = setTimeout(() => socket.destroy(), ENDS_WITHIN_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** The process that holds the store does not answer. */
const holderSilent = (store: string): RepriseError => {
  const pid = readServerFile(store)?.supervisorPid;
  const holder = pid === undefined ? 'The process that holds' : `Process ${pid}, which holds`;
  return new RepriseError(
    'LOG_UNREACHABLE',
    `${holder} the store ${store}${pid === undefined ? '' : ','} does not answer.`,
    {
      hint:
        pid === undefined
          ? 'Let that process go on, or end it, and try again.'
          : `Let it go on where it is paused (kill -CONT ${pid}), or end it (kill -KILL ${pid}), and try again.`,
      fields: { store, ...defined({ pid }) },
    },
  );
};

interface Asking {
  /** How long the holder may be silent, in milliseconds. */
  readonly silentMs: number;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

interface Answered {
  readonly socket: Socket;
  /** Undefined where the holder closed the connection instead, or `signal` aborted. */
  readonly reply: Reply | undefined;
  /** Whether the server was being started when it was asked. */
  readonly wasStarting: boolean;
}

/**
 * Sends a request to the process that holds the store. A lease on a server that is being started is waited for as long as
 * its supervisor says so. @returns undefined without such a process @throws RepriseError LOG_UNREACHABLE when it is silent
 */
const request = async (store: string, line: Request, { silentMs, signal }: Asking): Promise<Answered | undefined> => {
  const socket = await connectToHolder(store);
  if (!socket) return undefined;
  socket.on('error', () => socket.destroy());
  let wasStarting = false;
  const reply = await new Promise<Reply | 'silent' | undefined>((resolve) => {
    let timer: NodeJS.Timeout;
    const done = (answer?: Reply | 'silent') => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(answer);
    };
    const abort = () => done();
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => done('silent'), silentMs);
    };
    wait();
    if (signal?.aborted) return done();
    signal?.addEventListener('abort', abort, { once: true });
    let isAnswered = false;
    eachLine(socket, (text) => {
      if (isAnswered) return;
      const answer = JSON.parse(text) as Reply;
      isAnswered = line !== 'lease' || answer.state !== 'starting';
      if (isAnswered) return done(answer);
      wasStarting = true;
      wait();
    });
    socket.once('close', () => done());
    // The supervisor closed its side; closing this one lets 'close' follow.
    socket.once('end', () => socket.end());
    socket.write(`${line}\n`);
  });
  if (reply !== 'silent') return { socket, reply, wasStarting };
  socket.destroy();
  throw holderSilent(store);
};

export interface Lease {
  info: ServerInfo;
  /** Settles when the server has ended, or the lease was released. */
  ended: Promise<void>;
  /** Releases the lease. Resolves when the server has ended, or at once while others use it. */
  release(): Promise<void>;
  /** Whether the server was being started when the lease was requested. */
  wasStarting: boolean;
}

/**
 * Takes a lease on the server that runs on the store.
 * @returns 'none' when none runs; 'changing' when one is stopping, or died: try again
 * @throws RepriseError LOG_UNREACHABLE when its supervisor does not answer
 */
export const takeLease = async (store: string, asking: Asking): Promise<Lease | 'none' | 'changing'> => {
  const answered = await request(store, 'lease', asking);
  if (!answered) return 'none';
  const { socket, reply, wasStarting } = answered;
  if (reply?.state !== 'running') {
    if (reply?.state === 'stopping') await closed(socket);
    socket.destroy();
    return 'changing';
  }
  socket.resume().unref();
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let released: Promise<void> | undefined;
  const release = async () => {
    socket.ref();
    socket.end();
    await closed(socket);
  };
  return { info: reply.info, ended, release: () => (released ??= release()), wasStarting };
};

/**
 * The server that runs on the store; undefined when none is up.
 * @throws RepriseError LOG_UNREACHABLE when its supervisor does not answer
 */
export const askStatus = async (store: string, asking: Asking): Promise<ServerInfo | undefined> => {
  const answered = await request(store, 'status', asking);
  answered?.socket.destroy();
  return answered?.reply?.state === 'running' ? answered.reply.info : undefined;
};

/**
 * Stops the server that runs on the store and waits until it has ended. @returns false when none runs
 * @throws RepriseError LOG_UNREACHABLE when its supervisor does not answer
 */
export const askToStop = async (store: string, silentMs: number): Promise<boolean> => {
  const answered = await request(store, 'stop', { silentMs });
  if (!answered) return false;
  await closed(answered.socket.resume());
  return true;
};

/**
 * Lets the server that runs on the store take the users that the store has now: it reads them a moment later.
 * @returns `none` where none runs; `later` where it takes them at its next start only: its supervisor is an earlier version's
 * @throws RepriseError LOG_UNREACHABLE when its supervisor does not answer
 */
export const askToReload = async (store: string, silentMs: number): Promise<ServerInfo | 'none' | 'later'> => {
  const answered = await request(store, 'reload', { silentMs });
  answered?.socket.destroy();
  const { reply } = answered ?? {};
  if (reply === undefined || reply.state === 'stopping') return 'none';
  return reply.state === 'reloaded' ? reply.info : 'later';
};
