// One step of a replay: an event, what it breaks, and the states on both sides of it. Replay and the stepper make the
// same steps from the same events.
import type { Violation } from '../../../machines/check.ts';
import { type RecordedEvent, violatesOf } from '../../../machines/events/envelope.ts';
import { judge } from '../../../machines/fold.ts';
import type { State } from '../../../machines/state/state.ts';
import type { Place, SourcedEvent } from '../record/place.ts';
import { type Change, type CountChange, changesOf, countChangesOf } from './changes.ts';

export interface ReplayStep {
  readonly kind: 'step';
  /** From 0, in the record. */
  readonly index: number;
  readonly event: RecordedEvent;
  /** Undefined where events were given without one. */
  readonly position: Place | undefined;
  readonly before: State;
  readonly state: State;
  readonly changes: readonly Change[];
  readonly counts: readonly CountChange[];
  /** What the event breaks under the law of this code. */
  readonly violations: readonly Violation[];
  /** Set where that is not what it broke when it was recorded: the rules told then, and now. */
  readonly lawDiffers: { readonly recorded: readonly string[]; readonly today: readonly string[] } | undefined;
}

const sameRules = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().every((rule, index) => rule === [...b].sort()[index]);

/** Recorded and today's rules where they differ. */
export const lawDifference = (event: RecordedEvent, violations: readonly Violation[]): ReplayStep['lawDiffers'] => {
  const recorded = violatesOf(event);
  const today = violations.map(({ rule }) => rule);
  return sameRules(recorded, today) ? undefined : { recorded, today };
};

export const stepOf = (before: State, item: RecordedEvent | SourcedEvent, index: number): ReplayStep => {
  const { event, position } = 'event' in item ? item : { event: item, position: undefined };
  const { state, violations } = judge(before, event);
  const lawDiffers = lawDifference(event, violations);
  const changes = changesOf(before, state, event);
  const counts = countChangesOf(before, state);
  return { kind: 'step', index, event, position, before, state, changes, counts, violations, lawDiffers };
};
