// The rules of phases (P) and gates (G), both ways.
import type { Profile } from '../../../machines/profile.ts';
import type { History } from '../../history.ts';
import { amended, complete, NORMAL, ONE_PHASE, phase, type RuleCases, start, through } from './rule-cases.ts';

const begin = (h: History, name: string): History => h.add('phase_started', { phase: name });
const skip = (h: History, name: string): History => h.add('phase_skipped', { phase: name, reason: 'Known' });
const reopen = (h: History, name: string): History => h.add('phase_reopened', { phase: name, reason: 'A hole in it' });
const abandon = (h: History, name: string): History => h.add('phase_abandoned', { phase: name, reason: 'A dead end' });
const unskip = (h: History, name: string): History =>
  h.add('phase_unskipped', { phase: name, reason: 'Needed after all' });
const define = (h: History, guards?: string, criteria: string[] = ['Clear']): History =>
  h.add('gate_defined', { gateId: 'g', name: 'G', criteria, ...(guards !== undefined && { guards }) });
const pass = (h: History, gate = 'g', criteria: string[] = ['Clear']): History =>
  h.add('quality_gate_passed', { gate, criteria });
const fail = (h: History, gate = 'g', criteria: string[] = ['Clear']): History =>
  h.add('quality_gate_failed', { gate, criteria });
const waive = (h: History, gate = 'g'): History =>
  h.add('quality_gate_waived', { gate, criteria: [], reason: 'By hand' });

const GUARDED: Profile = { ...NORMAL, gates: [{ id: 'g', name: 'G', criteria: ['Clear'], guards: 'Context' }] };
const againDone = (h: History): History => reopen(h, 'Context').add('phase_completed', { phase: 'Context' });
const contextDone = (): History => phase(start(GUARDED), 'Context');
const onePhaseDone = (): History => phase(start({ ...ONE_PHASE, gates: GUARDED.gates }), 'Context');

export const phases: RuleCases = {
  'P.known': {
    violated: {
      'a phase starts that the profile lacks': () => begin(start(), 'Dreaming'),
      'a phase is completed that the profile lacks': () => phase(start(), 'Dreaming'),
      'a phase is skipped that the profile lacks': () => skip(start(), 'Dreaming'),
      'a phase is abandoned that the profile lacks': () => abandon(begin(start(), 'Dreaming'), 'Dreaming'),
      'a phase is unskipped that the profile lacks': () => unskip(skip(start(), 'Dreaming'), 'Dreaming'),
      'a phase is reopened that the profile lacks': () => reopen(phase(start(), 'Dreaming'), 'Dreaming'),
    },
    satisfied: {
      'a phase of the profile is abandoned': () => abandon(begin(start(), 'Context'), 'Context'),
      'a phase of the profile is unskipped': () => unskip(skip(start(), 'Context'), 'Context'),
      'a phase of the profile starts': () => begin(start(), 'Context'),
      'a phase of the profile is completed': () => phase(start(), 'Context'),
      'a phase of the profile is skipped': () => skip(start(), 'Context'),
      'a phase of the profile is reopened': () => reopen(phase(start(), 'Context'), 'Context'),
    },
  },
  'P.order': {
    violated: {
      'a phase starts before the one before it': () => begin(start(), 'Planning'),
      'a phase starts though the one before it was unskipped': () =>
        begin(unskip(begin(skip(start(), 'Context'), 'Planning'), 'Context'), 'Planning'),
      'a phase starts while the one before it is active': () => begin(begin(start(), 'Context'), 'Planning'),
    },
    satisfied: {
      'the first phase starts': () => begin(start(), 'Context'),
      'a phase starts after the one before it is completed': () => begin(phase(start(), 'Context'), 'Planning'),
      'a phase starts after the one before it is abandoned': () =>
        begin(abandon(begin(start(), 'Context'), 'Context'), 'Planning'),
      'an unskipped phase starts': () => begin(unskip(skip(start(), 'Context'), 'Context'), 'Context'),
      'a phase starts after the one before it is skipped': () => begin(skip(start(), 'Context'), 'Planning'),
    },
  },
  'P.one': {
    violated: {
      'a phase starts while a later one is active': () =>
        begin(
          amended(begin(phase(start(), 'Context'), 'Planning'), { ...NORMAL, phases: ['Dreaming', ...NORMAL.phases] }),
          'Dreaming',
        ),
      'a phase starts while one is active that the profile lacks': () => begin(begin(start(), 'Dreaming'), 'Context'),
    },
    satisfied: {
      'a phase starts when the active one is completed': () => begin(phase(start(), 'Context'), 'Planning'),
    },
  },
  'G.guard': {
    violated: {
      'the next phase starts before the verdict': () => begin(contextDone(), 'Planning'),
      'the next phase starts after a failure': () => begin(fail(contextDone()), 'Planning'),
      'a phase starts after the phase behind the gate was skipped': () =>
        begin(skip(contextDone(), 'Planning'), 'Execution'),
      'the next phase starts after an abandoned one whose gate waits': () =>
        begin(abandon(begin(start(GUARDED), 'Context'), 'Context'), 'Planning'),
      'the next phase starts though unskipping put the gate back to pending': () =>
        begin(phase(unskip(skip(waive(start(GUARDED)), 'Context'), 'Context'), 'Context'), 'Planning'),
      'the next phase starts though a reopening put the gate back to pending': () =>
        begin(againDone(pass(contextDone())), 'Planning'),
      'a session completes before the verdict on its last phase': () => complete(onePhaseDone()),
      'a session completes after the failure of its last phase': () => complete(fail(onePhaseDone())),
      'a session completes before the verdict on a phase that its profile no longer has': () =>
        complete(
          amended(
            phase(define(start({ ...NORMAL, phases: ['Context', 'Rest'], gates: [] }), 'Rest'), 'Context'),
            ONE_PHASE,
          ),
        ),
    },
    satisfied: {
      'the next phase starts after a pass': () => begin(pass(contextDone()), 'Planning'),
      'the next phase starts after a pass that came before the end of the phase': () =>
        begin(pass(begin(start(GUARDED), 'Context')).add('phase_completed', { phase: 'Context' }), 'Planning'),
      'the next phase starts after an abandoned one whose gate is waived': () =>
        begin(waive(abandon(begin(start(GUARDED), 'Context'), 'Context')), 'Planning'),
      'the next phase starts after a waiver': () => begin(waive(contextDone()), 'Planning'),
      'a phase starts while a gate that guards nothing waits': () =>
        begin(define(phase(start(), 'Context')), 'Planning'),
      'a session completes after a pass': () => complete(pass(onePhaseDone())),
      'a session completes while a gate that guards nothing waits': () => complete(define(through())),
      'a session fails before the verdict': () => onePhaseDone().add('session_ended', { outcome: 'failed' }),
    },
  },
  'G.criteria': {
    violated: {
      'a gate passes without criteria': () => pass(define(start(), undefined, []), 'g', []),
      'a gate passes with some of its criteria': () =>
        pass(define(start(), undefined, ['Clear', 'Short']), 'g', ['Clear']),
      'a gate fails without criteria': () => fail(define(start()), 'g', []),
    },
    satisfied: {
      'a gate passes with all of its criteria': () =>
        pass(define(start(), undefined, ['Clear', 'Short']), 'G', ['Short', 'Clear']),
      'a gate without criteria passes with one': () => pass(define(start(), undefined, [])),
      'a gate that nobody defined passes with one criterion': () => pass(start()),
      'a gate fails with some of its criteria': () =>
        fail(define(start(), undefined, ['Clear', 'Short']), 'g', ['Short']),
      'a gate is waived without criteria': () => waive(define(start())),
    },
  },
  'G.defined': {
    violated: {
      'a gate is added to a phase that is completed': () => define(phase(start(), 'Context'), 'Context'),
      'a gate is replaced after its phase is completed': () =>
        define(phase(define(start(), 'Context'), 'Context'), 'Planning'),
    },
    satisfied: {
      'a gate is added to a phase that runs': () => define(begin(start(), 'Context'), 'Context'),
      'a gate is replaced before its phase is completed': () =>
        define(begin(define(start(), 'Context'), 'Context'), 'Planning'),
      'a gate that guards nothing is added late': () => define(phase(start(), 'Context')),
    },
  },
  'G.guards': {
    violated: { 'a gate guards a phase that the profile lacks': () => define(start(), 'Dreaming') },
    satisfied: {
      'a gate guards a phase of the profile': () => define(start(), 'Planning'),
      'a gate guards nothing': () => define(start()),
    },
  },
};
