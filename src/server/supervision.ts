// The messages of a supervisor: on its standard streams with its starter, on its socket with the other users.
import type { ErrorCode } from '../errors.ts';
import type { Lifetime, ServerInfo } from './server-info.ts';

/** The line on its standard input. */
export interface SupervisorOrder {
  store: string;
  binary: string;
  /** Path of nats-server's configuration file. */
  config: string;
  /** 0: any free port. Another number: this port, or a failure. Default: 4222, or a free port where that is taken. */
  port?: number;
  lifetime: Exclude<Lifetime, 'external'>;
  /** Three servers with replicated streams, instead of one. */
  cluster?: boolean;
}

/** What a supervisor watches: one server, or a cluster. */
export interface Watched {
  /** Undefined until it is up for the first time. */
  readonly info: ServerInfo | undefined;
  /** @throws RepriseError SERVER_UNAVAILABLE, STORE_FULL, or the error of the file system */
  start(): Promise<ServerInfo>;
  /** Lets the server take the users that the store has now. @throws the error of the file system */
  reload(): Promise<void>;
  /** Ends it so that it flushes; the notice in the store goes first. */
  stop(): Promise<void>;
}

export interface Failure {
  code: ErrorCode;
  message: string;
  hint?: string;
  fields?: Readonly<Record<string, unknown>>;
}

/** A line on its standard output. `released` follows `ready`: the starter left, and others still use the server. */
export type SupervisorOutcome =
  | { outcome: 'ready'; info: ServerInfo }
  | { outcome: 'occupied' }
  | { outcome: 'failed'; failure: Failure }
  | { outcome: 'released' };

/**
 * The line that a user sends on the socket. A lease lasts until its connection closes. `reload` lets the server take the
 * users that the store has now; a supervisor of an earlier version answers it like `status`.
 */
export type Request = 'lease' | 'status' | 'reload' | 'stop';

/**
 * The answer to a request. After `stopping` the connection closes when the server has ended. A lease that is requested
 * while the server starts gets `starting` again and again, and `running` when it is up.
 */
export type Reply =
  | { state: 'running'; info: ServerInfo }
  | { state: 'starting' }
  | { state: 'stopping' }
  | { state: 'reloaded'; info: ServerInfo };

/** How often a supervisor says that its server is still being started. */
export const STARTING_EVERY_MS = 100;

/** The longest that a supervisor takes to end: nats-server is killed where it has not stopped after ten seconds. */
export const ENDS_WITHIN_MS = 20_000;
