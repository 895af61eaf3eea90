// The rules of phases (P) and gates (G), both ways.
import type { Carried } from '../../../machines/events/fields.ts';
import type { Profile } from '../../../machines/profile.ts';
import type { History } from '../../history.ts';
import {
  amended,
  complete,
  ended,
  enforced,
  launch,
  NORMAL,
  ONE_PHASE,
  phase,
  type RuleCases,
  start,
  task,
  through,
} from './rule-cases.ts';

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
const withoutCriteria = (h: History): History =>
  h.add('quality_gate_passed', { gate: 'g', criteria: [], criteriaDefined: false });
const waive = (h: History, gate = 'g'): History =>
  h.add('quality_gate_waived', { gate, criteria: [], reason: 'By hand' });

const used = (h: History, name: string): History => h.add('tokens_used', { phase: name, total: 1 });
const reviewed = (h: History, name: string): History =>
  h.add('review_requested', { reviewId: 'v1', of: 'It', phase: name });
const raised = (h: History, name: string): History =>
  h.add('budget_raised', { phase: name, tokens: 2, reason: 'More' });
const allocated = (h: History, name: string): History => h.add('budget_allocated', { phase: name, tokens: 1 });

const GUARDED: Profile = { ...NORMAL, gates: [{ id: 'g', name: 'G', criteria: ['Clear'], guards: 'Context' }] };
const againDone = (h: History): History => reopen(h, 'Context').add('phase_completed', { phase: 'Context' });
const contextDone = (): History => phase(start(GUARDED), 'Context');
const running = (): History =>
  launch(task(begin(start(), 'Context'), 't1'), ['a1']).add('task_started', { taskId: 't1' });
const completePhase = (h: History, carried?: Carried, name = 'Context'): History =>
  h.add('phase_completed', { phase: name, ...(carried !== undefined && { carried }) });
const onePhaseDone = (): History => phase(start({ ...ONE_PHASE, gates: GUARDED.gates }), 'Context');

export const phases: RuleCases = {
  'P.known': {
    violated: {
      'a phase starts that the profile lacks': () => begin(start(), 'Dreaming'),
      'a phase is completed that the profile lacks': () => phase(enforced(), 'Dreaming'),
      'a phase is skipped that the profile lacks': () => skip(start(), 'Dreaming'),
      'a phase is reopened that the profile lacks': () => reopen(phase(enforced(), 'Dreaming'), 'Dreaming'),
      'a review is of a phase that the profile lacks': () => reviewed(start(), 'Dreaming'),
      'tokens are of a phase that the profile lacks': () => used(start(), 'Dreaming'),
      'tokens are allocated to a phase that the profile lacks': () => allocated(start(), 'Dreaming'),
      'the budget of a phase that the profile lacks is raised': () =>
        raised(allocated(enforced(), 'Dreaming'), 'Dreaming'),
      'a phase is abandoned that the profile lacks': () => abandon(begin(enforced(), 'Dreaming'), 'Dreaming'),
      'a phase is unskipped that the profile lacks': () => unskip(skip(enforced(), 'Dreaming'), 'Dreaming'),
    },
    satisfied: {
      'a phase of the profile is abandoned': () => abandon(begin(start(), 'Context'), 'Context'),
      'a phase of the profile is unskipped': () => unskip(skip(start(), 'Context'), 'Context'),
      'a phase of the profile starts': () => begin(start(), 'Context'),
      'a phase of the profile is completed': () => phase(start(), 'Context'),
      'a phase of the profile is skipped': () => skip(start(), 'Context'),
      'a phase of the profile is reopened': () => reopen(phase(start(), 'Context'), 'Context'),
      'a phase that the profile lacks is completed where it was reported before': () => phase(start(), 'Dreaming'),
      'a review is of a phase of the profile': () => reviewed(start(), 'Context'),
      'tokens are of a phase of the profile': () => used(start(), 'Context'),
      'tokens are allocated to a phase of the profile': () => allocated(start(), 'Context'),
      'the budget of a phase of the profile is raised': () => raised(allocated(start(), 'Context'), 'Context'),
    },
  },
  'G.known': {
    violated: {
      'a gate passes that nobody defined': () => pass(start(), 'g9'),
      'a gate fails that nobody defined': () => fail(start(), 'g9'),
      'a gate is waived that nobody defined': () => waive(start(), 'g9'),
      'a gate passes that the profile has no longer': () => pass(amended(start(GUARDED), NORMAL)),
    },
    satisfied: {
      'a gate passes that the profile has': () => pass(begin(start(GUARDED), 'Context')),
      'a gate passes by its name': () => pass(define(start()), 'G'),
      'a gate fails that the session defined': () => fail(define(start())),
      'a gate is waived that the session defined': () => waive(define(start())),
      'a gate that nobody defined passes after it failed': () => pass(fail(start(), 'g9'), 'g9'),
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
  'P.work': {
    violated: {
      'a phase is completed while an agent and a task run': () => completePhase(running()),
      'a phase is abandoned while an agent and a task run': () => abandon(running(), 'Context'),
      'a phase is completed while an agent is paused': () =>
        completePhase(launch(begin(start(), 'Context'), ['a1']).add('agent_paused', { agents: [{ agentId: 'a1' }] })),
      'a phase is completed that carries the agent but not the task': () =>
        completePhase(running(), { agents: ['a1'] }),
      'a phase is completed that carries the task but not the agent': () => completePhase(running(), { tasks: ['t1'] }),
      'a phase is completed that carries one agent of two': () =>
        completePhase(launch(running(), ['a2']), { agents: ['a1'], tasks: ['t1'] }),
      'a phase is completed that carries an agent twice for two': () =>
        completePhase(launch(begin(start(), 'Context'), ['a1', 'a2']), { agents: ['a1', 'a1'] }),
      'a phase is completed that carries an agent that has ended': () =>
        completePhase(ended(running(), 'a1'), { agents: ['a1'], tasks: ['t1'] }),
      'a phase is completed that carries a task that has not started': () =>
        completePhase(task(begin(start(), 'Context'), 't1'), { tasks: ['t1'] }),
      'a phase is completed that carries an agent that nobody launched': () =>
        completePhase(running(), { agents: ['a1', 'nobody'], tasks: ['t1'] }),
      'the last phase is completed and carries what runs': () =>
        completePhase(launch(begin(start(ONE_PHASE), 'Context'), ['a1']), { agents: ['a1'] }),
      'a phase is completed that carries what runs, though all phases after it were skipped': () =>
        completePhase(
          ['Planning', 'Execution', 'Review', 'Delivery'].reduce(skip, launch(begin(start(), 'Context'), ['a1'])),
          { agents: ['a1'] },
        ),
      'a phase is completed that does not carry on what the phase before it carried': () =>
        completePhase(
          begin(completePhase(running(), { agents: ['a1'], tasks: ['t1'] }), 'Planning'),
          undefined,
          'Planning',
        ),
    },
    satisfied: {
      'a phase is abandoned that carries its agent and its task': () =>
        running().add('phase_abandoned', {
          phase: 'Context',
          reason: 'A dead end',
          carried: { agents: ['a1'], tasks: ['t1'] },
        }),
      'a phase is completed in which nothing runs': () => completePhase(begin(start(), 'Context')),
      'a phase is completed after its agent and its task': () =>
        completePhase(ended(running(), 'a1').add('task_completed', { taskId: 't1' })),
      'a phase is completed while a task waits': () => completePhase(task(begin(start(), 'Context'), 't1')),
      'a phase is completed that carries its agent and its task': () =>
        completePhase(running(), { agents: ['a1'], tasks: ['t1'] }),
      'a phase is completed that carries an agent that is paused': () =>
        completePhase(launch(begin(start(), 'Context'), ['a1']).add('agent_paused', { agents: [{ agentId: 'a1' }] }), {
          agents: ['a1'],
        }),
      'a phase is completed that carries on what the phase before it carried': () =>
        completePhase(
          begin(completePhase(running(), { agents: ['a1'], tasks: ['t1'] }), 'Planning'),
          { agents: ['a1'], tasks: ['t1'] },
          'Planning',
        ),
      'the last phase is completed in which nothing runs': () => completePhase(begin(start(ONE_PHASE), 'Context')),
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
  'G.started': {
    violated: {
      'a gate passes before the phase that it guards has started': () => pass(define(start(), 'Context')),
      'a gate fails before the phase that it guards has started': () => fail(define(start(), 'Context')),
      'a gate passes by its name before the phase that it guards has started': () =>
        pass(define(start(), 'Context'), 'G'),
      'a gate passes whose phase was skipped': () => pass(skip(define(start(), 'Context'), 'Context')),
      'a gate passes whose phase is pending again, as an earlier one was reopened': () =>
        pass(reopen(phase(phase(define(start(), 'Planning'), 'Context'), 'Planning'), 'Context')),
      'a gate fails of a profile whose second phase has not started': () =>
        fail(begin(start({ ...NORMAL, gates: [{ id: 'g', name: 'G', criteria: [], guards: 'Planning' }] }), 'Context')),
    },
    satisfied: {
      'a gate passes whose phase was abandoned': () =>
        pass(abandon(begin(define(start(), 'Context'), 'Context'), 'Context')),
      'a gate passes while the phase that it guards is active': () =>
        pass(begin(define(start(), 'Context'), 'Context')),
      'a gate fails while the phase that it guards is active': () => fail(begin(define(start(), 'Context'), 'Context')),
      'a gate passes after the phase that it guards': () => pass(phase(define(start(), 'Context'), 'Context')),
      'a gate passes whose phase was reopened': () =>
        pass(reopen(phase(define(start(), 'Context'), 'Context'), 'Context')),
      'a gate passes that guards nothing': () => pass(define(start())),
    },
  },
  'G.criteria': {
    violated: {
      'a gate passes without criteria': () => pass(define(start(), undefined, []), 'g', []),
      'a gate passes with some of its criteria': () =>
        pass(define(start(), undefined, ['Clear', 'Short']), 'g', ['Clear']),
      'a gate fails without criteria': () => fail(define(start()), 'g', []),
      'a gate with criteria passes as one without': () =>
        withoutCriteria(define(start(), undefined, ['Clear', 'Short'])),
    },
    satisfied: {
      'a gate passes with all of its criteria': () =>
        pass(define(start(), undefined, ['Clear', 'Short']), 'G', ['Short', 'Clear']),
      'a gate without criteria passes with one': () => pass(define(start(), undefined, [])),
      'a gate without criteria passes as one without': () => withoutCriteria(define(start(), undefined, [])),
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
