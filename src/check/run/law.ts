// The law as functions, so that a test can decide by another law, one with a fault in it.
import { check } from '../../../machines/check.ts';
import { type Command, type DecideContext, type Decision, decide } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { initialState, type State } from '../../../machines/state/state.ts';

export interface Law {
  initialState(sessionId: string): State;
  decide(state: State, command: Command, context: DecideContext): Decision;
  check: typeof check;
  evolve(state: State, event: RecordedEvent): State;
}

export const LAW: Law = { initialState, decide, check, evolve };
