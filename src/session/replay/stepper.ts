// A cursor over a loaded session, for stepping through it with keys. Pure: each move gives a new cursor. States share their
// persistent tables, so holding the state after every event is cheap.

import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { initialState, type State } from '../../../machines/state/state.ts';
import type { SourcedEvent } from '../record/place.ts';
import { type ReplayStep, stepOf } from './step.ts';

export interface Stepper {
  readonly steps: readonly ReplayStep[];
  /** How many steps were taken: 0 before the first event, `steps.length` after the last. */
  readonly cursor: number;
}

/** A cursor before the first event. */
export const stepperOf = (events: Iterable<RecordedEvent | SourcedEvent>): Stepper => {
  const steps: ReplayStep[] = [];
  let state: State | undefined;
  for (const item of events) {
    const event = 'event' in item ? item.event : item;
    const step = stepOf(state ?? initialState(event.sessionid), item, steps.length);
    steps.push(step);
    state = step.state;
  }
  return { steps, cursor: 0 };
};

const at = (stepper: Stepper, cursor: number): Stepper => {
  const inside = Math.max(0, Math.min(cursor, stepper.steps.length));
  return inside === stepper.cursor ? stepper : { ...stepper, cursor: inside };
};

/** The step just taken; undefined before the first event. */
export const current = ({ steps, cursor }: Stepper): ReplayStep | undefined => steps[cursor - 1];
/** At an end the same cursor is returned. */
export const next = (stepper: Stepper): Stepper => at(stepper, stepper.cursor + 1);
export const previous = (stepper: Stepper): Stepper => at(stepper, stepper.cursor - 1);
/** After the first event. */
export const first = (stepper: Stepper): Stepper => at(stepper, 1);
export const last = (stepper: Stepper): Stepper => at(stepper, stepper.steps.length);
/** After the last event whose ordinal is at most this; before the first where there is none. */
export const atOrdinal = (stepper: Stepper, ordinal: number): Stepper => {
  const beyond = stepper.steps.findIndex(({ event }) => event.ordinal > ordinal);
  return at(stepper, beyond === -1 ? stepper.steps.length : beyond);
};
/** Before the first event whose `time` is later than this; after the last where there is none. */
export const atTime = (stepper: Stepper, time: string): Stepper => {
  const beyond = stepper.steps.findIndex(({ event }) => event.time > time);
  return at(stepper, beyond === -1 ? stepper.steps.length : beyond);
};

/** True where the next event begins a cycle, and at the end of the record. */
const isStop = ({ steps }: Stepper, cursor: number): boolean =>
  cursor === steps.length || (cursor > 0 && steps[cursor]?.event.type === 'cycle_started');
/** At the end of this cycle; from the end of a cycle, at the end of the next. */
export const nextCycle = (stepper: Stepper): Stepper => {
  let cursor = Math.min(stepper.cursor + 1, stepper.steps.length);
  while (!isStop(stepper, cursor)) cursor += 1;
  return at(stepper, cursor);
};
/** At the end of the previous cycle; before the first event where there is none. */
export const previousCycle = (stepper: Stepper): Stepper => {
  let cursor = Math.max(stepper.cursor - 1, 0);
  while (cursor > 0 && !isStop(stepper, cursor)) cursor -= 1;
  return at(stepper, cursor);
};
