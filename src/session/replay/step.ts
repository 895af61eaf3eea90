// One step of a replay: an event, the states before and after it, what it changed and which rules it violates. Replay and
// the stepper share it.
import type { Violation } from '../../../machines/check.ts';
import { type RecordedEvent, violatesOf } from '../../../machines/events/envelope.ts';
import type { Uninterpreted } from '../../../machines/events/uninterpreted.ts';
import { judge } from '../../../machines/fold.ts';
import type { State } from '../../../machines/state/state.ts';
import type { Place, SourcedEvent } from '../record/place.ts';
import { type ProfileHashDifference, profileHashDifference } from '../record/profile-hash.ts';
import { notInterpreted, type UnknownMembers } from '../record/uninterpreted-tally.ts';
import { type Change, type CountChange, changesOf, countChangesOf } from './changes.ts';

export interface ReplayStep {
  readonly kind: 'step';
  /** Place of the event in the record, from 0. */
  readonly index: number;
  readonly event: RecordedEvent;
  /** Undefined where the events were given without positions. */
  readonly position: Place | undefined;
  readonly before: State;
  readonly state: State;
  readonly changes: readonly Change[];
  readonly counts: readonly CountChange[];
  /** Set where this version of Reprise cannot interpret the event, which then changes nothing, or members of it. */
  readonly uninterpreted: Uninterpreted | UnknownMembers | undefined;
  /** Set where the event's `profileHash` is not the hash of its profile. */
  readonly profileHashDiffers: ProfileHashDifference | undefined;
  /** The rules that the event violates under today's law. */
  readonly violations: readonly Violation[];
  /** Set where it was recorded with violations of other rules: the rule ids then and now. */
  readonly rulesDiffer: { readonly recorded: readonly string[]; readonly today: readonly string[] } | undefined;
}

const sameRules = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().every((rule, index) => rule === [...b].sort()[index]);

/** The rule ids of the violations then and now; undefined where they are the same. */
export const lawDifference = (event: RecordedEvent, violations: readonly Violation[]): ReplayStep['rulesDiffer'] => {
  const recorded = violatesOf(event);
  const today = violations.map(({ rule }) => rule);
  return sameRules(recorded, today) ? undefined : { recorded, today };
};

export const stepOf = (before: State, item: RecordedEvent | SourcedEvent, index: number): ReplayStep => {
  const { event, position } = 'event' in item ? item : { event: item, position: undefined };
  const { state, violations } = judge(before, event);
  const rulesDiffer = lawDifference(event, violations);
  const changes = changesOf(before, state, event);
  const counts = countChangesOf(before, state);
  return {
    ...{ kind: 'step', index, event, position, before, state, changes, counts },
    ...{
      uninterpreted: notInterpreted(event),
      profileHashDiffers: profileHashDifference(event),
      violations,
      rulesDiffer,
    },
  };
};
