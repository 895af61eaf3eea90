// Records many commands in as few commits as fit the log, and decides the rest again after a conflict. They are decided first
// on the session as it is known here: an append says whether that is the newest, without a round trip before it.
import type { Command } from '../../../machines/commands/command.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { State } from '../../../machines/state/state.ts';
import { isRepriseError } from '../../errors.ts';
import type { Position } from '../../log/port.ts';
import { redactedIn } from '../../secrets/secret-filter.ts';
import type { LoadedSession } from './loaded-sessions.ts';
import type { PlacedViolation } from './placed-violation.ts';
import type { CommitPlan, PlannedCommit } from './plan-commits.ts';
import type { RecordOptions, RecordResult } from './sessions.ts';
import type { Appended, WriteContext } from './write-context.ts';

/** What this call has recorded so far. */
class Progress {
  readonly events: RecordedEvent[] = [];
  readonly #violations: PlacedViolation[] = [];
  #repeated = 0;
  #position: Position | undefined;
  #durability: RecordResult['durability'];
  /** How many commands of the list are done. */
  done = 0;

  constructor(durability: RecordResult['durability']) {
    this.#durability = durability;
  }

  add(commit: PlannedCommit, { position, durability }: Appended): void {
    // One by one: a commit may have more events than a call takes arguments.
    for (const event of commit.events) this.events.push(event);
    for (const violation of commit.violations) this.#violations.push(violation);
    this.#repeated += commit.commandsDone - this.done - new Set(commit.events.map(({ commandid }) => commandid)).size;
    this.done = commit.commandsDone;
    this.#position = position;
    this.#durability = durability;
  }

  /** @param repeated commands after the last commit that added nothing */
  result({ state }: LoadedSession, repeated: number): RecordResult {
    const { events } = this;
    return {
      recorded: events.length,
      repeated: this.#repeated + repeated,
      events,
      violations: this.#violations,
      redacted: redactedIn(events),
      position: this.#position,
      durability: this.#durability,
      state,
    };
  }
}

/** A plan, and what the commands meant that leave something open. */
interface Planned {
  readonly plan: CommitPlan;
  readonly seen: (State | undefined)[];
}

/**
 * A plan on the session as it is known here, without reading the log. Undefined where only the newest session decides: a
 * command is refused, or not valid, or nothing would be appended that could tell.
 */
const planKnown = (
  context: WriteContext,
  session: LoadedSession,
  commands: readonly Command[],
  missingParent: string | undefined,
): Planned | undefined => {
  const seen: Planned['seen'] = [];
  try {
    const plan = context.plan(session, commands, 0, { seen, missingParent });
    return plan.refused === undefined && plan.commits.length > 0 ? { plan, seen } : undefined;
  } catch (error) {
    if (isRepriseError(error)) return undefined;
    throw error;
  }
};

/** All commands are decided before anything is sent; the first that is refused is the result, and nothing is sent. */
export const recordCommands = async (
  context: WriteContext,
  sessionId: string,
  commands: readonly Command[],
  missingParent: string | undefined,
  { onProgress, deadlineMs = context.deadlineMs, expectedOrdinal: expected }: RecordOptions,
): Promise<RecordResult> => {
  const progress = new Progress(context.log.durability);
  let untilMs = context.clock.nowMs() + deadlineMs;
  let session = context.loaded.known(sessionId);
  let known = planKnown(context, session, commands, missingParent);
  let seen = known?.seen ?? [];
  for (let attempts = 1; ; attempts += 1) {
    if (known === undefined) session = await context.loaded.catchUp(sessionId);
    const plan = known?.plan ?? context.plan(session, commands, progress.done, { seen, missingParent });
    if (plan.refused !== undefined) return { ...progress.result(session, plan.repeated), refused: plan.refused };
    const { ordinal: actual } = session.state;
    // A list that was recorded before is answered wherever the session is now.
    if (expected !== undefined && expected !== actual && progress.done === 0 && plan.commits.length > 0)
      return { ...progress.result(session, 0), conflict: { expected, actual } };
    const total = plan.commits.reduce((sum, commit) => sum + commit.events.length, progress.events.length);
    let isStale = false;
    for (const commit of plan.commits) {
      const subject = `the commit of commands up to ${commit.commandsDone}`;
      const result = await context.append(session, commit, { untilMs, subject });
      isStale = result.kind === 'conflict';
      if (result.kind === 'conflict') break;
      progress.add(commit, result);
      ({ session } = result);
      untilMs = context.clock.nowMs() + deadlineMs;
      onProgress?.({ recorded: progress.events.length, total });
    }
    if (!isStale) return progress.result(session, commands.length - progress.done);
    if (known !== undefined && progress.done === 0) {
      // What was known was not the newest, which is what the commands mean.
      seen = [];
    } else {
      await context.pause(attempts);
      if (context.clock.nowMs() >= untilMs) throw context.overdue(sessionId, `commands from ${progress.done + 1} on`);
    }
    known = undefined;
  }
};
