// The details of a list of todos: which todo of the session each entry is, the id and data of a new one, and the order of
// the events.
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../machines/commands/facts.ts';
import { type Run, started } from '../../src/check/run/run.ts';
import { sha256 } from '../history.ts';

type Todo = Readonly<Record<string, unknown>>;
type Facts = { readonly facts: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[] };

const sync = (run: Run, todos: readonly Todo[], agentId?: string) =>
  factsOf(run.state, 'todos.sync', { todos, ...(agentId && { agentId }) }, sha256);
/** `todo_created x`, in order. */
const eventsOf = (run: Run, todos: readonly Todo[], agentId?: string): string[] =>
  (sync(run, todos, agentId) as Facts).facts.map(({ type, data }) => `${type} ${data.todoId}`);
const created = (todo: Todo): object => (sync(started(), [todo]) as Facts).facts[0]!.data;
const has = (...todos: readonly Todo[]): Run => {
  const run = started().must('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }] });
  for (const todo of todos) run.must('todo.create', todo);
  return run;
};

describe('a todo of the list is one of the session', () => {
  test('with the same id and text, else only a later turn of that id', () => {
    const run = has({ todoId: 'x', content: 'Read' }, { todoId: 'z~12', content: 'Write' });
    expect(
      eventsOf(run, [
        { id: 'x', content: 'Read' },
        { id: 'z', content: 'Write' },
      ]),
    ).toEqual([]);
    expect(
      eventsOf(run, [
        { id: 'y', content: 'Read' },
        { id: 'z', content: 'Write' },
      ]),
    ).toEqual(['todo_cancelled x', 'todo_created y']);
    expect(eventsOf(has({ todoId: 'xy3', content: 'Read' }), [{ id: 'x', content: 'Read' }])).toEqual([
      'todo_cancelled xy3',
      'todo_created x',
    ]);
  });

  test('once: of two with the same text the other is cancelled', () => {
    const run = has({ todoId: 'x', content: 'Read' }, { todoId: 'y', content: 'Read' });
    expect(eventsOf(run, [{ content: 'Read' }])).toEqual(['todo_cancelled y']);
  });

  test('of its own agent', () => {
    const run = has({ todoId: 'x', content: 'Read', agentId: 'a1' });
    const list = [
      { content: 'Read', agentId: 'a2' },
      { content: 'Write', agentId: 'a1' },
    ];
    expect(eventsOf(run, list)).toEqual(['todo_cancelled x', 'todo_created todo_2', 'todo_created todo_3']);
    expect(eventsOf(run, [{ content: 'Read', agentId: 'a1' }], 'a1')).toEqual([]);
    expect(sync(has({ todoId: 'free', content: 'Read' }), [{ id: 'free', content: 'Read' }], 'a1')).toEqual({
      invalid: 'todos.sync: todo free is of no agent',
    });
  });
});

describe('a new todo', () => {
  test('without an id gets one that no other todo has, in the session or the list', () => {
    expect(eventsOf(started(), [{ content: 'A' }, { content: 'B', id: 'todo_1' }])).toEqual([
      'todo_created todo_2',
      'todo_created todo_1',
    ]);
  });

  test('whose id is too long is refused', () => {
    expect(sync(started(), [{ content: 'A', id: 'x'.repeat(257) }])).toMatchObject({
      invalid: expect.stringMatching(/^todos\.sync: todoId: /),
    });
  });

  test('has what the list gives for it, and leaves out what is empty', () => {
    expect(
      created({ id: 7, content: 'A', activeForm: '', notes: '', agentType: '', taskId: '', tags: [], more: null }),
    ).toEqual({ todoId: '7', content: 'A' });
    expect(
      created({
        content: 'A',
        relatedTask: 't1',
        estimatedDuration: 60,
        estimatedTokens: 5,
        priority: 'urgent',
        more: 1,
      }),
    ).toEqual({
      todoId: 'todo_1',
      content: 'A',
      taskId: 't1',
      estimate: 5,
      estimatedDurationS: 60,
      extra: { priority: 'urgent', more: 1 },
    });
    expect(
      created({ content: 'A', taskId: 't2', relatedTask: 't1', estimatedDurationS: 30, priority: 'high' }),
    ).toEqual({ todoId: 'todo_1', content: 'A', taskId: 't2', estimatedDurationS: 30, priority: 'high' });
  });

  test('comes after those that it depends on, by the ids that these have now; in a circle, as listed', () => {
    const run = has({ todoId: 'b', content: 'Old' }).must('todo.cancel', { todoId: 'b' });
    const list = [
      { id: 'a', content: 'A', dependencies: ['elsewhere', 'b'] },
      { id: 'b', content: 'New' },
    ];
    const { facts } = sync(run, list) as Facts;
    expect(facts.map(({ data }) => [data.todoId, data.dependencies])).toEqual([
      ['b~2', undefined],
      ['a', ['elsewhere', 'b~2']],
    ]);
    const circle = [
      { id: 'a', content: 'A', dependencies: ['b'] },
      { id: 'b', content: 'B', dependencies: ['a'] },
    ];
    expect(eventsOf(started(), circle)).toEqual(['todo_created b', 'todo_created a']);
  });
});

test('ends come first, then new todos, then those that start and end at once, then starts', () => {
  const run = has({ todoId: 'a', content: 'A' }, { todoId: 'b', content: 'B' }, { todoId: 'd', content: 'D' });
  run.must('todo.start', { todoId: 'b' });
  const list = [
    { id: 'd', content: 'D', status: 'in_progress' },
    { id: 'a', content: 'A', status: 'completed' },
    { id: 'c', content: 'C' },
    { id: 'b', content: 'B', status: 'completed' },
  ];
  expect(eventsOf(run, list)).toEqual([
    'todo_completed b',
    'todo_created c',
    'todo_started a',
    'todo_completed a',
    'todo_started d',
  ]);
});

test('a cancelled or failed todo has a reason, no other does', () => {
  const run = has({ todoId: 'a', content: 'A' }, { todoId: 'b', content: 'B' }, { todoId: 'c', content: 'C' });
  const list = [
    { id: 'a', content: 'A', status: 'cancelled', reason: 'No use' },
    { id: 'b', content: 'B', status: 'failed', errorMessage: 'No network', reason: 'Other' },
    { id: 'c', content: 'C', status: 'completed', reason: 'Done' },
  ];
  const { facts } = sync(run, list) as Facts;
  expect(facts.map(({ type, data }) => [type, data.reason])).toEqual([
    ['todo_cancelled', 'No use'],
    ['todo_started', undefined],
    ['todo_failed', 'No network'],
    ['todo_started', undefined],
    ['todo_completed', undefined],
  ]);
});
