// Whose time a task and a todo are, and what running in parallel saved of it.
import { describe, expect, it, test } from 'vitest';
import { project, timeline } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const savedOf = ({ events }: History) => project(timeline, 's1', events).saved;
/** Minutes that each agent was busy, and by what that was measured. */
const busyOf = (record: History) =>
  savedOf(record).waves.flatMap(({ agents }) =>
    agents.map(({ agentId, busyS, basis }) => [agentId, busyS === null ? null : busyS / 60, basis]),
  );
const agent = (agentId: string, ...taskIds: string[]) => ({ agentId, agentType: 'x', taskIds });
/** A wave from minute 0 of agents that were launched for these tasks. */
const wave = (...agents: ReturnType<typeof agent>[]): History =>
  history().add('agent_launched', { wave: 1, agents }, { at: 0 });
const ended = (record: History, at: number, ...ids: string[]): History =>
  record.add('agent_completed', { agents: ids.map((agentId) => ({ agentId })) }, { at });
/** A todo of a task, and of no agent, from and to these minutes. */
const todo = (record: History, todoId: string, from: number, to: number): History =>
  record
    .add('todo_created', { todoId, content: '', taskId: 't' }, { at: from })
    .add('todo_started', { todoId }, { at: from })
    .add('todo_completed', { todoId }, { at: to });

describe('a task', () => {
  it('that names no agent is that of the one that was launched for it', () => {
    const record = wave(agent('a', 't'), agent('b'))
      .add('task_started', { taskId: 't' }, { at: 1 })
      .add('task_completed', { taskId: 't' }, { at: 4 });
    expect(busyOf(ended(record, 9, 'a', 'b'))).toEqual([
      ['a', 3, 'tasks'],
      ['b', 9, 'agent'],
    ]);
  });

  it('that names no agent is nobody’s where several were launched for it', () => {
    const record = wave(agent('a', 't'), agent('b', 't'))
      .add('task_started', { taskId: 't' }, { at: 1 })
      .add('task_completed', { taskId: 't' }, { at: 4 });
    expect(busyOf(ended(record, 9, 'a', 'b'))).toEqual([
      ['a', 9, 'agent'],
      ['b', 9, 'agent'],
    ]);
  });

  it('that the orchestrator took over is nobody’s from then on, though an agent was launched for it', () => {
    const record = wave(agent('a', 't'))
      .add('task_started', { taskId: 't', agentId: 'a' }, { at: 1 })
      .add('task_assigned', { taskId: 't', reason: 'A line is missing' }, { at: 4 })
      .add('task_completed', { taskId: 't' }, { at: 9 });
    expect(busyOf(ended(record, 9, 'a'))).toEqual([['a', 3, 'tasks']]);
  });
});

describe('a todo of a task that names no agent', () => {
  const handedOver = () =>
    wave(agent('a'), agent('b'))
      .add('task_started', { taskId: 't', agentId: 'a' }, { at: 0 })
      .add('task_assigned', { taskId: 't', agentId: 'b', reason: 'Slow' }, { at: 10 });
  const busy = (record: History) =>
    busyOf(ended(record.add('task_completed', { taskId: 't' }, { at: 20 }), 20, 'a', 'b'));

  it('is that of the agent that had the task when it began', () => {
    expect(busy(todo(handedOver(), 'd', 2, 5))).toEqual([
      ['a', 3, 'todos'],
      ['b', 10, 'tasks'],
    ]);
    expect(busy(todo(handedOver(), 'd', 12, 16))).toEqual([
      ['a', 10, 'tasks'],
      ['b', 4, 'todos'],
    ]);
  });

  it('is that of the agent that the task is handed over to at that moment', () => {
    expect(busy(todo(handedOver(), 'd', 10, 16))).toEqual([
      ['a', 10, 'tasks'],
      ['b', 6, 'todos'],
    ]);
  });

  it('is that of the agent that has the task now, where it had not begun by then', () => {
    const record = todo(wave(agent('a'), agent('b')), 'd', 1, 3);
    record
      .add('task_started', { taskId: 't', agentId: 'a' }, { at: 4 })
      .add('task_assigned', { taskId: 't', agentId: 'b', reason: 'Slow' }, { at: 6 });
    expect(busy(record)).toEqual([
      ['a', 2, 'tasks'],
      ['b', 2, 'todos'],
    ]);
  });

  it('is nobody’s where the orchestrator took it over', () => {
    const record = wave(agent('a', 't')).add('task_started', { taskId: 't', agentId: 'a' }, { at: 0 });
    record
      .add('todo_created', { todoId: 'd', content: '', taskId: 't', agentId: 'a' }, { at: 0 })
      .add('todo_started', { todoId: 'd' }, { at: 1 })
      .add('todo_assigned', { todoId: 'd', reason: 'A line is missing' }, { at: 4 })
      .add('todo_completed', { todoId: 'd' }, { at: 9 });
    expect(busyOf(ended(record, 9, 'a'))).toEqual([['a', 3, 'todos']]);
  });
});

describe('what a wave saved', () => {
  const unknown = { spanS: null, busyS: null, savedS: null };

  it('is unknown while one of its agents runs, as is how long that was busy', () => {
    const record = ended(wave(agent('a'), agent('b')), 4, 'a');
    expect(savedOf(record)).toEqual({
      ...{ totalS: 0, basis: 'agent' },
      waves: [
        {
          ...{ cycle: null, phase: null, wave: 1, ...unknown, basis: 'agent' },
          agents: [
            { agentId: 'a', busyS: 240, basis: 'agent' },
            { agentId: 'b', busyS: null, basis: 'agent' },
          ],
        },
      ],
    });
  });

  it('is unknown where it ended before it began, and 0 where it ended at once', () => {
    const launch = { wave: 1, agents: [agent('a')] };
    const before = ended(history().add('agent_launched', launch, { at: 5 }), 3, 'a');
    expect(savedOf(before).waves).toMatchObject([{ spanS: null, savedS: null }]);
    const once = ended(history().add('agent_launched', launch, { at: 5 }), 5, 'a');
    expect(savedOf(once).waves).toMatchObject([{ spanS: 0, busyS: 0, savedS: 0 }]);
  });

  it('is measured by one thing for a session where it is for each of its waves, else by several', () => {
    const record = wave(agent('a'))
      .add('task_started', { taskId: 't', agentId: 'a' }, { at: 1 })
      .add('task_completed', { taskId: 't' }, { at: 2 });
    ended(record, 3, 'a');
    expect(savedOf(record).basis).toBe('tasks');
    ended(record.add('agent_launched', { wave: 2, agents: [agent('b')] }, { at: 4 }), 5, 'b');
    expect(savedOf(record)).toMatchObject({ basis: 'mixed', waves: [{ basis: 'tasks' }, { basis: 'agent' }] });
  });
});

test('of agents that follow each other, and of one that runs at no length, nothing is in parallel', () => {
  const record = history();
  for (const [id, from, to] of [
    ['a', 0, 5],
    ['b', 5, 5],
    ['c', 5, 9],
  ] as const) {
    record.add('agent_launched', { agents: [agent(id)] }, { at: from });
    ended(record, to, id);
  }
  expect(project(timeline, 's1', record.events).parallel).toEqual([]);
});
