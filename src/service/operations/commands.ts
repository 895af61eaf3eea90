// Commands into a session: its start, one command, or a list of which all or none is recorded.
import { z } from 'zod';
import { leavesOpen } from '../../../machines/commands/current.ts';
import { defined } from '../../../machines/defined.ts';
import { EventSeverity } from '../../../machines/events/severity.ts';
import { isRepriseError } from '../../errors.ts';
import { freshId } from '../../session/write/fresh-id.ts';
import type { NewCommand } from '../../session/write/new-command.ts';
import { stateAt } from '../../session/write/read-events.ts';
import type { RecordResult, SendResult } from '../../session/write/sessions.ts';
import { Sight } from '../../session/write/sight.ts';
import { sha256 } from '../../sha256.ts';
import { Answered, conflictProblem, RequestError, refusalProblem } from '../problem.ts';
import { type Caller, maySee, type Service } from '../service.ts';
import { faultsOf } from './command-faults.ts';
import { type CallContext, operation } from './operation.ts';
import { Event, Flag, Position, SessionId, SessionParams, Violation, wholeNumber } from './schemas.ts';

/** What a command has beside its name. */
const members = {
  id: z.string().min(1).max(256).describe('a repeat of the same id counts once').optional(),
  data: z
    .custom<Record<string, unknown>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'expected an object',
    )
    .meta({ type: 'object', description: 'in the shape of `/schemas/commands/WORD.json`' })
    .default({}),
  actor: z.string().min(1).max(1_000).describe('who acts; default: the name of the caller').optional(),
  time: z.string().describe('when it happened; default: now').optional(),
  severity: EventSeverity.optional(),
  description: z.string().max(1_000_000).optional(),
  tags: z.array(z.string()).optional(),
  correlationId: z.string().min(1).max(256).optional(),
  traceparent: z.string().max(256).optional(),
  derivedFrom: z.string().min(1).max(10_000).describe('in an import: which file and entry it came from').optional(),
  redacted: z.number().int().min(0).max(1_000_000).describe('secrets that its sender replaced in it').optional(),
};

const Command = z
  .strictObject({
    name: z.string().describe('the word of a command (`task.start`), or the type of a fact'),
    ...members,
  })
  .meta({ id: 'Command' });

const Start = z
  .strictObject({ session: SessionId.describe('its id; default: a new one').optional(), ...members })
  .meta({ id: 'Start' });

const Commands = z.strictObject({ commands: z.array(Command).min(1).max(100_000) }).meta({ id: 'Commands' });

const Result = z
  .object({
    kind: z
      .enum(['recorded', 'repeated', 'unchanged'])
      .describe('`repeated`: it was recorded before, and this is what was answered then'),
    commandId: z.string(),
    ordinal: z.number().int().describe('of the newest event of the session after it'),
    events: z.array(Event),
    violations: z.array(Violation).describe('the rules that the events violate and were recorded with'),
    ended: z
      .object({
        agents: z.array(z.string()).optional(),
        tasks: z.array(z.string()).optional(),
        todos: z.array(z.string()).optional(),
        cycles: z.array(z.number().int()).optional(),
        phases: z.array(z.string()).optional(),
        reviews: z.array(z.string()).optional(),
      })
      .describe('what ended with the session, as it ran')
      .optional(),
    why: z.string().describe('why it is unchanged').optional(),
    redacted: z.number().int().describe('secrets that were replaced'),
    position: Position.optional(),
    durability: z.string().describe('what the acknowledgement promises').optional(),
  })
  .meta({ id: 'Result' });

const Recorded = z
  .object({
    recorded: z.number().int().describe('events that this call added'),
    repeated: z.number().int().describe('commands that added nothing'),
    ordinal: z.number().int().describe('of the newest event of the session after it'),
    events: z.array(Event),
    violations: z.array(Violation),
    redacted: z.number().int(),
    position: Position.optional(),
    durability: z.string(),
  })
  .meta({ id: 'Recorded' });

const Expectation = z.strictObject({
  expect: wholeNumber(0, 2_147_483_647)
    .describe('the ordinal of its newest event, 0 for none: else nothing is recorded (409)')
    .optional(),
});

const Sending = Expectation.extend({
  seen: wholeNumber(0, 2_147_483_647)
    .describe('the ordinal of the newest event that its sender has seen; default: the newest there is')
    .optional(),
  again: Flag.describe('begins anew a session that was forgotten').optional(),
});

const asCommand = ({ actor, ...command }: z.output<typeof Command>, { name }: Caller): NewCommand =>
  ({ ...command, ...defined({ actor: actor ?? name }) }) as NewCommand;

/** @throws Answered for a refusal and a conflict */
const answerOf = (result: SendResult): z.input<typeof Result> => {
  switch (result.kind) {
    case 'recorded':
    case 'repeated': {
      const { kind, commandId, events, violations, redacted, ended, position, state } = result;
      const durability = result.kind === 'recorded' ? result.durability : undefined;
      return {
        ...{ kind, commandId, ordinal: state.ordinal, events: events as z.input<typeof Event>[] },
        ...{ violations: violations as z.input<typeof Violation>[], redacted },
        ...defined({ ended: ended as z.input<typeof Result>['ended'], position, durability }),
      };
    }
    case 'unchanged': {
      const { kind, commandId, why, state } = result;
      return {
        ...{ kind, commandId, ordinal: state.ordinal, events: [], violations: [], redacted: 0 },
        ...defined({ why }),
      };
    }
    case 'refused':
      throw new Answered(refusalProblem(result.rejection, { commandId: result.commandId }));
    case 'conflict':
      throw new Answered(conflictProblem(result.expected, result.actual, { commandId: result.commandId }));
    default:
      return result satisfies never;
  }
};

/** @throws Answered for a refusal and a conflict */
const answerOfList = (result: RecordResult): z.input<typeof Recorded> => {
  const { recorded, repeated, events, violations, redacted, position, durability, state } = result;
  if (result.conflict !== undefined)
    throw new Answered(conflictProblem(result.conflict.expected, result.conflict.actual, {}));
  if (result.refused !== undefined) {
    const { place, command, rejection } = result.refused;
    throw new Answered(refusalProblem(rejection, { commandId: command.id, place, recorded }));
  }
  return {
    ...{ recorded, repeated, ordinal: state.ordinal, events: events as z.input<typeof Event>[] },
    ...{ violations: violations as z.input<typeof Violation>[], redacted, durability },
    ...defined({ position }),
  };
};

/**
 * What a command leaves open ("the active phase") is as its caller last saw the session (`seen`), else as the session is
 * when it arrives. A caller that names the ordinal (`expect`) gets nothing else.
 */
const sightOf = async (
  { log, recorder }: Service,
  session: string,
  name: string,
  { expect, seen }: z.output<typeof Sending>,
): Promise<Sight | undefined> => {
  if (expect !== undefined || !leavesOpen(name)) return undefined;
  const sight = new Sight();
  const { state } = await recorder.sessions.load(session);
  sight.see(seen === undefined || seen >= state.ordinal ? state : await stateAt(log, session, seen));
  return sight;
};

/** Adds every fault of the commands to an error that names the first. */
const withFaults = async <T>(sent: Promise<T>, commands: readonly NewCommand[], path: (place: number) => string[]) => {
  try {
    return await sent;
  } catch (error) {
    if (isRepriseError(error, 'USAGE')) throw faultsOf(error, commands, path);
    throw error;
  }
};

const send = async (
  service: Service,
  session: string,
  given: z.output<typeof Command>,
  sending: z.output<typeof Sending>,
  { caller, idempotencyKey }: CallContext,
): Promise<z.input<typeof Result>> => {
  if (given.id !== undefined && idempotencyKey !== undefined && given.id !== idempotencyKey)
    throw new RequestError('BAD_REQUEST', 'The command has an id, and `Idempotency-Key` is another.', {
      hint: 'Give one of them.',
    });
  const command = asCommand({ ...given, ...defined({ id: given.id ?? idempotencyKey }) }, caller);
  const sight = await sightOf(service, session, command.name, sending);
  const options = defined({ expectedOrdinal: sending.expect, again: sending.again, sight });
  return answerOf(await withFaults(service.recorder.sessions.send(session, command, options), [command], () => []));
};

const FAILURES = ['USAGE', 'BAD_SESSION_ID', 'REFUSED', 'RECORD_INVALID', 'CONFLICT', 'COMMIT_TOO_LARGE'] as const;
const OF_WRITING = ['UNKNOWN_OUTCOME', 'QUEUE_FULL', 'STORE_FULL'] as const;

export const COMMAND_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.start',
    role: 'writer',
    method: 'post',
    path: '/v1/sessions',
    summary: 'Start a session.',
    description:
      'The command `session.start`. Without `session` the session gets a new id, which the same `Idempotency-Key` gets again.',
    status: 201,
    repeatable: true,
    body: Start,
    output: Result.extend({ session: z.string() }).meta({ id: 'Started' }),
    failures: [...FAILURES, ...OF_WRITING],
    async run(service, { body: { session: named, ...command } }, call) {
      const { caller, idempotencyKey } = call;
      // Of the same key by the same caller always the same: a repeat starts no second session.
      const made = idempotencyKey && sha256(JSON.stringify([caller.name ?? null, idempotencyKey])).slice(0, 32);
      const session = named ?? made ?? freshId();
      if (!maySee(caller, session))
        throw new RequestError('FORBIDDEN', 'This caller may start only the sessions that it is limited to.', {
          hint: 'Name one of them as `session`.',
        });
      return { session, ...(await send(service, session, { name: 'session.start', ...command }, {}, call)) };
    },
  }),
  operation({
    kind: 'json',
    name: 'session.send',
    role: 'writer',
    method: 'post',
    path: '/v1/sessions/{session}/commands',
    summary: 'Send a command.',
    description:
      'One command. Sent again with the same id, or the same `Idempotency-Key`, it counts once: that is what to do where ' +
      'no answer came, or the outcome is not known (503, `UNKNOWN_OUTCOME`). What a command leaves open, as the active ' +
      'phase of `phase.next`, is as you saw it at the ordinal `seen`, else as the session is when the command arrives.',
    repeatable: true,
    params: SessionParams,
    query: Sending,
    body: Command,
    output: Result,
    failures: [...FAILURES, ...OF_WRITING],
    run: (service, { params: { session }, query, body }, call) => send(service, session, body, query, call),
  }),
  operation({
    kind: 'json',
    name: 'session.record',
    role: 'writer',
    method: 'post',
    path: '/v1/sessions/{session}/batches',
    summary: 'Record a list of commands: all of them or none.',
    description:
      'All are decided, one after the other, before anything is recorded; the first that is refused is the answer, with its ' +
      '`place` in the list from 0. `Idempotency-Key` gives each command without an id one: `KEY:1`, `KEY:2`, ...',
    repeatable: true,
    params: SessionParams,
    query: Expectation,
    body: Commands,
    output: Recorded,
    failures: [...FAILURES, ...OF_WRITING],
    async run({ recorder }, { params: { session }, query: { expect }, body }, { caller, idempotencyKey }) {
      const commands = body.commands.map((command, place) => {
        const id = command.id ?? (idempotencyKey === undefined ? undefined : `${idempotencyKey}:${place + 1}`);
        return asCommand({ ...command, ...defined({ id }) }, caller);
      });
      const recorded = recorder.sessions.record(session, commands, defined({ expectedOrdinal: expect }));
      return answerOfList(await withFaults(recorded, commands, (place) => ['commands', String(place)]));
    },
  }),
] as const;
