// Sends one command: decided against the session, appended under an expectation, and decided again after a conflict.
import type { Command } from '../../../machines/commands/command.ts';
import { leavesOpen } from '../../../machines/commands/current.ts';
import { endedWithSession } from '../../../machines/commands/end-session.ts';
import { defined } from '../../../machines/defined.ts';
import type { State } from '../../../machines/state/state.ts';
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
  { isNewest, seen }: { readonly isNewest: boolean; readonly seen: State | undefined },
): CommitPlan | undefined => {
  try {
    return plan(session, [command], 0, [seen]);
  } catch (error) {
    if (isNewest || !isRepriseError(error, 'USAGE')) throw error;
    return undefined;
  }
};

/** The result of a command, and the session as its sender has seen it then. */
export interface Sent {
  readonly result: SendResult;
  readonly state?: State;
}

const recorded = (commandId: string, { events, violations }: PlannedCommit, appended: Appended): Sent => {
  const { position, durability, session } = appended;
  const redacted = redactedIn(events);
  const { state } = session;
  const ended = endedWithSession(events);
  const answer = {
    kind: 'recorded',
    commandId,
    events,
    violations,
    ended,
    redacted,
    position,
    durability,
    state,
  } as const;
  return { result: defined(answer), state };
};

export interface SendContext {
  /** The ordinal that the session must be at. */
  readonly expected: number | undefined;
  /** The session as the sender last saw it; undefined: as it is when the command is first decided at its newest event. */
  readonly seen: State | undefined;
  /** The deadline, on the clock of `performance.now`. */
  readonly untilMs: number;
}

export const sendCommand = async (
  context: WriteContext,
  sessionId: string,
  command: Command,
  { expected, seen: lastSeen, untilMs }: SendContext,
): Promise<Sent> => {
  const { log, loaded } = context;
  const commandId = command.id;
  const attempt = { untilMs, subject: `command ${commandId}` };
  if (performance.now() >= untilMs)
    throw new RepriseError('LOG_UNREACHABLE', `Earlier commands took all the time that ${attempt.subject} had.`, {
      hint: 'It was not sent. Check that the log answers, and send it again.',
      fields: { sessionId, commandId },
    });
  const pinned = expected === undefined && leavesOpen(command.name);
  // The first attempt decides against the session as it is known here. Only an append settles anything then: every other
  // answer is given after the newest commits were read. Whoever saw nothing of the session means its newest state.
  let isNewest = pinned && lastSeen === undefined;
  let session = isNewest ? await loaded.catchUp(sessionId) : loaded.known(sessionId);
  let seen = lastSeen;
  for (let attempts = 1; ; attempts += 1) {
    const earlier = session.state.record.commands.get(commandId);
    const isStale = expected !== undefined && earlier === undefined && expected !== session.head.ordinal;
    if (isStale && isNewest) return { result: { kind: 'conflict', commandId, expected, actual: session.head.ordinal } };
    if (pinned) seen ??= session.state;
    const plan = isStale ? undefined : planOne(context, session, command, { isNewest, seen });
    if (plan?.repeated === 1 && earlier !== undefined) {
      const { events, state } = await eventsFrom(log, sessionId, earlier.firstOrdinal, earlier.count);
      const ended = endedWithSession(events);
      return { result: defined({ kind: 'repeated', commandId, events, ended } as const), state };
    }
    const [commit] = plan?.commits ?? [];
    if (commit !== undefined) {
      const result = await context.append(session, commit, attempt);
      if (result.kind === 'appended') return recorded(commandId, commit, result);
      await context.pause(sessionId, attempts, attempt);
    } else if (isNewest && plan?.unchanged !== undefined) {
      const { state } = session;
      return { result: { kind: 'unchanged', commandId, ...plan.unchanged, state }, state };
    } else if (isNewest && plan?.refused !== undefined) {
      return { result: { kind: 'refused', commandId, rejection: plan.refused.rejection }, state: session.state };
    }
    session = await loaded.catchUp(sessionId);
    isNewest = true;
  }
};
