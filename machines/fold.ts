// Folding a record: each event is checked in the state before it, then applied, whether it is legal or not.
import { checkBy, type Violation } from './check.ts';
import type { RecordedEvent } from './events/envelope.ts';
import { evolve, evolveBy } from './evolve.ts';
import type { State } from './state/state.ts';
import { stepsOf } from './steps.ts';

export interface Judged {
  readonly state: State;
  /** What the event violates under the law of this version; its `violates` names what it violated when it was recorded. */
  readonly violations: readonly Violation[];
}

/** One event: what it violates, and the state after it. */
export const judge = (state: State, event: RecordedEvent): Judged => {
  const steps = stepsOf(state, event);
  return { violations: checkBy(state, event, steps), state: evolveBy(state, event, steps) };
};

/** The state after events, from a state. */
export const fold = (events: Iterable<RecordedEvent>, from: State): State => {
  let state = from;
  for (const event of events) state = evolve(state, event);
  return state;
};
