// The table of a cycle, in sentences.
import { refused, type TruthTable, to } from './cell.ts';

export const cycle: TruthTable<'cycle'> = {
  none: {
    cycle_started: to('open', 'a cycle that starts is open'),
    review_requested: refused('no review holds up a cycle that has not started'),
    reviews_given: refused('no review continues a cycle that has not started'),
    cycle_ended: refused('a cycle that has not started does not end'),
  },
  open: {
    cycle_started: refused('an open cycle is not started again'),
    review_requested: to('awaiting', 'an open cycle waits once a review is requested'),
    reviews_given: refused('an open cycle does not wait for a review'),
    cycle_ended: to('ended', 'an open cycle may end'),
  },
  awaiting: {
    cycle_started: refused('a cycle that waits for a person is not started again'),
    review_requested: to('awaiting', 'a cycle that waits may wait for another review too'),
    reviews_given: to('open', 'a cycle continues when the last review that it waits for is given'),
    cycle_ended: to('ended', 'a cycle may end while a review is awaited'),
  },
  ended: {
    cycle_started: refused('a cycle that has ended is not started again'),
    review_requested: refused('no review holds up a cycle that has ended'),
    reviews_given: refused('no review opens a cycle that has ended'),
    cycle_ended: refused('a cycle ends once'),
  },
};
