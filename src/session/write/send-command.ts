// Sends one command: decided against the session, appended under an expectation, and decided again after a conflict.
import type { Command } from '../../../machines/commands/command.ts';
import { endedWithSession } from '../../../machines/commands/end-session.ts';
import { defined } from '../../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { redactedIn } from '../../secrets/secret-filter.ts';
import type { LoadedSession } from './loaded-sessions.ts';
import type { CommitPlan, PlannedCommit } from './plan-commits.ts';
import { eventsFrom } from './read-events.ts';
import type { SendResult } from './sessions.ts';
import type { Appended, WriteContext } from './write-context.ts';

/**
 * A plan for one command. Undefined where a stale session cannot decide: what is not a command in the session as it is
 * known here may be one in the newest (`phase.next`).
 */
const planOne = (
  { plan }: WriteContext,
  session: LoadedSession,
  command: Command,
  isNewest: boolean,
): CommitPlan | undefined => {
  try {
    return plan(session, [command], 0);
  } catch (error) {
    if (isNewest || !isRepriseError(error, 'USAGE')) throw error;
    return undefined;
  }
};

const recorded = (commandId: string, { events, violations }: PlannedCommit, appended: Appended): SendResult => {
  const { position, durability, session } = appended;
  const redacted = redactedIn(events);
  const { state } = session;
  const ended = endedWithSession(events);
  return defined({
    kind: 'recorded',
    commandId,
    events,
    violations,
    ended,
    redacted,
    position,
    durability,
    state,
  } as const);
};

/** @param untilMs the deadline, on the clock of `performance.now` */
export const sendCommand = async (
  context: WriteContext,
  sessionId: string,
  command: Command,
  expected: number | undefined,
  untilMs: number,
): Promise<SendResult> => {
  const { log, loaded } = context;
  const commandId = command.id;
  const attempt = { untilMs, subject: `command ${commandId}` };
  if (performance.now() >= untilMs)
    throw new RepriseError('LOG_UNREACHABLE', `Earlier commands took all the time that ${attempt.subject} had.`, {
      hint: 'It was not sent. Check that the log answers, and send it again.',
      fields: { sessionId, commandId },
    });
  // The first attempt decides against the session as it is known here. Only an append settles anything then: every other
  // answer is given after the newest commits were read.
  let session = loaded.known(sessionId);
  let isNewest = false;
  for (let attempts = 1; ; attempts += 1) {
    const earlier = session.state.record.commands.get(commandId);
    const isStale = expected !== undefined && earlier === undefined && expected !== session.head.ordinal;
    if (isStale && isNewest) return { kind: 'conflict', commandId, expected, actual: session.head.ordinal };
    const plan = isStale ? undefined : planOne(context, session, command, isNewest);
    if (plan?.repeated === 1 && earlier !== undefined) {
      const events = await eventsFrom(log, sessionId, earlier.firstOrdinal, earlier.count);
      return defined({ kind: 'repeated', commandId, events, ended: endedWithSession(events) } as const);
    }
    const [commit] = plan?.commits ?? [];
    if (commit !== undefined) {
      const result = await context.append(session, commit, attempt);
      if (result.kind === 'appended') return recorded(commandId, commit, result);
      await context.pause(sessionId, attempts, attempt);
    } else if (isNewest && plan?.unchanged === 1) {
      return { kind: 'unchanged', commandId, state: session.state };
    } else if (isNewest && plan?.refused !== undefined) {
      return { kind: 'refused', commandId, rejection: plan.refused.rejection };
    }
    session = await loaded.catchUp(sessionId);
    isNewest = true;
  }
};
