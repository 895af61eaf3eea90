// The cells of session, phase, gate, cycle and review, asked of the whole law.
import { PROFILES, type Profile } from '../../../../machines/profile.ts';
import { type History, history } from '../../../history.ts';
import { type InTheLaw, type Says, says, start } from './cell-in-the-law.ts';

export const session: InTheLaw<'session'> = {
  id: '',
  into: {
    unstarted: () => history('s1'),
    running: () => start(),
    paused: () => start().add('session_paused', {}),
    ended: () => start().add('session_ended', { outcome: 'cancelled' }),
  },
  say: {
    session_started: (h) => h.start(),
    session_paused: says('session_paused', {}),
    session_resumed: says('session_resumed', {}),
    session_ended: says('session_ended', { outcome: 'failed' }),
  },
};

/** Planning is the phase asked about; Context before it is completed, and may be reopened. */
const planning = (): History =>
  start({ ...(PROFILES.normal as Profile), gates: [] })
    .add('phase_started', { phase: 'Context' })
    .add('phase_completed', { phase: 'Context' });
const reopenContext: Says = says('phase_reopened', { phase: 'Context', reason: 'A hole in it' });
const phaseSays = {
  phase_started: says('phase_started', { phase: 'Planning' }),
  phase_completed: says('phase_completed', { phase: 'Planning' }),
  phase_skipped: says('phase_skipped', { phase: 'Planning', reason: 'Planned before' }),
  phase_reopened: says('phase_reopened', { phase: 'Planning', reason: 'Not good enough' }),
  earlier_phase_reopened: reopenContext,
};
export const phase: InTheLaw<'phase'> = {
  id: 'Planning',
  into: {
    pending: planning,
    active: () => phaseSays.phase_started(planning()),
    completed: () => phaseSays.phase_completed(phaseSays.phase_started(planning())),
    skipped: () => phaseSays.phase_skipped(planning()),
  },
  say: phaseSays,
};

const gateSays = {
  gate_defined: says('gate_defined', { gateId: 'g', name: 'G', criteria: ['Clear'], guards: 'Planning' }),
  quality_gate_passed: says('quality_gate_passed', { gate: 'g', criteria: ['Clear'] }),
  quality_gate_failed: says('quality_gate_failed', { gate: 'g', criteria: ['Clear'] }),
  quality_gate_waived: says('quality_gate_waived', { gate: 'g', criteria: [], reason: 'By hand' }),
  earlier_phase_reopened: reopenContext,
};
export const gate: InTheLaw<'gate'> = {
  id: 'g',
  into: {
    undefined: planning,
    pending: () => gateSays.gate_defined(planning()),
    failed: () => gateSays.quality_gate_failed(gateSays.gate_defined(planning())),
    passed: () => gateSays.quality_gate_passed(gateSays.gate_defined(planning())),
    waived: () => gateSays.quality_gate_waived(gateSays.gate_defined(planning())),
  },
  say: gateSays,
};

const inCycles = (): History => start(PROFILES.cycles as Profile);
const openCycle = (): History => inCycles().add('cycle_started', { cycle: 1 });
const requested = (reviewId: string): Says => says('review_requested', { reviewId, of: 'The plan' });
export const cycle: InTheLaw<'cycle'> = {
  id: '1',
  into: {
    none: inCycles,
    open: openCycle,
    awaiting: () => requested('v1')(openCycle()),
    ended: () => openCycle().add('cycle_ended', { cycle: 1 }),
  },
  say: {
    cycle_started: says('cycle_started', { cycle: 1 }),
    review_requested: requested('v2'),
    reviews_given: says('review_given', { reviewId: 'v1', verdict: 'changes_requested' }),
    cycle_ended: says('cycle_ended', { cycle: 1 }),
  },
};

const given = (verdict: 'approved' | 'changes_requested'): Says => says('review_given', { reviewId: 'v1', verdict });
export const review: InTheLaw<'review'> = {
  id: 'v1',
  into: {
    none: () => start(),
    awaited: () => requested('v1')(start()),
    approved: () => given('approved')(requested('v1')(start())),
    changes_requested: () => given('changes_requested')(requested('v1')(start())),
  },
  say: {
    review_requested: requested('v1'),
    'review_given.approved': given('approved'),
    'review_given.changes_requested': given('changes_requested'),
  },
};
