// The table of a phase, in sentences.
import { refused, type TruthTable, to } from './cell.ts';

export const phase: TruthTable<'phase'> = {
  pending: {
    phase_started: to('active', 'a pending phase may start'),
    phase_completed: refused('a phase that has not started is not completed'),
    phase_skipped: to('skipped', 'a phase may be skipped before it starts'),
    phase_abandoned: refused('a phase that has not started is skipped, not abandoned'),
    phase_reopened: refused('a pending phase has nothing to reopen'),
    phase_unskipped: refused('a pending phase is not skipped'),
    earlier_phase_reopened: to('pending', 'a pending phase stays pending when an earlier one is reopened'),
  },
  active: {
    phase_started: refused('an active phase is not started again'),
    phase_completed: to('completed', 'an active phase may be completed'),
    phase_skipped: refused('a phase that has started is not skipped'),
    phase_abandoned: to('abandoned', 'an active phase may be abandoned'),
    phase_reopened: refused('an active phase is open already'),
    phase_unskipped: refused('an active phase is not skipped'),
    earlier_phase_reopened: to('pending', 'an active phase goes back to pending when an earlier one is reopened'),
  },
  completed: {
    phase_started: refused('a completed phase is reopened, not started again'),
    phase_completed: refused('a phase is completed once for each start'),
    phase_skipped: refused('a completed phase is not skipped'),
    phase_abandoned: refused('a completed phase is not abandoned'),
    phase_reopened: to('active', 'a completed phase may be reopened'),
    phase_unskipped: refused('a completed phase is reopened, not unskipped'),
    earlier_phase_reopened: to('pending', 'a completed phase has to run anew when an earlier one is reopened'),
  },
  skipped: {
    phase_started: refused('a skipped phase does not start'),
    phase_completed: refused('a skipped phase is not completed'),
    phase_skipped: refused('a phase is skipped once'),
    phase_abandoned: refused('a skipped phase never started, and is not abandoned'),
    phase_reopened: refused('a skipped phase was never open, and is not reopened'),
    phase_unskipped: to('pending', 'a skipped phase may be put back to pending'),
    earlier_phase_reopened: to('pending', 'a skipped phase may run after all when an earlier one is reopened'),
  },
  abandoned: {
    phase_started: refused('an abandoned phase is reopened, not started again'),
    phase_completed: refused('an abandoned phase is not completed'),
    phase_skipped: refused('an abandoned phase has started, and is not skipped'),
    phase_abandoned: refused('a phase is abandoned once for each start'),
    phase_reopened: to('active', 'an abandoned phase may be reopened'),
    phase_unskipped: refused('an abandoned phase was not skipped'),
    earlier_phase_reopened: to('pending', 'an abandoned phase has to run anew when an earlier one is reopened'),
  },
};
