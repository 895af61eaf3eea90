// The life cycle of a phase. `earlier_phase_reopened` is not an event of its own: it is what reopening or unskipping a phase
// does to those after it.
import { lifeCycle } from './life-cycle.ts';

export const phase = lifeCycle(
  'phase',
  'pending',
  [
    'phase_started',
    'phase_completed',
    'phase_skipped',
    'phase_abandoned',
    'phase_reopened',
    'phase_unskipped',
    'earlier_phase_reopened',
  ],
  {
    pending: { phase_started: 'active', phase_skipped: 'skipped', earlier_phase_reopened: 'pending' },
    active: { phase_completed: 'completed', phase_abandoned: 'abandoned', earlier_phase_reopened: 'pending' },
    completed: { phase_reopened: 'active', earlier_phase_reopened: 'pending' },
    skipped: { phase_unskipped: 'pending', earlier_phase_reopened: 'pending' },
    abandoned: { phase_reopened: 'active', earlier_phase_reopened: 'pending' },
  },
  { active: ['active'], ended: ['completed', 'skipped', 'abandoned'] },
);
