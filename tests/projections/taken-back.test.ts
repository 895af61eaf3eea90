// What views show of work that is taken back, dropped or handed over.
import { describe, expect, test } from 'vitest';
import { foldViews, showAll } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const viewsOf = (record: History) => showAll(foldViews(record.events, 's1'));
const planned = (): History =>
  history()
    .start()
    .add('task_planned', { taskId: 't1', title: 'One' })
    .add('task_planned', { taskId: 't2', title: 'Two', dependencies: ['t1'] });

/** Todo d1 of task t1, begun by a1 at 10 and taken over by a2 at 20, which completes it at 50. */
const takenOver = (): History =>
  history()
    .start()
    .add(
      'agent_launched',
      {
        wave: 1,
        agents: [
          { agentId: 'a1', agentType: 'x' },
          { agentId: 'a2', agentType: 'x' },
        ],
      },
      { at: 0 },
    )
    .add('todo_created', { todoId: 'd1', content: 'One', agentId: 'a1', agentType: 'x' }, { at: 0 })
    .add('todo_started', { todoId: 'd1' }, { at: 10 })
    .add('tokens_used', { todoId: 'd1', total: 300 }, { at: 15 })
    .add('agent_killed', { agents: [{ agentId: 'a1' }] }, { at: 20 })
    .add('todo_assigned', { todoId: 'd1', agentId: 'a2', reason: 'a1 was killed' }, { at: 20 })
    .add('tokens_used', { todoId: 'd1', total: 200 }, { at: 30 })
    .add('todo_completed', { todoId: 'd1' }, { at: 50 })
    .add('agent_completed', { agents: [{ agentId: 'a2' }] }, { at: 55 });

describe('a todo that another agent took over', () => {
  test('counts for the agent that has it, and shows whose it was and why it changed', () => {
    const { todos, summary } = viewsOf(takenOver()).todo;
    expect(todos).toMatchObject([
      { agentId: 'a2', agentType: null, handovers: [{ from: 'a1', to: 'a2', reason: 'a1 was killed' }] },
    ]);
    expect(summary.byAgent).toMatchObject([{ agent: 'a2', completed: 1 }]);
  });

  test('is busy time of each agent for its own part', () => {
    const { todos, saved } = viewsOf(takenOver()).timeline;
    expect(todos.map(({ agentId, status, durationS }) => [agentId, status, durationS])).toEqual([
      ['a1', 'handed_over', 600],
      ['a2', 'completed', 1_800],
    ]);
    expect(saved.waves[0]?.agents).toEqual([
      { agentId: 'a1', busyS: 600, basis: 'todos' },
      { agentId: 'a2', busyS: 1_800, basis: 'todos' },
    ]);
  });

  test('leaves its tokens until then with the agent that had it', () => {
    const { agents } = viewsOf(takenOver()).usage;
    expect(agents.map(({ agentId, tokens }) => [agentId, tokens])).toEqual([
      ['a1', 300],
      ['a2', 200],
    ]);
  });

  test('keeps its end where it failed before', () => {
    const record = takenOver().add('todo_created', { todoId: 'd2', content: 'Two', agentId: 'a1' }, { at: 56 });
    record
      .add('todo_started', { todoId: 'd2' }, { at: 57 })
      .add('todo_failed', { todoId: 'd2', reason: 'No' }, { at: 58 });
    record.add('todo_assigned', { todoId: 'd2', agentId: 'a2', reason: 'Again' }, { at: 59 });
    expect(viewsOf(record).todo.todos[1]).toMatchObject({ status: 'failed', agentId: 'a2', durationS: 60 });
  });
});

describe('a task', () => {
  test('that was handed over is busy time of each agent for its own part, of none where the orchestrator has it', () => {
    const record = history().start();
    const agents = ['a1', 'a2'].map((agentId) => ({ agentId, agentType: 'x' }));
    record.add('agent_launched', { wave: 1, agents }, { at: 0 }).add('task_planned', { taskId: 't1', title: 'One' });
    record.add('task_started', { taskId: 't1', agentId: 'a1' }, { at: 10 });
    record.add('task_assigned', { taskId: 't1', agentId: 'a2', reason: 'Slow' }, { at: 15 });
    record.add('task_assigned', { taskId: 't1', reason: 'A line is missing' }, { at: 30 });
    record.add('task_completed', { taskId: 't1' }, { at: 50 });
    record.add('agent_completed', { agents: [{ agentId: 'a1' }, { agentId: 'a2' }] }, { at: 55 });
    const { timeline, plan } = viewsOf(record);
    expect(timeline.tasks.map(({ agentId, durationS }) => [agentId, durationS])).toEqual([
      ['a1', 300],
      ['a2', 900],
      [null, 1_200],
    ]);
    expect(timeline.saved.waves[0]?.agents.map(({ busyS, basis }) => [busyS, basis])).toEqual([
      [300, 'tasks'],
      [900, 'tasks'],
    ]);
    expect(plan.tasks).toMatchObject([{ attempts: 1, agents: ['a1', 'a2'], status: 'completed', reason: null }]);
  });

  test('that is reopened waits again, with the reason, and is counted as open', () => {
    const record = planned().add('task_started', { taskId: 't1' }).add('task_completed', { taskId: 't1' });
    const { plan, overview } = viewsOf(record.add('task_reopened', { taskId: 't1', reason: 'A hole in it' }));
    expect(plan.tasks[0]).toMatchObject({ status: 'pending', endedAt: null, attempts: 1, reason: 'A hole in it' });
    expect(overview.tasks).toMatchObject({ pending: 2, completed: 0 });
  });

  test('shows in the flow which of its dependencies were dropped', () => {
    const { tasks } = viewsOf(planned().add('task_dropped', { taskId: 't1', reason: 'No' })).flow;
    expect(tasks.nodes[1]).toMatchObject({ dependencies: ['t1'], dropped: ['t1'] });
    expect(tasks.text).toContain('after t1 (dropped)');
  });

  test('shows what it depends on after a change', () => {
    const record = planned().add('task_dependencies_changed', { taskId: 't2', dependencies: [], reason: 'Free' });
    const { plan, flow } = viewsOf(record);
    expect(plan.tasks[1]).toMatchObject({ dependencies: [], reason: 'Free' });
    expect(flow.tasks.edges).toEqual([]);
  });
});

test('a deliverable that was dropped or reopened shows why', () => {
  const record = history().start().add('deliverable_added', { deliverableId: 'l1', description: 'The guide' });
  record.add('deliverable_dropped', { deliverableId: 'l1', reason: 'Not needed' });
  expect(viewsOf(record).plan.deliverables).toMatchObject([{ status: 'dropped', notes: 'Not needed' }]);
  record.add('deliverable_reopened', { deliverableId: 'l1', reason: 'Needed' });
  expect(viewsOf(record).plan.deliverables).toMatchObject([{ status: 'pending', deliveredAt: null, notes: 'Needed' }]);
});

test('a question that was reopened waits for an answer again, with the reason', () => {
  const asked = { entryId: 'q1', entryType: 'question', title: 'When?', content: '' } as const;
  const record = history().start().add('workbook_entry_added', asked);
  record.add('question_resolved', { entryId: 'q1', answer: 'Now' });
  record.add('question_reopened', { entryId: 'q1', reason: 'Too early' });
  const { workbook, overview } = viewsOf(record);
  expect(workbook.questions).toMatchObject([{ resolved: false, answer: null, reopened: 'Too early' }]);
  expect(overview.openQuestions).toMatchObject([{ entryId: 'q1', title: 'When?' }]);
});

test('a task that is put back to wait while it was at work has no span that runs on', () => {
  const record = history().start().add('task_started', { taskId: 't1' }, { at: 1 });
  record.add('task_planned', { taskId: 't1', title: 'One' }, { at: 3 });
  expect(viewsOf(record).timeline.tasks).toMatchObject([{ status: 'pending', durationS: 120 }]);
});
