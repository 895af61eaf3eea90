// The cells of agent, task, todo and finding, asked of the whole law.
import type { History } from '../../../history.ts';
import { type InTheLaw, says, start } from './cell-in-the-law.ts';

const launched = (): History => start().add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester' }] });
const agentSays = {
  agent_launched: says('agent_launched', { agents: [{ agentId: 'a1', agentType: 'tester' }] }),
  agent_reported: says('agent_reported', { agentId: 'a1', text: 'Nearly' }),
  agent_paused: says('agent_paused', { agents: [{ agentId: 'a1', reason: 'Waits for a key' }] }),
  agent_resumed: says('agent_resumed', { agents: [{ agentId: 'a1' }] }),
  agent_completed: says('agent_completed', { agents: [{ agentId: 'a1' }] }),
  agent_failed: says('agent_failed', { agents: [{ agentId: 'a1' }] }),
  agent_killed: says('agent_killed', { agents: [{ agentId: 'a1' }] }),
  agent_lost: says('agent_lost', { agents: [{ agentId: 'a1' }] }),
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
  say: agentSays,
};

const taskSays = {
  task_planned: says('task_planned', { taskId: 't1', title: 'One' }),
  task_started: says('task_started', { taskId: 't1' }),
  task_completed: says('task_completed', { taskId: 't1' }),
  task_failed: says('task_failed', { taskId: 't1', reason: 'No network' }),
  task_dropped: says('task_dropped', { taskId: 't1', reason: 'Not needed' }),
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
  say: taskSays,
};

const todoSays = {
  todo_created: says('todo_created', { todoId: 'd1', content: 'One' }),
  todo_started: says('todo_started', { todoId: 'd1' }),
  todo_completed: says('todo_completed', { todoId: 'd1' }),
  todo_failed: says('todo_failed', { todoId: 'd1', reason: 'No network' }),
  todo_cancelled: says('todo_cancelled', { todoId: 'd1', reason: 'Not needed' }),
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
  say: todoSays,
};

const findingSays = {
  finding_reported: says('agent_reported', {
    agentId: 'a1',
    text: 'It',
    findings: [{ findingId: 'f1', text: 'Leak', blocks: true }],
  }),
  follow_up_resolved: says('follow_up_resolved', { findingId: 'f1' }),
};
export const finding: InTheLaw<'finding'> = {
  id: 'f1',
  into: {
    none: launched,
    open: () => findingSays.finding_reported(launched()),
    resolved: () => findingSays.follow_up_resolved(findingSays.finding_reported(launched())),
  },
  say: findingSays,
};
