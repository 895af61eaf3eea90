// The cells of agent, task, todo and finding, as cases for the complete law.
import type { History } from '../../../history.ts';
import { append, type InTheLaw, start } from './cell-in-the-law.ts';

const launched = (): History => start().add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester' }] });
const agentSays = {
  agent_launched: append('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester' }] }),
  agent_reported: append('agent_reported', { agentId: 'a1', text: 'Nearly' }),
  agent_paused: append('agent_paused', { agents: [{ agentId: 'a1', reason: 'Waits for a key' }] }),
  agent_resumed: append('agent_resumed', { agents: [{ agentId: 'a1' }] }),
  agent_completed: append('agent_completed', { agents: [{ agentId: 'a1' }] }),
  agent_failed: append('agent_failed', { agents: [{ agentId: 'a1' }] }),
  agent_killed: append('agent_killed', { agents: [{ agentId: 'a1' }] }),
  agent_lost: append('agent_lost', { agents: [{ agentId: 'a1' }] }),
  agent_found: append('agent_found', { agents: [{ agentId: 'a1' }] }),
};
export const agent: InTheLaw<'agent'> = {
  id: 'a1',
  into: {
    none: () => start(),
    running: launched,
    paused: () => agentSays.agent_paused(launched()),
    completed: () => agentSays.agent_completed(launched()),
    failed: () => agentSays.agent_failed(launched()),
    killed: () => agentSays.agent_killed(launched()),
    lost: () => agentSays.agent_lost(launched()),
    unmatched: () => agentSays.agent_completed(start()),
  },
  signals: agentSays,
};

const taskSays = {
  task_planned: append('task_planned', { taskId: 't1', title: 'One' }),
  task_started: append('task_started', { taskId: 't1' }),
  task_completed: append('task_completed', { taskId: 't1' }),
  task_failed: append('task_failed', { taskId: 't1', reason: 'No network' }),
  task_dropped: append('task_dropped', { taskId: 't1', reason: 'Not needed' }),
  task_reopened: append('task_reopened', { taskId: 't1', reason: 'A hole in it' }),
  task_assigned: append('task_assigned', { taskId: 't1', reason: 'Its agent was killed' }),
  task_dependencies_changed: append('task_dependencies_changed', { taskId: 't1', dependencies: [], reason: 'Free' }),
};
const planned = (): History => taskSays.task_planned(start());
export const task: InTheLaw<'task'> = {
  id: 't1',
  into: {
    none: () => start(),
    pending: planned,
    running: () => taskSays.task_started(planned()),
    completed: () => taskSays.task_completed(taskSays.task_started(planned())),
    failed: () => taskSays.task_failed(taskSays.task_started(planned())),
    dropped: () => taskSays.task_dropped(planned()),
  },
  signals: taskSays,
};

const todoSays = {
  todo_created: append('todo_created', { todoId: 'd1', content: 'One' }),
  todo_started: append('todo_started', { todoId: 'd1' }),
  todo_completed: append('todo_completed', { todoId: 'd1' }),
  todo_failed: append('todo_failed', { todoId: 'd1', reason: 'No network' }),
  todo_cancelled: append('todo_cancelled', { todoId: 'd1', reason: 'Not needed' }),
  todo_reopened: append('todo_reopened', { todoId: 'd1', reason: 'A hole in it' }),
  todo_assigned: append('todo_assigned', { todoId: 'd1', reason: 'Its agent was killed' }),
};
const created = (): History => todoSays.todo_created(start());
export const todo: InTheLaw<'todo'> = {
  id: 'd1',
  into: {
    none: () => start(),
    pending: created,
    in_progress: () => todoSays.todo_started(created()),
    completed: () => todoSays.todo_completed(todoSays.todo_started(created())),
    failed: () => todoSays.todo_failed(todoSays.todo_started(created())),
    cancelled: () => todoSays.todo_cancelled(created()),
  },
  signals: todoSays,
};

const findingSays = {
  finding_reported: append('agent_reported', {
    agentId: 'a1',
    text: 'It',
    findings: [{ findingId: 'f1', text: 'Leak', blocks: true }],
  }),
  follow_up_resolved: append('follow_up_resolved', { findingId: 'f1' }),
};
export const finding: InTheLaw<'finding'> = {
  id: 'f1',
  into: {
    none: launched,
    open: () => findingSays.finding_reported(launched()),
    resolved: () => findingSays.follow_up_resolved(findingSays.finding_reported(launched())),
  },
  signals: findingSays,
};
