// The cells of session, phase, gate, cycle and review, as cases for the complete law.
import { PROFILES, type Profile } from '../../../../machines/profile.ts';
import { type History, history } from '../../../history.ts';
import { type Append, append, type InTheLaw, start } from './cell-in-the-law.ts';

export const session: InTheLaw<'session'> = {
  id: '',
  into: {
    unstarted: () => history('s1'),
    running: () => start(),
    paused: () => start().add('session_paused', {}),
    ended: () => start().add('session_ended', { outcome: 'cancelled' }),
  },
  signals: {
    session_started: (h) => h.start(),
    session_paused: append('session_paused', {}),
    session_resumed: append('session_resumed', {}),
    session_ended: append('session_ended', { outcome: 'failed' }),
  },
};

/** Planning is the phase of the cells; Context before it is completed, and may be reopened. */
const planning = (): History =>
  start({ ...(PROFILES.normal as Profile), gates: [] })
    .add('phase_started', { phase: 'Context' })
    .add('phase_completed', { phase: 'Context' });
const reopenContext: Append = append('phase_reopened', { phase: 'Context', reason: 'A hole in it' });
const phaseSays = {
  phase_started: append('phase_started', { phase: 'Planning' }),
  phase_completed: append('phase_completed', { phase: 'Planning' }),
  phase_skipped: append('phase_skipped', { phase: 'Planning', reason: 'Planned before' }),
  phase_abandoned: append('phase_abandoned', { phase: 'Planning', reason: 'A dead end' }),
  phase_reopened: append('phase_reopened', { phase: 'Planning', reason: 'Not good enough' }),
  phase_unskipped: append('phase_unskipped', { phase: 'Planning', reason: 'Needed after all' }),
  earlier_phase_reopened: reopenContext,
};
export const phase: InTheLaw<'phase'> = {
  id: 'Planning',
  into: {
    pending: planning,
    active: () => phaseSays.phase_started(planning()),
    completed: () => phaseSays.phase_completed(phaseSays.phase_started(planning())),
    skipped: () => phaseSays.phase_skipped(planning()),
    abandoned: () => phaseSays.phase_abandoned(phaseSays.phase_started(planning())),
  },
  signals: phaseSays,
};

const gateSays = {
  gate_defined: append('gate_defined', { gateId: 'g', name: 'G', criteria: ['Clear'], guards: 'Planning' }),
  quality_gate_passed: append('quality_gate_passed', { gate: 'g', criteria: ['Clear'] }),
  quality_gate_failed: append('quality_gate_failed', { gate: 'g', criteria: ['Clear'] }),
  quality_gate_waived: append('quality_gate_waived', { gate: 'g', criteria: [], reason: 'By hand' }),
  earlier_phase_reopened: reopenContext,
};
/** The gate of a phase that has started, as no verdict comes before. */
const gateDefined = (): History => gateSays.gate_defined(phaseSays.phase_started(planning()));
export const gate: InTheLaw<'gate'> = {
  id: 'g',
  into: {
    undefined: () => phaseSays.phase_started(planning()),
    pending: gateDefined,
    failed: () => gateSays.quality_gate_failed(gateDefined()),
    passed: () => gateSays.quality_gate_passed(gateDefined()),
    waived: () => gateSays.quality_gate_waived(gateDefined()),
  },
  signals: gateSays,
};

const inCycles = (): History => start(PROFILES.cycles as Profile);
const openCycle = (): History => inCycles().add('cycle_started', { cycle: 1 });
const requested = (reviewId: string): Append => append('review_requested', { reviewId, of: 'The plan' });
export const cycle: InTheLaw<'cycle'> = {
  id: '1',
  into: {
    none: inCycles,
    open: openCycle,
    awaiting: () => requested('v1')(openCycle()),
    ended: () => openCycle().add('cycle_ended', { cycle: 1 }),
  },
  signals: {
    cycle_started: append('cycle_started', { cycle: 1 }),
    review_requested: requested('v2'),
    reviews_given: append('review_given', { reviewId: 'v1', verdict: 'changes_requested' }),
    cycle_ended: append('cycle_ended', { cycle: 1 }),
  },
};

const given = (verdict: 'approved' | 'changes_requested'): Append =>
  append('review_given', { reviewId: 'v1', verdict });
const withdrawn = append('review_withdrawn', { reviewId: 'v1', reason: 'The plan is another' });
export const review: InTheLaw<'review'> = {
  id: 'v1',
  into: {
    none: () => start(),
    awaited: () => requested('v1')(start()),
    approved: () => given('approved')(requested('v1')(start())),
    changes_requested: () => given('changes_requested')(requested('v1')(start())),
    withdrawn: () => withdrawn(requested('v1')(start())),
  },
  signals: {
    review_requested: requested('v1'),
    'review_given.approved': given('approved'),
    'review_given.changes_requested': given('changes_requested'),
    review_withdrawn: withdrawn,
  },
};
