// The session as a decider: three functions, from which everything else follows. No clock, no chance and no I/O in them.
import type { Command, DecideContext } from './commands/command.ts';
import { type Decision, decide } from './decide.ts';
import type { RecordedEvent } from './events/envelope.ts';
import { evolve } from './evolve.ts';
import { initialState, type State } from './state/state.ts';

/** Events are decided in a state, and a state is folded from events. Time, ids and the like come in the context. */
export interface Decider<State, Command, Event, Context = void, Decision = readonly Event[]> {
  /** The state before the first event of the stream with this id. */
  initialState(id: string): State;
  decide(state: State, command: Command, context: Context): Decision;
  /** The state after an event; total, and the state given stays as it is. */
  evolve(state: State, event: Event): State;
}

export type SessionDecider = Decider<State, Command, RecordedEvent, DecideContext, Decision>;

/**
 * ```ts
 * const { initialState, decide, evolve } = sessionDecider;
 * const state = events.reduce(evolve, initialState('s1'));
 * const decision = decide(state, { id: 'c1', name: 'task.start', data: { taskId: 't1' } }, context);
 * ```
 */
export const sessionDecider: SessionDecider = { initialState, decide, evolve };
