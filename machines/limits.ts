// The limits that tokens can pass: of the session, of a phase, of a task. Rules tell of each once, when it is passed.
import type { EventData } from './events/catalog.ts';
import { allocationOf, type State, sessionBudget } from './state.ts';
import { TokenTally } from './usage.ts';

export interface PassedLimit {
  /** `session`, `phase NAME` or `task ID`. */
  readonly limit: string;
  readonly used: number;
  readonly most: number;
}

/** The limits of what a `tokens_used` names that are passed by a tally (default: the state's); the session's first. */
export const passedLimits = (
  state: State,
  data: EventData['tokens_used'],
  tokens: TokenTally = state.tokens,
): PassedLimit[] => {
  const passed: PassedLimit[] = [];
  const look = (limit: string, used: number, most: number | undefined): void => {
    if (most !== undefined && used > most) passed.push({ limit, used, most });
  };
  look('session', TokenTally.countedTotal(tokens), sessionBudget(state));
  const phase = data.phase ?? state.activePhase;
  if (phase !== null) look(`phase ${phase}`, TokenTally.phase(tokens, phase).tokens, allocationOf(state, phase));
  const { taskId } = data;
  if (taskId !== undefined)
    look(`task ${taskId}`, TokenTally.task(tokens, taskId).tokens, state.tasks.get(taskId)?.estimate);
  return passed;
};
