// The life cycle of a cycle. One that waits for a person is in a state of its own; it may still end, but then the next
// does not start (rule H.awaited). `reviews_given`: the last awaited review was given or withdrawn.
import { lifeCycle } from './life-cycle.ts';

export const cycle = lifeCycle(
  'cycle',
  'none',
  ['cycle_started', 'review_requested', 'reviews_given', 'cycle_ended'],
  {
    none: { cycle_started: 'open' },
    open: { review_requested: 'awaiting', cycle_ended: 'ended' },
    awaiting: { review_requested: 'awaiting', reviews_given: 'open', cycle_ended: 'ended' },
    ended: {},
  },
  { active: ['open', 'awaiting'], open: ['open', 'awaiting'], ended: ['ended'] },
);
