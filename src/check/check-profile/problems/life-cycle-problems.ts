// States of life cycles that no legal command leads to, where the profile has a use for them.
import { type Place, wayTo } from '../exploration/explore.ts';
import type { CoveredMachine } from '../result.ts';
import type { ProblemList } from './problem-list.ts';

export const addLifeCycleProblems = (list: ProblemList, machines: readonly CoveredMachine[], start: Place): void => {
  for (const { machine, states } of machines) {
    // Reported by name, for each phase and gate of the profile.
    if (machine === 'phase' || machine === 'gate') continue;
    for (const { state, reached, why } of states)
      if (!reached && why === undefined)
        list.add(
          'unreachable-state',
          `${machine} ${state}`,
          `No ${machine} can ever be ${state}: no legal command leads there.`,
          wayTo(start),
        );
  }
};
