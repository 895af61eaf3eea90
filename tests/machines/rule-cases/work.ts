// The rules of tasks (T), waves (W), agents (A) and cycles (C), both ways.

import type { Carried } from '../../../machines/events/fields.ts';
import type { Profile } from '../../../machines/profile.ts';
import type { History } from '../../history.ts';
import {
  CYCLES,
  complete,
  cycles,
  ended,
  entry,
  item,
  known,
  launch,
  type RuleCases,
  start,
  task,
  through,
  todo,
} from './rule-cases.ts';

const begun = (h: History, taskId: string, agentId?: string): History =>
  h.add('task_started', { taskId, ...(agentId !== undefined && { agentId }) });
const done = (h: History, taskId: string): History => begun(h, taskId).add('task_completed', { taskId });
const drop = (h: History, taskId: string): History => h.add('task_dropped', { taskId, reason: 'Not needed' });
const reopen = (h: History, taskId: string): History => h.add('task_reopened', { taskId, reason: 'A hole in it' });
const depend = (h: History, taskId: string, ...dependencies: string[]): History =>
  h.add('task_dependencies_changed', { taskId, dependencies, reason: 'Found on the way' });
/** Of task t1. */
const assign = (h: History, agentId?: string): History =>
  h.add('task_assigned', { taskId: 't1', ...(agentId !== undefined && { agentId }), reason: 'Its agent was killed' });
/** Task t1 runs, its agent a1 was killed, agent a2 runs. */
const orphaned = (): History =>
  begun(task(launch(start(), ['a1', 'a2']), 't1'), 't1', 'a1').add('agent_killed', { agents: [{ agentId: 'a1' }] });
const cycle = (h: History, number: number): History => h.add('cycle_started', { cycle: number });
const cycleOver = (h: History, number: number, carried?: Carried): History =>
  h.add('cycle_ended', { cycle: number, ...(carried !== undefined && { carried }) });
/** Agent a1 and task t1 run in cycle 1. */
const cycleAtWork = (): History => begun(task(launch(cycle(cycles(), 1), ['a1']), 't1'), 't1');
const WORK: Carried = { agents: ['a1'], tasks: ['t1'] };
/** Agent a1 and task t1 of cycle 1 run on in cycle 2. */
const carriedIntoTwo = (): History => cycle(cycleOver(cycleAtWork(), 1, WORK), 2);
const inPhase = (h: History, phase: string): History => h.add('phase_started', { phase });
/** Agent a1, launched in wave 1 of Context, runs on in Planning. */
const carriedIntoPlanning = (): History =>
  inPhase(
    launch(inPhase(start(), 'Context'), ['a1'], 1).add('phase_completed', {
      phase: 'Context',
      carried: { agents: ['a1'] },
    }),
    'Planning',
  );
const two = (): History => task(task(start(), 't1'), 't2', { dependencies: ['t1'] });
const given = (h: History): History =>
  h.add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester', taskIds: ['t1'], itemIds: ['i1'] }] });
const report = (h: History, agentId: string, data: Record<string, unknown>): History =>
  h.add('agent_reported', { agentId, text: 'It', ...data });
const launchedAs = (h: History, agentType: string, agentId: string, taskIds: readonly string[] = []): History =>
  h.add('agent_launched', { agents: [{ agentId, agentType, ...(taskIds.length > 0 && { taskIds: [...taskIds] }) }] });
const reviewer = (h: History, agentId: string, taskIds?: readonly string[]): History =>
  launchedAs(h, 'reviewer', agentId, taskIds);
const worker = (h: History, agentId: string, taskIds?: readonly string[]): History =>
  launchedAs(h, 'implementor', agentId, taskIds);
/** Work that has ended, and an agent of a type that looks at it. */
const validator = (agentType: string, profile?: Profile): History =>
  launchedAs(ended(worker(profile === undefined ? cycles() : start(profile), 'a1'), 'a1'), agentType, 'v1');
/** A reviewer's fail on a task that it was launched for. */
const failedTask = (): History => {
  const h = done(task(cycles(), 't1'), 't1');
  return report(reviewer(h, 'v1', ['t1']), 'v1', { verdict: 'fail' });
};
/** Work in cycles that was validated; complete except for what a test adds. */
const validated = (h: History = cycles()): History =>
  ended(report(launch(h, ['a1', 'a2']), 'a2', { verdict: 'pass' }), 'a1', 'a2');
const leak = { findings: [{ findingId: 'f1', text: 'Leak', blocks: true }] };
const baseline = (h: History, holds: boolean): History =>
  h
    .add('baseline_recorded', { baselineId: 'b1', name: 'Tests passing', value: 47 })
    .add('baseline_compared', { baselineId: 'b1', value: 46, holds });
/** A tester's fail, and a reviewer's pass after it. */
const failedOnce = (): History =>
  report(reviewer(report(launch(cycles(), ['a1', 'a2']), 'a1', { verdict: 'fail' }), 'v1'), 'v1', { verdict: 'pass' });

const completedBy = (h: History, agentId: string): History => h.add('task_completed', { taskId: 't1', agentId });
const failedBy = (h: History, agentId: string): History => h.add('task_failed', { taskId: 't1', agentId });
const used = (h: History, whose: Record<string, unknown>): History => h.add('tokens_used', { total: 1, ...whose });
const erred = (h: History, whose: Record<string, unknown>): History =>
  h.add('error_occurred', { message: 'No', ...whose });

export const work: RuleCases = {
  'T.known': {
    violated: {
      'a todo is created for a task that was never planned': () => todo(start(), 'd1', { taskId: 't9' }),
      'an entry is about a task that was never planned': () => entry(start(), 'e1', { taskId: 't9' }),
      'tokens are of a task that was never planned': () => used(start(), { taskId: 't9' }),
      'an error is of a task that was never planned': () => erred(start(), { taskId: 't9' }),
    },
    satisfied: {
      'a todo is created for a task': () => todo(task(start(), 't1'), 'd1', { taskId: 't1' }),
      'an entry is about a task': () => entry(task(start(), 't1'), 'e1', { taskId: 't1' }),
      'tokens are of a task': () => used(task(start(), 't1'), { taskId: 't1' }),
      'an error is of a task': () => erred(task(start(), 't1'), { taskId: 't1' }),
      'tokens are of an unknown task a second time': () => used(used(start(), { taskId: 't9' }), { taskId: 't9' }),
    },
  },
  'T.depends': {
    violated: {
      'a task depends on one that was never planned': () => task(start(), 't1', { dependencies: ['t0'] }),
      'a task is made to depend on one that was never planned': () => depend(two(), 't1', 't0'),
    },
    satisfied: {
      'a task is made to depend on one that was planned': () => depend(task(two(), 't3'), 't1', 't3'),
      'a task is made to depend on nothing': () => depend(two(), 't2'),
      'a task depends on one that was planned': two,
      'a task depends on nothing': () => task(start(), 't1'),
    },
  },
  'T.circle': {
    violated: {
      'a task depends on itself': () => task(start(), 't1', { dependencies: ['t1'] }),
      'a task depends on one that depends on it': () =>
        task(task(start(), 't1', { dependencies: ['t2'] }), 't2', { dependencies: ['t1'] }),
      'a task depends on one that depends on it through a third': () =>
        task(task(task(start(), 't1', { dependencies: ['t3'] }), 't2', { dependencies: ['t1'] }), 't3', {
          dependencies: ['t2'],
        }),
      'a task is made to depend on itself': () => depend(two(), 't1', 't1'),
      'a task is made to depend on one that depends on it': () => depend(two(), 't1', 't2'),
      'a task is made to depend on one that depends on it through a change': () =>
        depend(depend(task(two(), 't3'), 't3', 't2'), 't1', 't3'),
    },
    satisfied: {
      'a task is made to depend on one that depended on it before': () => depend(depend(two(), 't2'), 't1', 't2'),
      'a task depends on two that depend on one another in one direction': () =>
        task(two(), 't3', { dependencies: ['t1', 't2'] }),
      'a task that another depends on depends on one that does not lead back to it': () =>
        task(task(task(start(), 't1'), 't2', { dependencies: ['t3'] }), 't3', { dependencies: ['t1'] }),
      'a task that another depends on depends on a circle without it': () => {
        const h = task(task(start(), 't1', { dependencies: ['t2'] }), 't2', { dependencies: ['t1'] });
        return task(task(h, 't4', { dependencies: ['t3'] }), 't3', { dependencies: ['t1'] });
      },
      'a task is planned that another depends on': () => task(task(start(), 't1', { dependencies: ['t2'] }), 't2'),
    },
  },
  'T.ready': {
    violated: {
      'a task starts before its dependency': () => begun(two(), 't2'),
      'a task starts while its dependency runs': () => begun(begun(two(), 't1'), 't2'),
      'a task starts after its dependency failed': () =>
        begun(begun(two(), 't1').add('task_failed', { taskId: 't1' }), 't2'),
      'a task starts after its dependency was reopened': () => begun(reopen(done(two(), 't1'), 't1'), 't2'),
      'a task starts before what it was made to depend on': () => begun(depend(task(two(), 't3'), 't1', 't3'), 't1'),
    },
    satisfied: {
      'a task starts that no longer depends on one that is not completed': () => begun(depend(two(), 't2'), 't2'),
      'a task starts after its dependency completed': () => begun(done(two(), 't1'), 't2'),
      'a task without dependencies starts': () => begun(two(), 't1'),
    },
  },
  'T.dropped': {
    violated: {
      'a task starts although its dependency was dropped': () => begun(drop(two(), 't1'), 't2'),
      'a task starts although one of its dependencies was dropped': () =>
        begun(drop(done(task(task(two(), 't3'), 't4', { dependencies: ['t1', 't3'] }), 't1'), 't3'), 't4'),
    },
    satisfied: {
      'a task starts after its dependency completed': () => begun(done(two(), 't1'), 't2'),
      'a task starts that no longer depends on the dropped one': () => begun(depend(drop(two(), 't1'), 't2'), 't2'),
      'a task starts after its dependency was dropped, reopened and completed': () =>
        begun(done(reopen(drop(two(), 't1'), 't1'), 't1'), 't2'),
    },
  },
  'T.reopened': {
    violated: {
      'a task is reopened while one that depends on it runs': () => reopen(begun(done(two(), 't1'), 't2'), 't1'),
      'a task is reopened after one that depends on it completed': () => reopen(done(done(two(), 't1'), 't2'), 't1'),
      'a dropped task is reopened while one that depends on it runs': () =>
        reopen(begun(drop(two(), 't1'), 't2'), 't1'),
      'a task is reopened while one runs that was made to depend on it': () =>
        reopen(begun(depend(done(task(two(), 't3'), 't1'), 't3', 't1'), 't3'), 't1'),
    },
    satisfied: {
      'a task is reopened before one that depends on it started': () => reopen(done(two(), 't1'), 't1'),
      'a task is reopened while one runs that no longer depends on it': () =>
        reopen(depend(begun(done(two(), 't1'), 't2'), 't2'), 't1'),
      'a task is reopened after one that depends on it was dropped': () =>
        reopen(drop(begun(done(two(), 't1'), 't2'), 't2'), 't1'),
      'a task is reopened after one that depends on it was reopened': () =>
        reopen(reopen(done(done(two(), 't1'), 't2'), 't2'), 't1'),
    },
  },
  'T.agent': {
    violated: {
      'a task is handed over to an agent that was never launched': () => assign(begun(task(start(), 't1'), 't1'), 'a1'),
      'a task is handed over to an agent that has ended': () =>
        assign(begun(task(ended(launch(start(), ['a1']), 'a1'), 't1'), 't1'), 'a1'),
      'a task starts under an agent that was never launched': () => begun(task(start(), 't1'), 't1', 'a1'),
      'a task starts under an agent that has ended': () =>
        begun(task(ended(launch(start(), ['a1']), 'a1'), 't1'), 't1', 'a1'),
    },
    satisfied: {
      'a task starts under an agent that runs': () => begun(task(launch(start(), ['a1']), 't1'), 't1', 'a1'),
      "a task starts as the orchestrator's own": () => begun(task(start(), 't1'), 't1'),
      'a task of an agent that was killed is handed over to one that runs': () => assign(orphaned(), 'a2'),
      'a task of an agent that was killed is handed over to the orchestrator': () => assign(orphaned()),
    },
  },
  'W.number': {
    violated: {
      'the first wave is the second': () => launch(start(), ['a1'], 2),
      'a wave is numbered 0': () => launch(start(), ['a1'], 0),
      'a wave is left out': () => launch(ended(launch(start(), ['a1'], 1), 'a1'), ['a2'], 3),
    },
    satisfied: {
      'the first wave is the first': () => launch(start(), ['a1'], 1),
      'the second wave follows the first': () => launch(ended(launch(start(), ['a1'], 1), 'a1'), ['a2'], 2),
      'more agents are launched in an earlier wave': () => launch(launch(start(), ['a1'], 1), ['a2'], 1),
      'waves count from 1 again in a cycle': () =>
        launch(cycle(ended(launch(cycles(), ['a1'], 1), 'a1'), 1), ['a2'], 1),
      'waves count from 1 again in a phase': () =>
        launch(inPhase(ended(launch(inPhase(start(), 'Context'), ['a1'], 1), 'a1'), 'Planning'), ['a2'], 1),
      'waves count on in the next phase': () =>
        launch(inPhase(ended(launch(inPhase(start(), 'Context'), ['a1'], 1), 'a1'), 'Planning'), ['a2'], 2),
      'agents are launched outside of all waves': () => launch(start(), ['a1']),
    },
  },
  'W.after': {
    violated: {
      'a wave is launched while an agent of the one before runs': () =>
        launch(ended(launch(start(), ['a1', 'a2'], 1), 'a1'), ['a3'], 2),
      'a wave is launched while an agent of the one before runs that was launched in the same phase': () =>
        launch(launch(inPhase(start(), 'Context'), ['a1'], 1), ['a2'], 2),
      'a wave is launched in a reopened phase while an agent of the one before runs there': () =>
        launch(carriedIntoPlanning().add('phase_reopened', { phase: 'Context', reason: 'Missed' }), ['a2'], 2),
    },
    satisfied: {
      'a wave is launched when the agents of the one before have ended': () =>
        launch(ended(launch(start(), ['a1', 'a2'], 1), 'a1', 'a2'), ['a3'], 2),
      'a wave is launched while an agent outside of all waves runs': () => launch(launch(start(), ['a1']), ['a2'], 1),
      'a wave is launched while an agent of an earlier wave of another phase runs': () =>
        launch(carriedIntoPlanning(), ['a2'], 2),
      'a wave is launched in a cycle while an agent of an earlier wave of the phase runs': () =>
        launch(ended(launch(cycle(launch(inPhase(cycles(), 'Context'), ['a1'], 1), 1), ['a2'], 1), 'a2'), ['a3'], 2),
    },
  },
  'W.task': {
    violated: {
      'a task is planned for a wave before its dependency': () =>
        task(task(start(), 't1', { wave: 2 }), 't2', { wave: 1, dependencies: ['t1'] }),
      'a task is made to depend on one of a later wave': () =>
        depend(task(task(start(), 't1', { wave: 2 }), 't2', { wave: 1 }), 't2', 't1'),
    },
    satisfied: {
      'a task is planned for a wave before a dependency that was dropped': () =>
        task(drop(task(start(), 't1', { wave: 2 }), 't1'), 't2', { wave: 1, dependencies: ['t1'] }),
      'a task is made to depend on one of an earlier wave': () =>
        depend(task(task(start(), 't1', { wave: 1 }), 't2', { wave: 2 }), 't2', 't1'),
      'a task without a wave is made to depend on one of a later wave': () =>
        depend(task(task(start(), 't1', { wave: 2 }), 't2'), 't2', 't1'),
      'a task is planned for the wave of its dependency': () =>
        task(task(start(), 't1', { wave: 2 }), 't2', { wave: 2, dependencies: ['t1'] }),
      'a task is planned for a wave after its dependency': () =>
        task(task(start(), 't1', { wave: 2 }), 't2', { wave: 3, dependencies: ['t1'] }),
      'a task is planned without a wave': () => task(task(start(), 't1', { wave: 2 }), 't2', { dependencies: ['t1'] }),
    },
  },
  'A.unique': {
    violated: { 'one id is launched twice at once': () => launch(start(), ['a1', 'a1']) },
    satisfied: { 'two ids are launched at once': () => launch(start(), ['a1', 'a2']) },
  },
  'A.known': {
    violated: {
      'a task is completed by an agent that was never launched': () =>
        completedBy(begun(task(start(), 't1'), 't1'), 'a9'),
      'a task fails by an agent that was never launched': () => failedBy(begun(task(start(), 't1'), 't1'), 'a9'),
      'tokens are of an agent that was never launched': () => used(start(), { agentId: 'a9' }),
      'an error is of an agent that was never launched': () => erred(start(), { agentId: 'a9' }),
    },
    satisfied: {
      'a task is completed by an agent that has ended': () =>
        completedBy(begun(task(known(start(), 'a1'), 't1'), 't1'), 'a1'),
      'a task fails by an agent that has ended': () => failedBy(begun(task(known(start(), 'a1'), 't1'), 't1'), 'a1'),
      'tokens are of an agent': () => used(launch(start(), ['a1']), { agentId: 'a1' }),
      'tokens are of an agent whose end had no launch': () => used(ended(start(), 'a1'), { agentId: 'a1' }),
      'an error is of an agent': () => erred(launch(start(), ['a1']), { agentId: 'a1' }),
    },
  },
  'A.planned': {
    violated: {
      'a todo is created for an agent that was never launched': () => todo(start(), 'd1', { agentId: 'a9' }),
    },
    satisfied: {
      'a todo is created for an agent': () => todo(known(start(), 'a1'), 'd1', { agentId: 'a1' }),
      'a todo is created for the orchestrator': () => todo(start(), 'd1', { agentId: 'orchestrator' }),
    },
  },
  'A.given': {
    violated: {
      'an agent is given a task that was never planned': () => given(item(cycles(), 'i1')),
      'an agent is given a plan item that was never added': () => given(task(cycles(), 't1')),
    },
    satisfied: { 'an agent is given a task and a plan item': () => given(item(task(cycles(), 't1'), 'i1')) },
  },
  'C.number': {
    violated: {
      'the first cycle is the second': () => cycle(cycles(), 2),
      'a cycle is left out': () => cycle(cycleOver(cycle(cycles(), 1), 1), 3),
    },
    satisfied: {
      'the first cycle is the first': () => cycle(cycles(), 1),
      'the second cycle follows the first': () => cycle(cycleOver(cycle(cycles(), 1), 1), 2),
    },
  },
  'C.one': {
    violated: { 'a cycle starts while another is open': () => cycle(cycle(cycles(), 1), 2) },
    satisfied: { 'a cycle starts when the other has ended': () => cycle(cycleOver(cycle(cycles(), 1), 1), 2) },
  },
  'C.agents': {
    violated: {
      'a cycle ends while its agent runs': () => cycleOver(launch(cycle(cycles(), 1), ['a1']), 1),
      'a cycle ends that carries one agent of two': () =>
        cycleOver(launch(cycle(cycles(), 1), ['a1', 'a2']), 1, { agents: ['a1', 'a1'] }),
      'a cycle ends while an agent runs that was carried into it': () =>
        cycleOver(carriedIntoTwo(), 2, { tasks: ['t1'] }),
    },
    satisfied: {
      'a cycle ends that carries its agent': () => cycleOver(launch(cycle(cycles(), 1), ['a1']), 1, { agents: ['a1'] }),
      'a cycle ends that carries an agent that was carried into it': () => cycleOver(carriedIntoTwo(), 2, WORK),
      'a cycle ends after the agent that was carried into it': () =>
        cycleOver(ended(carriedIntoTwo(), 'a1').add('task_completed', { taskId: 't1' }), 2),
      'a cycle ends after an agent that it was to receive has ended before it started': () =>
        cycleOver(cycle(ended(cycleOver(cycleAtWork(), 1, WORK), 'a1'), 2), 2, { tasks: ['t1'] }),
      'a cycle ends when its agent has': () => cycleOver(ended(launch(cycle(cycles(), 1), ['a1']), 'a1'), 1),
      'a cycle ends while an agent from before it runs': () => cycleOver(cycle(launch(cycles(), ['a1']), 1), 1),
    },
  },
  'C.tasks': {
    violated: {
      'a cycle ends while its task runs': () => cycleOver(begun(task(cycle(cycles(), 1), 't1'), 't1'), 1),
      'a cycle ends that carries the agent but not the task': () => cycleOver(cycleAtWork(), 1, { agents: ['a1'] }),
      'a cycle ends while a task runs that was carried into it': () => cycleOver(ended(carriedIntoTwo(), 'a1'), 2),
      'a cycle ends while a task runs that was started again in it': () =>
        cycleOver(
          begun(
            cycle(cycleOver(begun(task(cycle(cycles(), 1), 't1'), 't1').add('task_failed', { taskId: 't1' }), 1), 2),
            't1',
          ),
          2,
        ),
    },
    satisfied: {
      'a cycle ends when its task has': () => cycleOver(done(task(cycle(cycles(), 1), 't1'), 't1'), 1),
      'a cycle ends that carries its task': () =>
        cycleOver(begun(task(cycle(cycles(), 1), 't1'), 't1'), 1, { tasks: ['t1'] }),
      'a cycle ends while a task from before it runs': () => cycleOver(cycle(begun(task(cycles(), 't1'), 't1'), 1), 1),
      'a cycle ends while a task runs that the cycle before did not carry': () =>
        cycleOver(cycle(cycleOver(begun(task(cycle(cycles(), 1), 't1'), 't1'), 1), 2), 2),
    },
  },
  'C.carried': {
    violated: {
      'a cycle ends that carries an agent that has ended': () =>
        cycleOver(ended(launch(cycle(cycles(), 1), ['a1']), 'a1'), 1, { agents: ['a1'] }),
      'a cycle ends that carries an agent that nobody launched': () =>
        cycleOver(cycle(cycles(), 1), 1, { agents: ['nobody'] }),
      'a cycle ends that carries a task that has not started': () =>
        cycleOver(task(cycle(cycles(), 1), 't1'), 1, { tasks: ['t1'] }),
      'a cycle ends that carries an agent from before it': () =>
        cycleOver(cycle(launch(cycles(), ['a1']), 1), 1, { agents: ['a1'] }),
      'a cycle ends that carries a task that the cycle before did not carry': () =>
        cycleOver(cycle(cycleOver(begun(task(cycle(cycles(), 1), 't1'), 't1'), 1), 2), 2, { tasks: ['t1'] }),
    },
    satisfied: {
      'a cycle ends that carries its agent and its task': () => cycleOver(cycleAtWork(), 1, WORK),
      'a cycle ends that carries an agent that is paused': () =>
        cycleOver(cycleAtWork().add('agent_paused', { agents: [{ agentId: 'a1' }] }), 1, WORK),
      'a cycle ends that carries on what the cycle before it carried': () => cycleOver(carriedIntoTwo(), 2, WORK),
    },
  },
  'C.complete': {
    violated: {
      'a session completes while a cycle is open': () => complete(cycle(cycles(), 1)),
      'a session completes while a plan item is open': () => complete(item(cycles(), 'i1')),
      'a session completes while a finding blocks': () =>
        complete(
          validated(
            report(launch(cycles(), ['a3']), 'a3', leak).add('agent_completed', { agents: [{ agentId: 'a3' }] }),
          ),
        ),
      'a session completes while a baseline is broken': () => complete(baseline(cycles(), false)),
      'a session in phases completes while a finding blocks': () =>
        complete(validated(ended(report(launch(through(), ['a3']), 'a3', leak), 'a3'))),
      'a session in phases completes while a baseline is broken': () => complete(baseline(through(), false)),
    },
    satisfied: {
      'a session completes when its cycle has ended': () => complete(cycleOver(cycle(cycles(), 1), 1)),
      'a session completes when its plan item is done': () =>
        complete(item(cycles(), 'i1').add('plan_item_done', { itemId: 'i1' })),
      'a session completes when its plan item is dropped': () =>
        complete(item(cycles(), 'i1').add('plan_item_dropped', { itemId: 'i1' })),
      'a session completes when the finding is resolved': () =>
        complete(
          validated(
            report(launch(cycles(), ['a3']), 'a3', leak).add('agent_completed', { agents: [{ agentId: 'a3' }] }),
          ).add('follow_up_resolved', { findingId: 'f1' }),
        ),
      'a session completes while its baseline holds': () => complete(baseline(cycles(), true)),
      'a session in phases completes when the finding is resolved': () =>
        complete(
          validated(ended(report(launch(through(), ['a3']), 'a3', leak), 'a3')).add('follow_up_resolved', {
            findingId: 'f1',
          }),
        ),
      'a session fails with a plan item open': () => item(cycles(), 'i1').add('session_ended', { outcome: 'failed' }),
    },
  },
  'C.failed': {
    violated: {
      'a session completes after a pass of another type of agent, neither naming what it is on': () =>
        complete(ended(failedOnce(), 'a1', 'a2', 'v1')),
      'a session completes after a pass on another task': () =>
        complete(ended(report(failedTask(), 'v1', { verdict: 'pass', subject: 't2' }), 'v1')),
      'a session completes after a pass on the task by the agent that worked on it': () => {
        const passed = ended(report(worker(failedTask(), 'w1', ['t1']), 'w1', { verdict: 'pass' }), 'w1');
        return complete(ended(report(passed, 'v1', { verdict: 'pass', subject: 't2' }), 'v1'));
      },
      'a session in phases completes after a fail without a later pass': () =>
        complete(validated(ended(report(worker(through(), 'w1'), 'w1', { verdict: 'fail' }), 'w1'))),
    },
    satisfied: {
      'a session in phases completes after a later pass': () => {
        const failed = report(launch(through(), ['a1']), 'a1', { verdict: 'fail' });
        return complete(ended(report(failed, 'a1', { verdict: 'pass' }), 'a1'));
      },
      'a session completes after a later pass of the same type of agent': () =>
        complete(ended(report(failedOnce(), 'a2', { verdict: 'pass' }), 'a1', 'a2', 'v1')),
      'a session completes after a pass of another agent that validates, launched for the same task': () =>
        complete(ended(report(reviewer(failedTask(), 'v2', ['t1']), 'v2', { verdict: 'pass' }), 'v1', 'v2')),
      'a session completes after a pass of another agent that validates, which names the same task': () =>
        complete(ended(report(reviewer(failedTask(), 'v2'), 'v2', { verdict: 'pass', subject: 't1' }), 'v1', 'v2')),
      'a session is cancelled after a fail': () =>
        ended(failedOnce(), 'a1', 'a2', 'v1').add('session_ended', { outcome: 'cancelled' }),
    },
  },
  'C.validated': {
    violated: {
      'a session completes that nobody validated': () => complete(ended(launch(cycles(), ['a1', 'a2']), 'a1', 'a2')),
      'a session in phases completes that nobody validated': () => complete(ended(worker(through(), 'w1'), 'w1')),
      'a session completes that only the agent of the work passed': () =>
        complete(ended(report(worker(cycles(), 'a1'), 'a1', { verdict: 'pass' }), 'a1')),
      'a session completes after work that ended after the pass': () =>
        complete(ended(report(reviewer(worker(cycles(), 'a1'), 'v1'), 'v1', { verdict: 'pass' }), 'v1', 'a1')),
      'a session completes after work that was reported after the pass': () => {
        const passed = report(reviewer(ended(worker(cycles(), 'a1'), 'a1'), 'v1'), 'v1', { verdict: 'pass' });
        return complete(ended(report(passed, 'a1', {}), 'v1'));
      },
      'a session completes that a previewer passed': () =>
        complete(ended(report(validator('previewer'), 'v1', { verdict: 'pass' }), 'v1')),
      'a session completes that a reviewer passed where the profile names others as validating': () =>
        complete(
          ended(report(validator('reviewer', { ...CYCLES, validators: ['judge'] }), 'v1', { verdict: 'pass' }), 'v1'),
        ),
    },
    satisfied: {
      'a session completes that another agent validated': () => complete(validated()),
      'a session completes that a senior reviewer validated after the work': () =>
        complete(ended(report(validator('senior-reviewer'), 'v1', { verdict: 'pass' }), 'v1')),
      'a session completes that an agent validated of a type that the profile names': () =>
        complete(
          ended(
            report(validator('Chief Judge', { ...CYCLES, validators: ['judge'] }), 'v1', { verdict: 'pass' }),
            'v1',
          ),
        ),
      'a session in phases completes that another agent validated': () => complete(validated(through())),
      'a session completes whose profile has no agents that validate': () =>
        complete(ended(worker(start({ ...CYCLES, validators: [] }), 'a1'), 'a1')),
      'a session completes in which no agent worked': () => complete(cycles()),
    },
  },
};
