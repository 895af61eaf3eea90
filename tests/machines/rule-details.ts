// The detail that each rule reports for each history that violates it (see rule-cases/): refusals, warnings and replays
// show it.
import type { RuleCases } from './rule-cases/rule-cases.ts';

const NOT_VALIDATED = 'no pass of a reviewer, tester, validate or review is newer than the work';

export const DETAILS: Readonly<Record<keyof RuleCases, Readonly<Record<string, string>>>> = {
  'S.first': {
    'a session starts a second time': 'the session has started already',
    'a phase starts before its session': 'phase_started comes before session_started',
  },
  'S.ended': {
    'a warning is issued after the end': 'the session has ended (failed)',
    'a session that has ended ends again': 'the session has ended (failed)',
    'an agent completes after the end': 'the session has ended (failed)',
  },
  'S.actor': {
    'an orchestrator waives a gate that only a person may waive':
      'gate.waive is for person, and the actor is orchestrator',
    'a person gives a verdict that is for another': 'gate.waive is for person:alice, and the actor is person:bob',
    'an actor does so whose name only begins alike': 'gate.waive is for person, and the actor is personal',
    'an agent reports after the end, which is for a person':
      'agent.report is for person, and the actor is orchestrator',
  },
  'S.paused': {
    'a phase starts in a pause': 'the session is paused',
    'a phase is reopened in a pause': 'the session is paused',
    'a cycle starts in a pause': 'the session is paused',
    'an agent is launched in a pause': 'the session is paused',
    'a task starts in a pause': 'the session is paused',
    'a todo starts in a pause': 'the session is paused',
    'the intelligence starts in a pause': 'the session is paused',
  },
  'S.chosen': {
    'a session is classified twice': 'the session is classified already',
    'a session that started with a classification is classified': 'the session is classified already',
    'a session is classified in its second phase': 'the session is beyond its first phase or cycle',
    'a session is classified after its second phase was abandoned': 'the session is beyond its first phase or cycle',
    'a session is classified in its second cycle': 'the session is beyond its first phase or cycle',
    'a profile is chosen twice': 'the profile is chosen already',
    'a profile is chosen in the second phase': 'the session is beyond its first phase or cycle',
  },
  'S.finished': {
    'a session completes while an agent runs': '1 agent not ended',
    'a session completes while a task is pending': '1 task open',
    'a session completes while a task runs': '1 task open',
    'a session completes while a task has failed': '1 task open',
    'a session completes before its phase has started': 'phases not finished: Context',
    'a session completes after its phase was unskipped': 'phases not finished: Context',
    'a session completes before its phase is completed': 'phases not finished: Context',
    'a session completes while a phase is active that its profile lacks': 'phases not finished: Dreaming',
  },
  'S.satisfied': {
    'a session completes with a requirement open': '1 requirement not met',
    'a session completes with a deliverable undelivered': '1 deliverable not delivered',
    'a session completes with a todo pending': '1 todo open',
    'a session completes with a todo in progress': '1 todo open',
    'a session completes with a question open': '1 question open',
    'a session in phases completes with a plan item open': '1 plan item open',
  },
  'S.parent': {
    'a session starts whose parent the log lacks': 'the log held no session s0 when this one started',
  },
  'H.awaited': {
    'a cycle starts while a review is awaited': 'review v1 is awaited',
    'a session completes while a review is awaited': 'review v1 is awaited',
    'a phase is completed while a review is awaited that names it as its phase': 'review v1 is awaited',
    'a phase is completed while a review of it is awaited': 'review v1 is awaited',
    'a phase is abandoned while a review of it is awaited': 'review v1 is awaited',
  },
  'H.changes': {
    'a session completes after changes were asked for': 'review v1 asks for changes',
    'a session completes while the changes wait to be reviewed under another subject': 'review v1 asks for changes',
    'a session completes after the changes were found wanting again': 'review v2 asks for changes',
    'a cycle ends after changes were asked for that it requested the review for': 'review v1 asks for changes',
    'a phase is completed after changes to it were asked for': 'review v1 asks for changes',
  },
  'P.kept': {
    'a profile is chosen that lacks the phase that runs': 'profile cycles lacks Context',
    'a profile is amended by one that lacks a phase that was completed': 'profile normal lacks Context',
    'a profile is amended by one that lacks a phase that was abandoned': 'profile normal lacks Context',
    'a profile is amended by one with two started phases in another order':
      'profile normal has them in the order Planning and Context',
  },
  'P.known': {
    'a phase starts that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is completed that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is skipped that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is abandoned that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is unskipped that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is reopened that the profile lacks': 'profile normal has no phase Dreaming',
    'a review is of a phase that the profile lacks': 'profile normal has no phase Dreaming',
    'tokens are of a phase that the profile lacks': 'profile normal has no phase Dreaming',
    'tokens are allocated to a phase that the profile lacks': 'profile normal has no phase Dreaming',
    'the budget of a phase that the profile lacks is raised': 'profile normal has no phase Dreaming',
  },
  'G.known': {
    'a gate passes that nobody defined': 'there is no gate g9',
    'a gate fails that nobody defined': 'there is no gate g9',
    'a gate is waived that nobody defined': 'there is no gate g9',
    'a gate passes that the profile has no longer': 'there is no gate g',
  },
  'P.order': {
    'a phase starts before the one before it': 'phases not finished before Planning: Context',
    'a phase starts though the one before it was unskipped': 'phases not finished before Planning: Context',
    'a phase starts while the one before it is active': 'phases not finished before Planning: Context',
  },
  'P.one': {
    'a phase starts while a later one is active': 'already active: Planning',
    'a phase starts while one is active that the profile lacks': 'already active: Dreaming',
  },
  'P.work': {
    'a phase is completed while an agent and a task run':
      'agent a1 runs and is not carried; task t1 runs and is not carried',
    'a phase is abandoned while an agent and a task run':
      'agent a1 runs and is not carried; task t1 runs and is not carried',
    'a phase is completed while an agent is paused': 'agent a1 runs and is not carried',
    'a phase is completed that carries the agent but not the task': 'task t1 runs and is not carried',
    'a phase is completed that carries the task but not the agent': 'agent a1 runs and is not carried',
    'a phase is completed that carries one agent of two': 'agent a2 runs and is not carried',
    'a phase is completed that carries an agent twice for two': 'agent a2 runs and is not carried',
    'a phase is completed that carries an agent that has ended': 'agent a1 is completed and cannot be carried',
    'a phase is completed that carries a task that has not started': 'task t1 is pending and cannot be carried',
    'a phase is completed that carries an agent that nobody launched': 'there is no agent or task nobody to carry',
    'the last phase is completed and carries what runs': 'no phase comes after Context to carry a1 into',
    'a phase is completed that carries what runs, though all phases after it were skipped':
      'no phase comes after Context to carry a1 into',
    'a phase is completed that does not carry on what the phase before it carried':
      'agent a1 runs and is not carried; task t1 runs and is not carried',
  },
  'G.guard': {
    'the next phase starts before the verdict': 'gates not passed before Planning: G (pending)',
    'the next phase starts after a failure': 'gates not passed before Planning: G (failed)',
    'a phase starts after the phase behind the gate was skipped': 'gates not passed before Execution: G (pending)',
    'the next phase starts after an abandoned one whose gate waits': 'gates not passed before Planning: G (pending)',
    'the next phase starts though unskipping put the gate back to pending':
      'gates not passed before Planning: G (pending)',
    'the next phase starts though a reopening put the gate back to pending':
      'gates not passed before Planning: G (pending)',
    'a session completes before the verdict on its last phase': 'gates not passed: G (pending)',
    'a session completes after the failure of its last phase': 'gates not passed: G (failed)',
    'a session completes before the verdict on a phase that its profile no longer has': 'gates not passed: G (pending)',
  },
  'G.started': {
    'a gate passes before the phase that it guards has started': 'gate g guards phase Context, which is pending',
    'a gate fails before the phase that it guards has started': 'gate g guards phase Context, which is pending',
    'a gate passes by its name before the phase that it guards has started':
      'gate G guards phase Context, which is pending',
    'a gate passes whose phase was skipped': 'gate g guards phase Context, which is skipped',
    'a gate passes whose phase is pending again, as an earlier one was reopened':
      'gate g guards phase Planning, which is pending',
    'a gate fails of a profile whose second phase has not started': 'gate g guards phase Planning, which is pending',
  },
  'G.criteria': {
    'a gate passes without criteria': 'the verdict on gate g names no criterion',
    'a gate passes with some of its criteria': 'the pass of gate g does not name: Short',
    'a gate fails without criteria': 'the verdict on gate g names no criterion',
    'a gate with criteria passes as one without': 'gate g has criteria: Clear and Short',
  },
  'G.defined': {
    'a gate is added to a phase that is completed': 'phase Context is completed',
    'a gate is replaced after its phase is completed': 'phase Context is completed',
  },
  'G.guards': {
    'a gate guards a phase that the profile lacks': 'profile normal has no phase Dreaming',
  },
  'T.known': {
    'a todo is created for a task that was never planned': 'there is no task t9',
    'an entry is about a task that was never planned': 'there is no task t9',
    'tokens are of a task that was never planned': 'there is no task t9',
    'an error is of a task that was never planned': 'there is no task t9',
  },
  'T.depends': {
    'a task depends on one that was never planned': 'there is no task t0',
    'a task is made to depend on one that was never planned': 'there is no task t0',
  },
  'T.circle': {
    'a task depends on itself': 'task t1 depends on itself',
    'a task depends on one that depends on it': 'task t2 depends on a task that depends on it',
    'a task depends on one that depends on it through a third': 'task t3 depends on a task that depends on it',
    'a task is made to depend on itself': 'task t1 depends on itself',
    'a task is made to depend on one that depends on it': 'task t1 depends on a task that depends on it',
    'a task is made to depend on one that depends on it through a change':
      'task t1 depends on a task that depends on it',
  },
  'T.ready': {
    'a task starts before its dependency': 'task t2 depends on tasks that are neither completed nor dropped: t1',
    'a task starts while its dependency runs': 'task t2 depends on tasks that are neither completed nor dropped: t1',
    'a task starts after its dependency failed': 'task t2 depends on tasks that are neither completed nor dropped: t1',
    'a task starts after its dependency was reopened':
      'task t2 depends on tasks that are neither completed nor dropped: t1',
    'a task starts before what it was made to depend on':
      'task t1 depends on tasks that are neither completed nor dropped: t3',
  },
  'T.dropped': {
    'a task starts although its dependency was dropped': 'task t2 starts although its dependency t1 was dropped',
    'a task starts although one of its dependencies was dropped':
      'task t4 starts although its dependency t3 was dropped',
  },
  'T.reopened': {
    'a task is reopened while one that depends on it runs': 'task t2 depends on task t1, and has started already',
    'a task is reopened after one that depends on it completed': 'task t2 depends on task t1, and has started already',
    'a dropped task is reopened while one that depends on it runs':
      'task t2 depends on task t1, and has started already',
    'a task is reopened while one runs that was made to depend on it':
      'task t3 depends on task t1, and has started already',
  },
  'T.agent': {
    'a task starts under an agent that was never launched': 'agent a1 is not running',
    'a task starts under an agent that has ended': 'agent a1 is not running',
    'a task is handed over to an agent that was never launched': 'agent a1 is not running',
    'a task is handed over to an agent that has ended': 'agent a1 is not running',
  },
  'W.number': {
    'the first wave is the second': 'wave 2 is launched, but the highest so far is 0',
    'a wave is numbered 0': 'wave 0 is launched, but the highest so far is 0',
    'a wave is left out': 'wave 3 is launched, but the highest so far is 1',
  },
  'W.after': {
    'a wave is launched while an agent of the one before runs': '1 agent of wave 1 not ended',
    'a wave is launched while an agent of the one before runs that was launched in the same phase':
      '1 agent of wave 1 not ended',
    'a wave is launched in a reopened phase while an agent of the one before runs there': '1 agent of wave 1 not ended',
  },
  'W.task': {
    'a task is planned for a wave before its dependency': 'wave 1 is before the waves of its dependencies: t1',
    'a task is made to depend on one of a later wave': 'wave 1 is before the waves of its dependencies: t1',
  },
  'A.unique': {
    'one id is launched twice at once': 'agent a1 is launched twice in one event',
  },
  'A.known': {
    'a task is completed by an agent that was never launched': 'there is no agent a9',
    'a task fails by an agent that was never launched': 'there is no agent a9',
    'tokens are of an agent that was never launched': 'there is no agent a9',
    'an error is of an agent that was never launched': 'there is no agent a9',
  },
  'A.planned': {
    'a todo is created for an agent that was never launched': 'there is no agent a9',
  },
  'A.given': {
    'an agent is given a task that was never planned': 'there is no task t1',
    'an agent is given a plan item that was never added': 'there is no plan item i1',
  },
  'C.number': {
    'the first cycle is the second': 'expected cycle 1, got 2',
    'a cycle is left out': 'expected cycle 2, got 3',
  },
  'C.one': {
    'a cycle starts while another is open': 'cycle 1 is open',
  },
  'C.agents': {
    'a cycle ends while its agent runs': '1 agent of cycle 1 not ended',
    'a cycle ends that carries one agent of two': '1 agent of cycle 1 not ended',
    'a cycle ends while an agent runs that was carried into it': '1 agent of cycle 2 not ended',
  },
  'C.tasks': {
    'a cycle ends while its task runs': 'task t1 runs in cycle 1 and is not carried',
    'a cycle ends that carries the agent but not the task': 'task t1 runs in cycle 1 and is not carried',
    'a cycle ends while a task runs that was carried into it': 'task t1 runs in cycle 2 and is not carried',
    'a cycle ends while a task runs that was started again in it': 'task t1 runs in cycle 2 and is not carried',
  },
  'C.carried': {
    'a cycle ends that carries an agent that has ended': 'agent a1 is completed and cannot be carried',
    'a cycle ends that carries an agent that nobody launched': 'there is no agent or task nobody to carry',
    'a cycle ends that carries a task that has not started': 'task t1 is pending and cannot be carried',
    'a cycle ends that carries an agent from before it': 'agent a1 does not run in cycle 1',
    'a cycle ends that carries a task that the cycle before did not carry': 'task t1 does not run in cycle 2',
  },
  'C.complete': {
    'a session completes while a cycle is open': 'cycle 1 is open',
    'a session completes while a plan item is open': '1 plan item open',
    'a session completes while a finding blocks': '1 blocking finding',
    'a session completes while a baseline is broken': '1 broken baseline',
    'a session in phases completes while a finding blocks': '1 blocking finding',
    'a session in phases completes while a baseline is broken': '1 broken baseline',
  },
  'C.failed': {
    'a session completes after a pass of another type of agent, neither naming what it is on':
      'not answered by a pass: the fail of tester',
    'a session completes after a pass on another task': 'not answered by a pass: the fail of reviewer on t1',
    'a session completes after a pass on the task by the agent that worked on it':
      'not answered by a pass: the fail of reviewer on t1',
    'a session in phases completes after a fail without a later pass':
      'not answered by a pass: the fail of implementor',
  },
  'C.validated': {
    'a session completes that nobody validated': NOT_VALIDATED,
    'a session in phases completes that nobody validated': NOT_VALIDATED,
    'a session completes that only the agent of the work passed': NOT_VALIDATED,
    'a session completes after work that ended after the pass': NOT_VALIDATED,
    'a session completes after work that was reported after the pass': NOT_VALIDATED,
    'a session completes that a previewer passed': NOT_VALIDATED,
    'a session completes that a reviewer passed where the profile names others as validating':
      'no pass of a judge is newer than the work',
  },
  'L.parent': {
    'a parent is done before its child': '1 child item of i1 open',
  },
  'L.many': {
    'one item more is done at once than the profile allows': 'more than 1 plan item ticked in one change',
    'one item more is done under one correlation id, around a change of another':
      'more than 1 plan item ticked in one change',
  },
  'L.place': {
    'an item is added below itself': 'plan item i1 would be below itself',
    'an item is moved below its child': 'plan item i1 would be below itself',
    'an item is moved below itself': 'plan item i1 would be below itself',
    'an item is moved after itself': 'plan item i1 would follow itself',
    'an item is moved after its child': 'plan item i1 would be below itself',
  },
  'L.known': {
    'an item is added below an unknown item': 'there is no plan item i9',
    'an item is added after an unknown item': 'there is no plan item i9',
    'an item is added to an unknown section': 'there is no section p9',
    'an item is added to a section that was removed': 'there is no section p1',
    'an item is moved below an unknown item': 'there is no plan item i9',
    'an item is moved to an unknown section': 'there is no section p9',
    'a section is added after an unknown section': 'there is no section p9',
  },
  'D.known': {
    'an entry is about a todo that was never created': 'there is no todo d9',
    'tokens are of a todo that was never created': 'there is no todo d9',
  },
  'D.depends': {
    'a todo depends on one that was never created': 'there is no todo d0',
  },
  'D.ready': {
    'a todo starts before its dependency': 'todo d2 depends on todos that are neither completed nor cancelled: d1',
    'a todo starts after its dependency failed':
      'todo d2 depends on todos that are neither completed nor cancelled: d1',
    'a todo starts after its dependency was reopened':
      'todo d2 depends on todos that are neither completed nor cancelled: d1',
  },
  'D.cancelled': {
    'a todo starts although its dependency was cancelled': 'todo d2 starts although its dependency d1 was cancelled',
  },
  'D.agent': {
    'a todo is handed over to an agent that was never launched': 'agent a3 is not running',
    'a todo is handed over to an agent that was killed': 'agent a1 is not running',
  },
  'D.reason': {
    'a todo fails without a reason': 'todo d1 failed without a reason',
    'a todo fails with a blank reason': 'todo d1 failed without a reason',
  },
  'D.one': {
    'an agent starts a second todo': 'agent orchestrator has another todo in progress',
    'an agent with a todo in progress takes over another in progress': 'agent a2 has another todo in progress',
    'an agent starts a todo after it took over one in progress': 'agent a2 has another todo in progress',
  },
  'B.grows': {
    'the count "input" is below zero': 'a count is below zero',
    'the count "output" is below zero': 'a count is below zero',
    'the count "cached" is below zero': 'a count is below zero',
    'the count "cacheCreation" is below zero': 'a count is below zero',
    'the count "total" is below zero': 'a count is below zero',
  },
  'B.count': {
    'a use of tokens states no count': 'none of input, output, cached, cacheCreation and total is given, and no cost',
  },
  'B.raised': {
    'the budget is raised to what it was': 'the session has a budget of 10 tokens, and 10 is not more',
    'the budget is lowered': 'the session has a budget of 10 tokens, and 9 is not more',
    'a budget is raised that there is not': 'the session has no budget',
    'an allocation is raised that there is not': 'phase Planning has no budget',
    'the budget is raised to less than an amended profile has':
      'the session has a budget of 50 tokens, and 20 is not more',
    'the budget is raised that an amended profile took away': 'the session has no budget',
  },
  'B.spent': {
    'an agent is launched with nothing left of the budget': 'the session has used 10 of 10 tokens',
    'a task starts with more used than the budget': 'the session has used 11 of 10 tokens',
    'an agent is launched with nothing left of the allocation of the active phase':
      'phase Context has used 10 of 10 tokens',
    'an agent is launched under the smaller budget of an amended profile': 'the session has used 10 of 10 tokens',
  },
  'B.session': {
    'the budget is passed by one': 'the session has used 11 of 10 tokens',
  },
  'B.phase': {
    'the allocation of the active phase is passed': 'phase Context has used 11 of 10 tokens',
  },
  'B.task': {
    'a task uses more than its estimate': 'task t1 has used 11 of 10 tokens',
  },
  'K.unique': {
    'an entry comes twice': 'the workbook has an entry e1 already',
  },
  'K.answer': {
    'a question is answered by what is not an option': 'question e1 has the options An hour and A day',
  },
  'K.baseline': {
    'a baseline is compared that was never recorded': 'there is no baseline b9',
  },
  'K.refers': {
    'an entry refers to an unknown entry': 'there is no entry e0',
  },
  'K.phase': {
    'an entry is about a phase that the profile lacks': 'profile normal has no phase Dreaming',
  },
  'E.ordinal': {
    'an ordinal is left out': 'expected ordinal 2, got 3',
    'an ordinal is used twice': 'expected ordinal 2, got 1',
  },
  'E.id': {
    'an event has the id of another': 'an earlier event has the id s1-1',
  },
  'E.session': {
    'an event is of another session': 'expected session s1, got s2',
  },
  'E.together': {
    "another command comes between a command's events": 'events of another command are between those of command c',
  },
  'E.ahead': {
    'an event states a time that has not come':
      'it states 2026-01-31T14:01:00.001Z and was recorded at 2026-01-31T14:00:00.000Z',
  },
  'E.time': {
    'an actor goes back in time':
      'the last event of me was at 2026-01-31T14:05:00.000Z, this one is at 2026-01-31T14:04:00.000Z',
  },
};
