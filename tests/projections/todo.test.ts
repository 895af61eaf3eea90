import { describe, expect, it } from 'vitest';
import { project, todo } from '../../projections/index.ts';
import { history } from '../history.ts';

const record = () =>
  history()
    .add(
      'todo_created',
      { todoId: 'a', content: 'Tests', agentId: 'x', wave: 1, estimate: 100, tags: ['tdd'] },
      { at: 0 },
    )
    .add('todo_created', { todoId: 'b', content: 'Code', agentId: 'x', wave: 2, dependencies: ['a'] }, { at: 0 })
    .add('todo_created', { todoId: 'c', content: 'Docs', agentType: 'writer' }, { at: 0 })
    .add('todo_created', { todoId: 'd', content: 'Mail', agentId: 'y', wave: 2 }, { at: 0 })
    .add('todo_created', { todoId: 'e', content: 'Extra' }, { at: 0 })
    .add('todo_started', { todoId: 'a' }, { at: 1 })
    .add('todo_completed', { todoId: 'a', notes: 'all green' }, { at: 4 })
    .add('todo_started', { todoId: 'b' }, { at: 4 })
    .add('todo_started', { todoId: 'd' }, { at: 4 })
    .add('todo_failed', { todoId: 'd', reason: 'no server' }, { at: 6 })
    .add('todo_cancelled', { todoId: 'e', reason: 'not needed' }, { at: 6 });

const shown = (events = record().events) => project(todo, 's1', events);

describe('todos', () => {
  it('have their status, times, agent and dependencies', () => {
    const [a, b, c, d] = shown().todos;
    expect(a).toMatchObject({ status: 'completed', durationS: 180, notes: 'all green', agentId: 'x', tags: ['tdd'] });
    expect(b).toMatchObject({ status: 'in_progress', dependencies: ['a'], endedAt: null, durationS: null });
    expect(c).toMatchObject({ status: 'pending', agentId: null, agentType: 'writer', startedAt: null });
    expect(d).toMatchObject({ status: 'failed', reason: 'no server', endedAt: '2026-01-31T14:06:00.000Z' });
  });

  it('are counted in all, by agent and by wave', () => {
    const { summary } = shown();
    expect(summary).toMatchObject({
      total: 5,
      pending: 1,
      inProgress: 1,
      completed: 1,
      failed: 1,
      cancelled: 1,
      percent: 20,
    });
    expect(summary.byAgent.map(({ agent, total, completed }) => [agent, total, completed])).toEqual([
      ['x', 2, 1],
      ['writer', 1, 0],
      ['y', 1, 0],
      [null, 1, 0],
    ]);
    expect(summary.byWave.map(({ wave, total }) => [wave, total])).toEqual([
      [1, 1],
      [2, 2],
      [null, 2],
    ]);
  });

  it('are listed by state, those that ended newest first', () => {
    const { events } = record().add('todo_completed', { todoId: 'b' }, { at: 9 });
    expect(shown(events)).toMatchObject({
      completed: ['b', 'a'],
      inProgress: [],
      pending: ['c'],
      failed: ['d'],
      cancelled: ['e'],
    });
  });

  it('are counted by wave in the order of the waves, those without one last, whichever was created first', () => {
    const { events } = history()
      .add('todo_created', { todoId: 'none', content: 'N' })
      .add('todo_created', { todoId: 'third', content: 'T', wave: 3 })
      .add('todo_created', { todoId: 'first', content: 'F', wave: 1 })
      .add('todo_created', { todoId: 'second', content: 'S', wave: 2 });
    expect(shown(events).summary.byWave.map(({ wave }) => wave)).toEqual([1, 2, 3, null]);
  });

  it('show their notes as far as they have any, and no tags, no dependencies', () => {
    const { events } = history()
      .add('todo_created', { todoId: 'a', content: 'A', notes: 'soon' })
      .add('todo_created', { todoId: 'b', content: 'B' });
    expect(shown(events).todos).toMatchObject([
      { notes: 'soon', dependencies: [], tags: [] },
      { notes: null, dependencies: [], tags: [] },
    ]);
  });

  it('are listed in progress while they are', () => {
    expect(shown()).toMatchObject({ inProgress: ['b'] });
  });

  it('may start again after a failure, with the reason gone', () => {
    const { events } = record().add('todo_started', { todoId: 'd' });
    expect(shown(events).todos[3]).toMatchObject({ status: 'in_progress', reason: null, endedAt: null });
  });

  it('are pending, as in the rules, when their creation is recorded only afterwards', () => {
    const { events } = history()
      .add('todo_completed', { todoId: 'late' })
      .add('todo_created', { todoId: 'late', content: 'Late' });
    expect(shown(events).todos).toMatchObject([{ content: 'Late', status: 'pending', endedAt: null }]);
  });

  it('have no percentage where there are no todos', () => {
    expect(shown([]).summary).toMatchObject({ total: 0, percent: null });
  });
});
