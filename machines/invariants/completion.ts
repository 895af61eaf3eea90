// The rules of C on a session that ends as completed: what must not be left over.

import { cycleOpen, cycles } from './cycle.ts';
import { type Invariant, invariant, type Reducer, reducer } from './invariant.ts';
import { type Count, leftOver, mark, noMarks } from './left-over.ts';
import { profile } from './phases-and-gates.ts';
import { countIn, statesOf } from './states.ts';
import { verdictInvariants } from './verdict.ts';

/** Findings that block by their newest report and have not been resolved since. */
const blocking: Reducer<Count> = reducer<Count>(noMarks, {
  agent_reported: (blocking, { data }) =>
    (data.findings ?? []).reduce((after, { findingId, blocks }) => mark(after, findingId, blocks), blocking),
  follow_up_resolved: (blocking, { data }) => mark(blocking, data.findingId, false),
});

/** Baselines whose newest comparison does not hold. */
const broken: Reducer<Count> = reducer<Count>(noMarks, {
  baseline_recorded: (broken, { data }) => mark(broken, data.baselineId, false),
  baseline_compared: (broken, { data }) => mark(broken, data.baselineId, !data.holds),
});

const complete = invariant({
  id: 'C.complete',
  memo: { profile, cycles, items: statesOf('item'), blocking, broken },
  check: {
    session_ended: ({ profile, cycles, items, blocking, broken }, event) =>
      leftOver(event, {
        'cycles open': Number(cycleOpen(cycles)),
        'plan items neither done nor dropped':
          profile?.cycles === true ? countIn(items, 'open', 'in_progress', 'blocked', 'question') : 0,
        'findings that block': blocking.yes,
        'broken baselines': broken.yes,
      }),
  },
});

export const completionInvariants: readonly Invariant[] = [complete, ...verdictInvariants];
