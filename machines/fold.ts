// Folding a record: each event judged in the state before it, then taken. Facts are kept whatever the law says.
import { check, type Violation } from './check.ts';
import type { RecordedEvent } from './events/envelope.ts';
import { evolve } from './evolve.ts';
import type { State } from './state/state.ts';

export interface Judged {
  readonly state: State;
  /** What the event breaks under the law of this code; its `violates` says what it broke when it was recorded. */
  readonly violations: readonly Violation[];
}

/** One event: what it breaks, and the state after it. */
export const judge = (state: State, event: RecordedEvent): Judged => ({
  violations: check(state, event),
  state: evolve(state, event),
});

/** The state after events, from a state (default: of a session of which nothing is known). */
export const fold = (events: Iterable<RecordedEvent>, from: State): State => {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
};
