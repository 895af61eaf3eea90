// Commands into a session: one, or a list of which all or none is recorded.
import { z } from 'zod';
import { EventSeverity } from '../../../machines/events/severity.ts';
import type { SendResult } from '../../session/write/sessions.ts';
import { Answered, conflictProblem, refusalProblem } from '../problem.ts';
import type { Caller } from '../service.ts';
import { operation } from './operation.ts';
import { Event, Position, SessionParams } from './schemas.ts';

const Command = z.strictObject({
  id: z.string().min(1).max(256).describe('a repeat of the same id counts once').optional(),
  name: z.string().describe('the word of a command (`task.start`), or the type of a fact'),
  data: z.record(z.string(), z.unknown()).default({}),
  actor: z.string().optional(),
  time: z.string().optional(),
  severity: EventSeverity.optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  correlationId: z.string().optional(),
  traceparent: z.string().optional(),
});

const Violation = z.object({
  rule: z.string(),
  severity: z.enum(['error', 'warn']),
  sentence: z.string(),
  detail: z.string(),
  ordinal: z.number(),
  type: z.string(),
});

const Result = z.object({
  kind: z.enum(['recorded', 'repeated', 'unchanged']),
  commandId: z.string(),
  events: z.array(Event),
  violations: z.array(Violation),
  why: z.string().optional(),
  redacted: z.number(),
  position: Position.optional(),
  durability: z.string().optional(),
});

const withActor = <C extends { actor?: string | undefined }>(command: C, { name }: Caller): C =>
  command.actor === undefined && name !== undefined ? { ...command, actor: name } : command;

/** @throws Answered for a refusal and a conflict */
const answerOf = (result: SendResult): z.input<typeof Result> => {
  switch (result.kind) {
    case 'recorded': {
      const { kind, commandId, events, violations, redacted, position, durability } = result;
      return { kind, commandId, events: [...events], violations: [...violations], redacted, position, durability };
    }
    case 'repeated': {
      const { kind, commandId, events, violations, redacted, position } = result;
      return {
        kind,
        commandId,
        events: [...events],
        violations: [...violations],
        redacted,
        ...(position && { position }),
      };
    }
    case 'unchanged': {
      const { kind, commandId, why } = result;
      return { kind, commandId, events: [], violations: [], redacted: 0, ...(why !== undefined && { why }) };
    }
    case 'refused':
      throw new Answered(refusalProblem(result.commandId, result.rejection));
    case 'conflict':
      throw new Answered(conflictProblem(result.commandId, result.expected, result.actual));
    default:
      return result satisfies never;
  }
};

export const COMMAND_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.send',
    role: 'writer',
    method: 'post',
    path: '/v1/sessions/{session}/commands',
    summary: 'Send a command. A session begins with `session.start`.',
    params: SessionParams,
    query: z.object({ expect: z.coerce.number().int().min(0).describe('the ordinal of its newest event').optional() }),
    body: Command,
    output: Result,
    failures: ['USAGE', 'REFUSED', 'CONFLICT', 'COMMIT_TOO_LARGE', 'LOG_UNREACHABLE', 'UNKNOWN_OUTCOME'],
    async run({ recorder }, { params, query, body }, { caller, idempotencyKey }) {
      const id = body.id ?? idempotencyKey;
      const command = withActor({ ...body, ...(id !== undefined && { id }) }, caller);
      const options = query.expect === undefined ? {} : { expectedOrdinal: query.expect };
      return answerOf(await recorder.sessions.send(params.session, command as never, options));
    },
  }),
] as const;
