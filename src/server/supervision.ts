// What a supervisor is told and what it says: on its standard streams to its starter, on its socket to the others.
import type { ErrorCode } from '../errors.ts';
import type { Credentials, Lifetime, ServerInfo } from './server-info.ts';

/** The line on a supervisor's standard input. */
export interface SupervisorOrder {
  store: string;
  binary: string;
  /** Path of the nats-server settings. */
  config: string;
  /** Absent: 4222, or a free one where that is taken. 0: a free one. Otherwise this one or none. */
  port?: number;
  lifetime: Exclude<Lifetime, 'external'>;
  credentials: Credentials;
}

export interface Failure {
  code: ErrorCode;
  message: string;
  hint?: string;
  fields?: Readonly<Record<string, unknown>>;
}

/** The first line on its standard output; `released` is a second one: the starter left, others still use the server. */
export type SupervisorOutcome =
  | { outcome: 'ready'; info: ServerInfo }
  | { outcome: 'occupied' }
  | { outcome: 'failed'; failure: Failure }
  | { outcome: 'released' };

/** The line that a user sends on the socket. A lease lasts as long as its connection. */
export type Request = 'lease' | 'status' | 'stop';

/** The line that comes back. After `stopping` the connection closes when the server is down. */
export type Reply = { state: 'running'; info: ServerInfo } | { state: 'starting' } | { state: 'stopping' };
