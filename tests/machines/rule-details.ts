// What each rule says of each history that breaks it (see rule-cases/): the words that a refusal, a warning and a replay show.
import type { RuleCases } from './rule-cases/rule-cases.ts';

export const DETAILS: Readonly<Record<keyof RuleCases, Readonly<Record<string, string>>>> = {
  'S.first': {
    'a session starts a second time': 'it has started already',
    'a phase starts before its session': 'phase_started comes before session_started',
  },
  'S.ended': {
    'a warning is issued after the end': 'the session has ended (failed)',
    'a session that has ended ends again': 'the session has ended (failed)',
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
    'a session is classified twice': 'it is classified already',
    'a session that started with a classification is classified': 'it is classified already',
    'a session is classified in its second phase': 'the session is beyond its first phase or cycle',
    'a session is classified in its second cycle': 'the session is beyond its first phase or cycle',
    'a profile is chosen twice': 'its profile is chosen already',
    'a profile is chosen in the second phase': 'the session is beyond its first phase or cycle',
  },
  'S.finished': {
    'a session completes while an agent runs': '1 agent running',
    'a session completes while a task is pending': '1 task open',
    'a session completes while a task runs': '1 task open',
    'a session completes while a task has failed': '1 task open',
    'a session completes before its phase has started': 'not finished: Context',
    'a session completes before its phase is completed': 'not finished: Context',
    'a session completes while a phase is active that its profile lacks': 'not finished: Dreaming',
  },
  'S.satisfied': {
    'a session completes with a requirement open': '1 requirement not met',
    'a session completes with a deliverable undelivered': '1 deliverable not delivered',
    'a session completes with a todo pending': '1 todo open',
    'a session completes with a todo in progress': '1 todo open',
  },
  'H.awaited': {
    'a cycle starts while a review is awaited': '1 review awaited',
    'a session completes while a review is awaited': '1 review awaited',
  },
  'P.kept': {
    'a profile is chosen that lacks the phase that runs': 'it lacks Context',
    'a profile is amended by one that lacks a phase that was completed': 'it lacks Context',
    'a profile is amended by one that turns two phases round that have started': 'its order is Planning and Context',
  },
  'P.known': {
    'a phase starts that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is completed that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is skipped that the profile lacks': 'profile normal has no phase Dreaming',
    'a phase is reopened that the profile lacks': 'profile normal has no phase Dreaming',
  },
  'P.order': {
    'a phase starts before the one before it': 'not finished before Planning: Context',
    'a phase starts while the one before it is active': 'not finished before Planning: Context',
  },
  'P.one': {
    'a phase starts while a later one is active': 'Planning is active',
    'a phase starts while one is active that the profile lacks': 'Dreaming is active',
  },
  'G.guard': {
    'the next phase starts before the verdict': 'not passed before Planning: G (pending)',
    'the next phase starts after a failure': 'not passed before Planning: G (failed)',
    'a phase starts after the one behind the gate was skipped': 'not passed before Execution: G (pending)',
    'the next phase starts though a reopening took the pass back': 'not passed before Planning: G (pending)',
    'a session completes before the verdict on its last phase': 'not passed: G (pending)',
    'a session completes after the failure of its last phase': 'not passed: G (failed)',
    'a session completes before the verdict on a phase that its profile no longer has': 'not passed: G (pending)',
  },
  'G.criteria': {
    'a gate passes by no criterion': 'g is judged by no criterion',
    'a gate passes by some of its criteria': 'g leaves out: Short',
    'a gate fails by no criterion': 'g is judged by no criterion',
  },
  'G.defined': {
    'a gate is added to a phase that is completed': 'Context is completed',
    'a gate is replaced after its phase is completed': 'Context is completed',
  },
  'G.guards': {
    'a gate guards a phase that the profile lacks': 'profile normal has no phase Dreaming',
  },
  'T.depends': {
    'a task depends on one that was never planned': 'no task t0',
  },
  'T.circle': {
    'a task depends on itself': 't1 depends on itself',
    'a task depends on one that waits for it': 't2 depends on what depends on it',
    'a task depends on one that waits for it through a third': 't3 depends on what depends on it',
  },
  'T.ready': {
    'a task starts before its dependency': 'not completed before t2: t1',
    'a task starts while its dependency runs': 'not completed before t2: t1',
    'a task starts after its dependency failed': 'not completed before t2: t1',
  },
  'T.agent': {
    'a task starts under an agent that was never launched': 'a1 does not run',
    'a task starts under an agent that has ended': 'a1 does not run',
  },
  'W.number': {
    'the first wave is the second': 'wave 2 is launched where the highest is 0',
    'a wave is numbered 0': 'wave 0 is launched where the highest is 0',
    'a wave is left out': 'wave 3 is launched where the highest is 1',
  },
  'W.after': {
    'a wave is launched while an agent of the one before runs': '1 agent of wave 1 running',
  },
  'W.task': {
    'a task is planned for a wave before its dependency': 'wave 1 is before that of t1',
  },
  'A.unique': {
    'one id is launched twice at once': 'a1 is launched twice at once',
  },
  'A.given': {
    'an agent is given a task that was never planned': 'there is no t1',
    'an agent is given a plan item that was never added': 'there is no i1',
  },
  'C.number': {
    'the first cycle is the second': 'expected cycle 1, got 2',
    'a cycle is left out': 'expected cycle 2, got 3',
  },
  'C.one': {
    'a cycle starts while another is open': 'cycle 1 is open',
  },
  'C.agents': {
    'a cycle ends while its agent runs': '1 agent of cycle 1 running',
  },
  'C.complete': {
    'a session completes while a cycle is open': 'cycle 1 is open',
    'a session completes while a plan item is open': '1 plan item open',
    'a session completes while a finding blocks': '1 blocking finding',
    'a session completes while a baseline is broken': '1 broken baseline',
  },
  'C.failed': {
    'a session completes after a fail that nobody mended': 'the newest verdict of tester is a fail',
  },
  'C.validated': {
    'a session completes that nobody validated': 'the newest verdict is not a pass by another agent',
    'a session completes that only the agent who did it validated': 'the newest verdict is not a pass by another agent',
  },
  'L.parent': {
    'a parent is done before its child': '1 item below it open',
  },
  'L.many': {
    'one item more is done at once than the profile likes': 'more than 1 in one change',
  },
  'L.place': {
    'an item is added below one that is not there': 'no item i9',
    'an item is added after one that is not there': 'no item i9',
    'an item is added to a section that is not there': 'no section p1',
    'an item is added to a section that was removed': 'no section p1',
    'an item is moved below its child': 'i1 would stand below itself',
    'an item is moved below itself': 'i1 would stand below itself',
    'an item is moved after itself': 'i1 would follow itself',
    'an item is moved after its child': 'i1 would stand below itself',
  },
  'D.depends': {
    'a todo depends on one that was never created': 'no todo d0',
  },
  'D.ready': {
    'a todo starts before its dependency': 'not completed before d2: d1',
    'a todo starts after its dependency failed': 'not completed before d2: d1',
  },
  'D.reason': {
    'a todo fails without a word': 'd1 failed without a reason',
    'a todo fails with nothing but blanks': 'd1 failed without a reason',
  },
  'D.one': {
    'an agent starts a second todo': 'a1 has another in progress',
  },
  'B.grows': {
    'the count "input" is below zero': 'a count is below zero',
    'the count "output" is below zero': 'a count is below zero',
    'the count "cached" is below zero': 'a count is below zero',
    'the count "total" is below zero': 'a count is below zero',
  },
  'B.session': {
    'the budget is passed by one': 'it has used 11 of 10 tokens',
  },
  'B.phase': {
    'the allocation of the active phase is passed': 'phase Context has used 11 of 10 tokens',
  },
  'B.task': {
    'a task uses more than its estimate': 'task t1 has used 11 of 10 tokens',
  },
  'K.unique': {
    'an entry comes twice': 'e1 is there already',
  },
  'K.refers': {
    'an entry refers to one that is not there': 'no entry e0',
  },
  'K.phase': {
    'an entry is about a phase that the profile lacks': 'profile normal has no phase Dreaming',
  },
  'E.ordinal': {
    'an ordinal is left out': 'expected 2, got 3',
    'an ordinal stands twice': 'expected 2, got 1',
  },
  'E.id': {
    'an event has the id of another': 's1-1 is used twice',
  },
  'E.session': {
    'an event is of another session': 'expected s1, got s2',
  },
  'E.together': {
    "another command comes between a command's events": 'command c had ended',
  },
  'E.time': {
    'an actor goes back in time': 'me was at 2026-01-31T14:05:00.000Z, now at 2026-01-31T14:04:00.000Z',
  },
};
