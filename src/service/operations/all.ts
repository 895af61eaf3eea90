// Every operation of the service.
import { COMMAND_OPERATIONS } from './commands.ts';
import { LIVE_OPERATIONS } from './live.ts';
import type { Operation } from './operation.ts';
import { SESSION_OPERATIONS } from './sessions.ts';

export const OPERATIONS: readonly Operation[] = [...SESSION_OPERATIONS, ...COMMAND_OPERATIONS, ...LIVE_OPERATIONS];
