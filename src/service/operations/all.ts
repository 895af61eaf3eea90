// Every operation of the service: one table, for the routes, the documents, NATS and the typed client.
import { COMMAND_OPERATIONS } from './commands.ts';
import { COMMIT_OPERATIONS } from './commits.ts';
import { LIVE_OPERATIONS } from './live.ts';
import type { Operation } from './operation.ts';
import { SESSION_OPERATIONS } from './sessions.ts';
import { TICKET_OPERATIONS } from './tickets.ts';

const TABLE = [
  ...SESSION_OPERATIONS,
  ...COMMAND_OPERATIONS,
  ...LIVE_OPERATIONS,
  ...COMMIT_OPERATIONS,
  ...TICKET_OPERATIONS,
] as const;

export const OPERATIONS: readonly Operation[] = TABLE;

/** One of the operations, as a type that keeps its schemas. */
export type TypedOperation = (typeof TABLE)[number];
