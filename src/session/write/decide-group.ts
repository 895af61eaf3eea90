// Decides commands that go out together, each on the state that the one before it leaves. What is not recorded is an
// outcome of its own and harms no other.
import { decide } from '../../../machines/decide.ts';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { State } from '../../../machines/state/state.ts';
import { isRepriseError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import type { LoadedSession } from './loaded-sessions.ts';
import type { Member } from './member.ts';
import { invalidCommand } from './new-command.ts';
import type { PlacedViolation } from './placed-violation.ts';
import { CommitPlanner, type PlanContext, type PlannedCommit } from './plan-commits.ts';
import type { SendResult } from './sessions.ts';

/** The answer to a command, if the session is as it was decided on. */
export type Outcome =
  | {
      readonly kind: 'accepted';
      readonly events: readonly RecordedEvent[];
      readonly violations: readonly PlacedViolation[];
      readonly state: State;
    }
  /** Nothing is recorded for it. */
  | {
      readonly kind: 'answered';
      readonly result: Extract<SendResult, { kind: 'unchanged' | 'refused' | 'conflict' }>;
      readonly state: State;
    }
  /** Its events are in the log, or become part of this commit. */
  | { readonly kind: 'repeated'; readonly firstOrdinal: number; readonly count: number }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface GroupPlan {
  /** Undefined where no command adds an event. */
  readonly commit: PlannedCommit | undefined;
  /** Of the commands from the first on; those after them did not fit the commit. */
  readonly outcomes: ReadonlyMap<Member, Outcome>;
}

type GroupContext = Pick<PlanContext, 'now' | 'newId' | 'maxCommitBytes'>;

const outcomeOf = (
  member: Member,
  planner: CommitPlanner,
  { now, newId }: GroupContext,
  seen: State | undefined,
): Outcome | 'full' => {
  const { command, expected, missingParent } = member;
  const commandId = command.id;
  const { state } = planner;
  const known = state.record.commands.get(commandId);
  if (expected !== undefined && known === undefined && expected !== planner.ordinal)
    return { kind: 'answered', result: { kind: 'conflict', commandId, expected, actual: planner.ordinal }, state };
  const { commitId } = planner;
  const decision = decide(state, command, { now: now(), newId, commitId, sha256, seen, missingParent });
  switch (decision.kind) {
    case 'invalid':
      return { kind: 'failed', error: invalidCommand(command, decision.sentence) };
    case 'repeated':
      if (known === undefined) throw new Error(`command ${commandId} is repeated and was never recorded`);
      return { kind: 'repeated', firstOrdinal: known.firstOrdinal, count: known.count };
    case 'unchanged':
      return {
        kind: 'answered',
        result: { kind: 'unchanged', commandId, ...defined({ why: decision.why }), state },
        state,
      };
    case 'rejected':
      return { kind: 'answered', result: { kind: 'refused', commandId, rejection: decision.rejection }, state };
    case 'accepted': {
      const added = planner.addToOpen(command, 0, decision);
      if (added.kind === 'full') return 'full';
      if (added.kind === 'unfit') return { kind: 'failed', error: invalidCommand(command, added.why) };
      return { kind: 'accepted', events: added.events, violations: added.violations, state: planner.state };
    }
    default:
      return decision satisfies never;
  }
};

/** The state that the answer to a command shows its sender. */
const shownBy = (outcome: Outcome): State | undefined => ('state' in outcome ? outcome.state : undefined);

/**
 * @param isNewest whether `session` is the newest: then a command whose sender saw nothing means it
 */
export const decideGroup = (
  session: LoadedSession,
  members: readonly Member[],
  context: GroupContext,
  isNewest: boolean,
): GroupPlan => {
  const planner = new CommitPlanner(session, context);
  const outcomes = new Map<Member, Outcome>();
  const shown = new Map<Member, State>();
  for (const member of members) {
    const seen = member.seen(shown);
    if (isNewest && seen === undefined && planner.state === session.state) member.pin(session.state);
    let outcome: Outcome | 'full';
    try {
      outcome = outcomeOf(member, planner, context, seen ?? planner.state);
    } catch (error) {
      if (!isRepriseError(error)) throw error;
      outcome = { kind: 'failed', error };
    }
    if (outcome === 'full') break;
    outcomes.set(member, outcome);
    const state = shownBy(outcome);
    if (state !== undefined) shown.set(member, state);
  }
  planner.close(outcomes.size);
  return { commit: planner.commits[0], outcomes };
};
