// How far a session is from its end.
import type { State } from '../../../machines/state.ts';

/** About how many commands bring a session from here to its end as completed. */
export const stepsToEnd = (state: State): number => {
  const unfinished = state.profile.phases.filter((phase) => {
    const life = state.phases.get(phase)?.state;
    return life !== 'completed' && life !== 'skipped';
  });
  const shut = state.gates.values().filter(({ state: life }) => life === 'pending' || life === 'failed');
  const inCycles = state.profile.cycles
    ? state.openItems + state.blockingFindings + state.brokenBaselines + 2 * state.failing.length
    : 0;
  return (
    1 +
    2 * unfinished.length +
    shut.length +
    state.runningAgents +
    2 * state.openTasks +
    state.awaitedReviews +
    2 * state.openCycles.length +
    inCycles +
    (state.session === 'paused' ? 1 : 0)
  );
};
