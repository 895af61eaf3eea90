// The rules that recorded events violate, each with its event.
import { check, type Violation } from '../../../machines/check.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { State } from '../../../machines/state/state.ts';

/** A rule that an event violates, and the event. */
export interface PlacedViolation extends Violation {
  readonly ordinal: number;
  readonly type: string;
}

/** Whether it was recorded with violations. */
export const hasViolated = ({ violates }: RecordedEvent): boolean => violates !== undefined;

/** What an event that was recorded with violations violates. @param before the state that it was decided in */
export const violationsOf = (before: State, event: RecordedEvent): readonly PlacedViolation[] =>
  hasViolated(event)
    ? check(before, event).map((violation) => ({ ...violation, ordinal: event.ordinal, type: event.type }))
    : [];
