// The life of a cycle.
import { lifeCycle } from './life-cycle.ts';

export const cycle = lifeCycle('cycle', 'none', ['cycle_started', 'cycle_ended'], {
  none: { cycle_started: 'open' },
  open: { cycle_ended: 'ended' },
  ended: {},
});
