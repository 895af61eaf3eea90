// The rules of the session (S) and of a person's review (H), both ways.

import { PROFILES, type Profile } from '../../../machines/profile.ts';
import { type History, history } from '../../history.ts';
import {
  amended,
  CYCLES,
  complete,
  cycles,
  entry,
  HASH,
  item,
  launch,
  NORMAL,
  ONE_PHASE,
  phase,
  type RuleCases,
  type Story,
  start,
  task,
  through,
  todo,
  warning,
} from './rule-cases.ts';

const failed = (h: History): History => h.add('session_ended', { outcome: 'failed' });
const classified = (h: History): History => h.add('session_classified', { classification: { complexity: 'high' } });
const chosen = (h: History, profile: Profile): History => h.add('profile_chosen', { profile, profileHash: HASH });
const inPlanning = (): History => phase(start(), 'Context').add('phase_started', { phase: 'Planning' });
const inSecondCycle = (): History =>
  cycles().add('cycle_started', { cycle: 1 }).add('cycle_ended', { cycle: 1 }).add('cycle_started', { cycle: 2 });
const requested = (h: History, reviewId = 'v1', data: { of?: string; phase?: string } = {}): History =>
  h.add('review_requested', { reviewId, of: 'The plan', ...data });
const given = (h: History, reviewId = 'v1', verdict: 'approved' | 'changes_requested' = 'changes_requested'): History =>
  h.add('review_given', { reviewId, verdict });
const withdrawn = (h: History): History => h.add('review_withdrawn', { reviewId: 'v1', reason: 'The plan is another' });
const inContext = (): History => start().add('phase_started', { phase: 'Context' });
const contextAbandoned = (h: History): History => h.add('phase_abandoned', { phase: 'Context', reason: 'A dead end' });
const contextDone = (h: History): History => h.add('phase_completed', { phase: 'Context' });
const inCycle = (): History => cycles().add('cycle_started', { cycle: 1 });
const question = (h: History, entryId: string): History => entry(h, entryId, { entryType: 'question' });

/** What starts, the history up to it, and its start. */
const STARTS: readonly (readonly [what: string, before: () => History, begin: (h: History) => History])[] = [
  ['a phase starts', () => start(), (h) => h.add('phase_started', { phase: 'Context' })],
  [
    'a phase is reopened',
    () => phase(start(), 'Context'),
    (h) => h.add('phase_reopened', { phase: 'Context', reason: 'A hole in it' }),
  ],
  ['a cycle starts', cycles, (h) => h.add('cycle_started', { cycle: 1 })],
  ['an agent is launched', () => start(), (h) => launch(h, ['a1'])],
  ['a task starts', () => task(start(), 't1'), (h) => h.add('task_started', { taskId: 't1' })],
  ['a todo starts', () => todo(start(), 'd1'), (h) => h.add('todo_started', { todoId: 'd1' })],
  ['the intelligence starts', () => start(), (h) => h.add('intelligence_started', {})],
];
const paused = (h: History): History => h.add('session_paused', {});
const resumed = (h: History): History => paused(h).add('session_resumed', {});

const waived = (actor: string, allowed: string[] | undefined = undefined): History =>
  start(allowed === undefined ? NORMAL : { ...NORMAL, actors: { 'gate.waive': allowed } }).add(
    'quality_gate_waived',
    { gate: 'postflight', criteria: [], reason: 'By hand' },
    { actor },
  );

export const session: RuleCases = {
  'S.first': {
    violated: {
      'a session starts a second time': () => start().start(),
      'a phase starts before its session': () => history('s1').add('phase_started', { phase: 'Context' }),
    },
    satisfied: {
      'a session starts': () => start(),
      'a phase starts after its session': () => start().add('phase_started', { phase: 'Context' }),
    },
  },
  'S.parent': {
    violated: {
      'a session starts whose parent the log lacks': () =>
        history('s1').start({ parentSession: 's0', parentKnown: false }),
    },
    satisfied: {
      'a session starts whose parent the log has': () => history('s1').start({ parentSession: 's0' }),
      'a session starts without a parent': () => start(),
    },
  },
  'S.ended': {
    violated: {
      'a warning is issued after the end': () => warning(failed(start())),
      'a session that has ended ends again': () => failed(failed(start())),
      'an agent completes after the end': () =>
        failed(launch(start(), ['a1'])).add('agent_completed', { agents: [{ agentId: 'a1' }] }),
    },
    satisfied: {
      'tokens are used after the end': () => failed(start()).add('tokens_used', { total: 5 }),
      'an agent reports after the end': () =>
        failed(launch(start(), ['a1'])).add('agent_reported', { agentId: 'a1', text: 'Late' }),
      'an agent completes before the end': () =>
        launch(start(), ['a1']).add('agent_completed', { agents: [{ agentId: 'a1' }] }),
      'a warning is issued before the end': () => warning(start()),
      'a session ends for the first time': () => failed(start()),
    },
  },
  'S.actor': {
    violated: {
      'an orchestrator waives a gate that only a person may waive': () => waived('orchestrator', ['person']),
      'a person gives a verdict that is for another': () => waived('person:bob', ['person:alice']),
      'an actor does so whose name only begins alike': () => waived('personal', ['person']),
      'an agent reports after the end, which is for a person': () =>
        failed(launch(start({ ...NORMAL, actors: { 'agent.report': ['person'] } }), ['a1'])).add('agent_reported', {
          agentId: 'a1',
          text: 'Late',
        }),
    },
    satisfied: {
      'a person waives a gate that a person may waive': () => waived('person:alice', ['person']),
      'an actor waives it who is named as a kind': () => waived('person', ['person']),
      'the person waives it who is named': () => waived('person:alice', ['person:alice']),
      'a person reports for an agent after the end': () =>
        failed(launch(start({ ...NORMAL, actors: { 'agent.report': ['person'] } }), ['a1'])).add(
          'agent_reported',
          { agentId: 'a1', text: 'Late' },
          { actor: 'person:alice' },
        ),
      'another command comes from anybody': () => warning(start({ ...NORMAL, actors: { 'gate.waive': ['person'] } })),
      'no actors are named': () => waived('orchestrator'),
    },
  },
  'S.paused': {
    violated: Object.fromEntries(
      STARTS.map(([what, before, begin]): [string, Story] => [`${what} in a pause`, () => begin(paused(before()))]),
    ),
    satisfied: {
      ...Object.fromEntries(
        STARTS.map(([what, before, begin]): [string, Story] => [
          `${what} after a pause`,
          () => begin(resumed(before())),
        ]),
      ),
      'an agent ends in a pause': () =>
        paused(launch(start(), ['a1'])).add('agent_lost', { agents: [{ agentId: 'a1' }] }),
    },
  },
  'S.chosen': {
    violated: {
      'a session is classified twice': () => classified(classified(start())),
      'a session that started with a classification is classified': () =>
        classified(history('s1').start({ enforcement: 'observe', classification: { type: 'novel' } })),
      'a session is classified in its second phase': () => classified(inPlanning()),
      'a session is classified after its second phase was abandoned': () =>
        classified(inPlanning().add('phase_abandoned', { phase: 'Planning', reason: 'A dead end' })),
      'a session is classified in its second cycle': () => classified(inSecondCycle()),
      'a profile is chosen twice': () => chosen(chosen(start(), NORMAL), NORMAL),
      'a profile is chosen in the second phase': () => chosen(inPlanning(), NORMAL),
    },
    satisfied: {
      'a session is classified in its first phase': () =>
        classified(start().add('phase_started', { phase: 'Context' })),
      'a session is classified in its first cycle': () => classified(cycles().add('cycle_started', { cycle: 1 })),
      'a session is classified when a later phase was skipped': () =>
        classified(start().add('phase_skipped', { phase: 'Review', reason: 'None here' })),
      'a session is classified when a later phase was unskipped': () =>
        classified(
          start()
            .add('phase_skipped', { phase: 'Review', reason: 'None here' })
            .add('phase_unskipped', { phase: 'Review', reason: 'Needed after all' }),
        ),
      'a profile is chosen in the first phase': () =>
        chosen(start().add('phase_started', { phase: 'Context' }), PROFILES.meta as Profile),
      'a profile is chosen in the first cycle': () => chosen(cycles().add('cycle_started', { cycle: 1 }), CYCLES),
    },
  },
  'S.finished': {
    violated: {
      'a session completes while an agent runs': () =>
        complete(launch(through(), ['a1']).add('agent_reported', { agentId: 'a1', text: 'Fine', verdict: 'pass' })),
      'a session completes while a task is pending': () => complete(task(through(), 't1')),
      'a session completes while a task runs': () =>
        complete(task(through(), 't1').add('task_started', { taskId: 't1' })),
      'a session completes while a task has failed': () =>
        complete(task(through(), 't1').add('task_started', { taskId: 't1' }).add('task_failed', { taskId: 't1' })),
      'a session completes before its phase has started': () => complete(start(ONE_PHASE)),
      'a session completes after its phase was unskipped': () =>
        complete(
          start(ONE_PHASE)
            .add('phase_skipped', { phase: 'Context', reason: 'Known' })
            .add('phase_unskipped', { phase: 'Context', reason: 'Needed after all' }),
        ),
      'a session completes before its phase is completed': () =>
        complete(start(ONE_PHASE).add('phase_started', { phase: 'Context' })),
      'a session completes while a phase is active that its profile lacks': () =>
        complete(through().add('phase_started', { phase: 'Dreaming' })),
    },
    satisfied: {
      'a session completes with its phase completed': () => complete(through()),
      'a session completes with its phase skipped': () =>
        complete(start(ONE_PHASE).add('phase_skipped', { phase: 'Context', reason: 'Known' })),
      'a session completes with its phase abandoned': () =>
        complete(
          start(ONE_PHASE)
            .add('phase_started', { phase: 'Context' })
            .add('phase_abandoned', { phase: 'Context', reason: 'A dead end' }),
        ),
      'a session completes with an agent that was lost': () =>
        complete(
          launch(through(), ['a1'])
            .add('agent_reported', { agentId: 'a1', text: 'Fine', verdict: 'pass' })
            .add('agent_lost', { agents: [{ agentId: 'a1' }] }),
        ),
      'a session completes with a task dropped': () =>
        complete(task(through(), 't1').add('task_dropped', { taskId: 't1', reason: 'Not needed' })),
      'a session completes with a task completed': () =>
        complete(task(through(), 't1').add('task_started', { taskId: 't1' }).add('task_completed', { taskId: 't1' })),
      'a session fails with all of these open': () => failed(task(launch(start(ONE_PHASE), ['a1']), 't1')),
    },
  },
  'S.satisfied': {
    violated: {
      'a session completes with a requirement open': () =>
        complete(through().add('requirement_added', { requirementId: 'r1', description: 'Fast' })),
      'a session completes with a deliverable undelivered': () =>
        complete(through().add('deliverable_added', { deliverableId: 'l1', description: 'The guide' })),
      'a session completes with a todo pending': () => complete(todo(through(), 'd1')),
      'a session completes with a todo in progress': () =>
        complete(todo(through(), 'd1').add('todo_started', { todoId: 'd1' })),
      'a session completes with a question open': () => complete(question(through(), 'q1')),
      'a session in phases completes with a plan item open': () => complete(item(through(), 'i1')),
    },
    satisfied: {
      'a session completes with its requirement met': () =>
        complete(
          through()
            .add('requirement_added', { requirementId: 'r1', description: 'Fast' })
            .add('requirement_met', { requirementId: 'r1' }),
        ),
      'a session completes with its requirement dropped': () =>
        complete(
          through()
            .add('requirement_added', { requirementId: 'r1', description: 'Fast' })
            .add('requirement_dropped', { requirementId: 'r1', reason: 'Not asked for' }),
        ),
      'a session completes with its deliverable delivered': () =>
        complete(
          through()
            .add('deliverable_added', { deliverableId: 'l1', description: 'The guide' })
            .add('deliverable_delivered', { deliverableId: 'l1' }),
        ),
      'a session completes with a todo that failed': () =>
        complete(
          todo(through(), 'd1')
            .add('todo_started', { todoId: 'd1' })
            .add('todo_failed', { todoId: 'd1', reason: 'No' }),
        ),
      'a session completes with its question answered': () =>
        complete(question(through(), 'q1').add('question_resolved', { entryId: 'q1', answer: 'Yes' })),
      'a session in phases completes with its plan item done': () =>
        complete(item(through(), 'i1').add('plan_item_done', { itemId: 'i1' })),
      'a session is cancelled with a requirement open': () =>
        through()
          .add('requirement_added', { requirementId: 'r1', description: 'Fast' })
          .add('session_ended', { outcome: 'cancelled' }),
    },
  },
  'H.awaited': {
    violated: {
      'a cycle starts while a review is awaited': () => requested(cycles()).add('cycle_started', { cycle: 1 }),
      'a session completes while a review is awaited': () => complete(requested(through())),
      'a phase is completed while a review is awaited that names it as its phase': () =>
        contextDone(requested(inContext(), 'v1', { phase: 'Context' })),
      'a phase is completed while a review of it is awaited': () =>
        contextDone(requested(inContext(), 'v1', { of: 'Context' })),
      'a phase is abandoned while a review of it is awaited': () =>
        contextAbandoned(requested(inContext(), 'v1', { phase: 'Context' })),
    },
    satisfied: {
      'a cycle starts after the review': () => given(requested(cycles())).add('cycle_started', { cycle: 1 }),
      'a session completes after the review': () => complete(given(requested(through()), 'v1', 'approved')),
      'a session completes after the review was withdrawn': () => complete(withdrawn(requested(through()))),
      'a session fails while a review is awaited': () => failed(requested(through())),
      'a phase is completed while a review of something else is awaited': () => contextDone(requested(inContext())),
      'a phase is abandoned while a review of something else is awaited': () =>
        contextAbandoned(requested(inContext())),
      'a phase is abandoned after the review of it was withdrawn': () =>
        contextAbandoned(withdrawn(requested(inContext(), 'v1', { phase: 'Context' }))),
      'a phase is completed after the review of it': () =>
        contextDone(given(requested(inContext(), 'v1', { phase: 'Context' }), 'v1', 'approved')),
    },
  },
  'H.changes': {
    violated: {
      'a session completes after changes were asked for': () => complete(given(requested(through()))),
      'a session completes while the changes wait to be reviewed under another subject': () =>
        complete(given(requested(given(requested(through())), 'v2', { of: 'The code' }), 'v2', 'approved')),
      'a session completes after the changes were found wanting again': () =>
        complete(given(requested(given(requested(through())), 'v2'), 'v2')),
      'a cycle ends after changes were asked for that it requested the review for': () =>
        given(requested(inCycle())).add('cycle_ended', { cycle: 1 }),
      'a phase is completed after changes to it were asked for': () =>
        contextDone(given(requested(inContext(), 'v1', { phase: 'Context' }))),
    },
    satisfied: {
      'a session completes after the changes were approved by another review': () =>
        complete(given(requested(given(requested(through())), 'v2', { of: ' The plan ' }), 'v2', 'approved')),
      'a session completes after the review that asked for changes was withdrawn': () =>
        complete(withdrawn(given(requested(through())))),
      'a session is ended as failed after changes were asked for': () => failed(given(requested(through()))),
      'a cycle ends after the changes were approved by another review': () =>
        given(requested(given(requested(inCycle())), 'v2'), 'v2', 'approved').add('cycle_ended', { cycle: 1 }),
      'a cycle ends after changes were asked for that another cycle requested the review for': () =>
        given(requested(inCycle()))
          .add('cycle_ended', { cycle: 1 })
          .add('cycle_started', { cycle: 2 })
          .add('cycle_ended', { cycle: 2 }),
      'a phase is completed after the changes to it were approved': () => {
        const context = { phase: 'Context' };
        return contextDone(
          given(requested(given(requested(inContext(), 'v1', context)), 'v2', context), 'v2', 'approved'),
        );
      },
    },
  },
  'P.kept': {
    violated: {
      'a profile is chosen that lacks the phase that runs': () =>
        chosen(start().add('phase_started', { phase: 'Context' }), CYCLES),
      'a profile is amended by one that lacks a phase that was completed': () =>
        amended(phase(start(), 'Context'), { ...NORMAL, phases: NORMAL.phases.slice(1) }),
      'a profile is amended by one that lacks a phase that was abandoned': () =>
        amended(
          start()
            .add('phase_started', { phase: 'Context' })
            .add('phase_abandoned', { phase: 'Context', reason: 'A dead end' }),
          { ...NORMAL, phases: NORMAL.phases.slice(1) },
        ),
      'a profile is amended by one with two started phases in another order': () =>
        amended(inPlanning(), { ...NORMAL, phases: ['Planning', 'Context', 'Execution', 'Review', 'Delivery'] }),
    },
    satisfied: {
      'a profile is chosen that has the phase that runs': () =>
        chosen(start().add('phase_started', { phase: 'Context' }), PROFILES.meta as Profile),
      'a profile is amended by one that lacks only what has not started': () =>
        amended(inPlanning(), { ...NORMAL, phases: ['Context', 'Planning', 'Dreaming'], gates: [] }),
      'a profile is amended by one that has another phase in between': () =>
        amended(inPlanning(), { ...NORMAL, phases: ['Context', 'Dreaming', ...NORMAL.phases.slice(1)] }),
    },
  },
};
