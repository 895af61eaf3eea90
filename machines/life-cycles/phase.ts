// The life cycle of a phase. `earlier_phase_reopened` is not an event of its own: it is what reopening a phase does to those
// after it.
import { lifeCycle } from './life-cycle.ts';

export const phase = lifeCycle(
  'phase',
  'pending',
  ['phase_started', 'phase_completed', 'phase_skipped', 'phase_reopened', 'earlier_phase_reopened'],
  {
    pending: { phase_started: 'active', phase_skipped: 'skipped', earlier_phase_reopened: 'pending' },
    active: { phase_completed: 'completed', earlier_phase_reopened: 'pending' },
    completed: { phase_reopened: 'active', earlier_phase_reopened: 'pending' },
    skipped: { earlier_phase_reopened: 'pending' },
  },
  { active: ['active'], ended: ['completed', 'skipped'] },
);
