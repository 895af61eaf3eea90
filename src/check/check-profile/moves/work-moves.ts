// Moves of the work: agents and their waves, reports, a baseline, tasks, todos.
import { wordFor } from '../../../../machines/commands/words.ts';
import { defined } from '../../../../machines/defined.ts';
import { EVENTS, type EventType, isEventType } from '../../../../machines/events/catalog.ts';
import { lifeCycleOf } from '../../../../machines/life-cycles/all.ts';
import { VALIDATORS } from '../../../../machines/profile.ts';
import { AGENT_CHANGES } from '../../../../projections/slices/agents.ts';
import { always, EXPLORED, type Move, type Moves, move, ofProfile } from './move.ts';

const agents = (agentId: string) => ({ agents: [{ agentId }] });
const launch = (agentId: string, agentType: string, wave?: number): Move =>
  move(
    'agent.launch',
    { agents: [{ agentId, agentType }], ...defined({ wave }) },
    `${agentId}:${agentType}${wave === undefined ? '' : ` --wave ${wave}`}`,
  );
const complete = (agentId: string): Move => move('agent.complete', agents(agentId), agentId);
const report = (agentId: string, verdict?: 'pass' | 'fail', blocks?: boolean): Move =>
  move(
    'agent.report',
    {
      agentId,
      text: EXPLORED,
      ...defined({ verdict }),
      ...(blocks === undefined ? {} : { findings: [{ findingId: 'finding-1', text: EXPLORED, blocks }] }),
    },
    `${agentId}${verdict === undefined ? '' : ` --verdict ${verdict}`}${blocks === undefined ? '' : ` --finding finding-1${blocks ? ' that blocks' : ''}`}`,
  );

/** The commands that move a task or todo, except those that become one of these events; with a reason where they take one. */
const changes = (kind: 'task' | 'todo', ...others: readonly EventType[]) =>
  lifeCycleOf(kind)
    .signals.filter(isEventType)
    .filter((type) => !others.includes(type))
    .map((type) => [wordFor(type), 'reason' in EVENTS[type].data.shape ? { reason: EXPLORED } : {}] as const);

const validationBy = (agentId: string): Moves =>
  ofProfile(({ validators: [agentType] = VALIDATORS }) =>
    agentType === undefined ? [] : [launch(agentId, agentType), report(agentId, 'pass'), complete(agentId)],
  );

export const workMoves = {
  agents: always([
    launch('agent-1', 'implementor'),
    ...AGENT_CHANGES.map((type) => move(wordFor(type), agents('agent-1'), 'agent-1')),
    report('agent-1'),
  ]),
  'one agent': always([launch('agent-1', 'implementor'), complete('agent-1')]),
  waves: always([
    launch('agent-1', 'implementor'),
    launch('agent-1', 'implementor', 1),
    launch('agent-2', 'implementor', 1),
    launch('agent-2', 'implementor', 2),
    complete('agent-1'),
    complete('agent-2'),
  ]),
  reports: always([
    launch('agent-1', 'implementor'),
    launch('agent-2', 'reviewer'),
    complete('agent-1'),
    complete('agent-2'),
    report('agent-1', 'pass'),
    report('agent-1', 'fail'),
    report('agent-2', 'pass'),
    report('agent-2', 'fail'),
    report('agent-2', undefined, true),
    report('agent-2', undefined, false),
    move('follow-up.resolve', { findingId: 'finding-1' }, 'finding-1'),
  ]),
  validation: validationBy('agent-2'),
  'validation by a third agent': validationBy('agent-3'),
  baseline: always([
    move('baseline.record', { baselineId: 'baseline-1', name: EXPLORED, value: 1 }, 'baseline-1'),
    move('baseline.compare', { baselineId: 'baseline-1', value: 1, holds: true }, 'baseline-1 holds'),
    move('baseline.compare', { baselineId: 'baseline-1', value: 0, holds: false }, 'baseline-1 broken'),
  ]),
  tasks: always([
    move('task.plan', { taskId: 'task-1', title: EXPLORED }, 'task-1'),
    move('task.plan', { taskId: 'task-2', title: EXPLORED, dependencies: ['task-1'] }, 'task-2 --after task-1'),
    ...['task-1', 'task-2'].flatMap((taskId) => [
      move('task.start', { taskId, agentId: 'agent-1' }, `${taskId} --agent agent-1`),
      move('task.start', { taskId }, taskId),
      ...changes('task', 'task_planned', 'task_started', 'task_dependencies_changed').map(([word, reason]) =>
        move(word, { taskId, ...reason }, taskId),
      ),
      move('task.assign', { taskId, agentId: 'agent-1', reason: EXPLORED }, `${taskId} agent-1`),
    ]),
  ]),
  dependencies: always(
    ['task-1', 'task-2'].flatMap((taskId) => [
      ...['task-1', 'task-2'].map((id) =>
        move('task.depend', { taskId, dependencies: [id], reason: EXPLORED }, `${taskId} ${id}`),
      ),
      move('task.depend', { taskId, dependencies: [], reason: EXPLORED }, `${taskId} ''`),
    ]),
  ),
  todos: always([
    move('todo.create', { todoId: 'todo-1', content: EXPLORED, agentId: 'agent-1' }, 'todo-1'),
    move(
      'todo.create',
      { todoId: 'todo-2', content: EXPLORED, agentId: 'agent-1', dependencies: ['todo-1'] },
      'todo-2 --after todo-1',
    ),
    ...['todo-1', 'todo-2'].flatMap((todoId) => [
      ...changes('todo', 'todo_created').map(([word, reason]) => move(word, { todoId, ...reason }, todoId)),
      move('todo.assign', { todoId, agentId: 'agent-1', reason: EXPLORED }, `${todoId} agent-1`),
    ]),
  ]),
} satisfies Readonly<Record<string, Moves>>;
