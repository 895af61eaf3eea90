// Every operation of the service: one table, for the routes, the documents, NATS and the typed client.

import { CALLER_OPERATIONS } from './caller.ts';
import { CHART_OPERATIONS } from './charts.ts';
import { COMMAND_OPERATIONS } from './commands.ts';
import { COMMIT_OPERATIONS } from './commits.ts';
import { ERASURE_OPERATIONS } from './erasure.ts';
import { EVENT_OPERATIONS } from './events.ts';
import { IMPORT_OPERATIONS } from './imports.ts';
import { LIVE_OPERATIONS } from './live.ts';
import { VIEW_LIVE_OPERATIONS } from './live-view.ts';
import type { FailureCode, Operation } from './operation.ts';
import { PROFILE_OPERATIONS } from './profiles.ts';
import { RECORD_OPERATIONS } from './records.ts';
import { REPAIR_OPERATIONS } from './repairs.ts';
import { SESSION_OPERATIONS } from './sessions.ts';
import { TICKET_OPERATIONS } from './tickets.ts';
import { VIEW_OPERATIONS } from './views.ts';

const TABLE = [
  ...SESSION_OPERATIONS,
  ...COMMAND_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...VIEW_OPERATIONS,
  ...CHART_OPERATIONS,
  ...RECORD_OPERATIONS,
  ...IMPORT_OPERATIONS,
  ...PROFILE_OPERATIONS,
  ...LIVE_OPERATIONS,
  ...VIEW_LIVE_OPERATIONS,
  ...COMMIT_OPERATIONS,
  ...TICKET_OPERATIONS,
  ...REPAIR_OPERATIONS,
  ...ERASURE_OPERATIONS,
  ...CALLER_OPERATIONS,
] as const;

export const OPERATIONS: readonly Operation[] = TABLE;

/** One of the operations, as a type that keeps its schemas. */
export type TypedOperation = (typeof TABLE)[number];

/** What every operation may answer. */
export const COMMON_FAILURES: readonly FailureCode[] = [
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'MISDIRECTED',
  'TOO_MANY_REQUESTS',
  'DRAINING',
  'SESSION_FORGOTTEN',
  'LOG_UNREACHABLE',
  'STREAM_MISMATCH',
];
