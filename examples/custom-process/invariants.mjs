// What must hold of a rollout, whatever its profile says: what the team wants, independent of the profile.
import { invariant, reducer } from 'reprise/testing';

/** A verdict names its gate by id or by name. */
const ofCanary = ({ data }) => ['canary-healthy', 'Canary healthy'].includes(data.gate);
const healthy = reducer(() => false, {
  quality_gate_passed: (before, event) => before || ofCanary(event),
  quality_gate_waived: (before, event) => before || ofCanary(event),
  // A canary that is repeated, or has something new to try, is judged again.
  phase_reopened: (before, { data }) => before && !['Build', 'Canary'].includes(data.phase),
});
const rolledOut = reducer(() => false, { phase_started: (before, { data }) => before || data.phase === 'Rollout' });

/** Nothing is rolled out to all before the canary was found healthy, or somebody said why not to wait for it. */
export const canaryFirst = invariant({
  id: 'canary_first',
  memo: { healthy },
  check: {
    phase_started: ({ healthy }, { data }) =>
      data.phase === 'Rollout' && !healthy ? 'the canary was not found healthy' : undefined,
  },
});

/** What was rolled out is not called done on a canary that was never judged. */
export const judgedAtTheEnd = invariant({
  id: 'judged_at_the_end',
  memo: { healthy, rolledOut },
  check: {
    session_ended: ({ healthy, rolledOut }, { data }) =>
      data.outcome === 'completed' && rolledOut && !healthy ? 'nobody judged the canary' : undefined,
  },
});

export const invariants = [canaryFirst, judgedAtTheEnd];
