// How far a session is from its end.
import { phase } from '../../../machines/life-cycles/phase.ts';
import type { State } from '../../../machines/state/state.ts';

/** About how many commands bring a session from here to its end as completed. */
export const stepsToEnd = (state: State): number => {
  const unfinished = state.session.profile.phases.filter(
    (name) => !phase.isEnded(state.session.phases.get(name)?.state ?? phase.initial),
  );
  const shut = state.session.gates
    .values()
    .filter(({ state: gateState }) => gateState === 'pending' || gateState === 'failed');
  const { reviews, blockingFindings, brokenBaselines } = state.evidence;
  return (
    1 +
    2 * unfinished.length +
    shut.length +
    state.work.runningAgents +
    2 * state.work.openTasks +
    reviews.awaited +
    reviews.openChanges +
    blockingFindings +
    brokenBaselines +
    2 * state.work.verdicts.failures +
    2 * state.work.openCycles.length +
    (state.session.profile.cycles ? state.plan.openItems : 0) +
    (state.session.state === 'paused' ? 1 : 0)
  );
};
