// `todos.sync`: after any list the session's todos equal it, by legal events, and the same list again adds nothing.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../../machines/defined.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { lifeCycleOf } from '../../machines/life-cycles/all.ts';
import type { State } from '../../machines/state/state.ts';
import { type Run, started } from '../../src/check/run/run.ts';

const status = fc.constantFrom('pending', 'in_progress', 'completed', 'failed', 'cancelled');
const todo = fc.record(
  {
    content: fc.constantFrom('Read', 'Write', 'Test', 'Ship'),
    status,
    activeForm: fc.constantFrom('Reading', ''),
    reason: fc.constant('No network'),
  },
  { requiredKeys: ['content', 'status', 'reason'] },
);
const plain = fc.array(todo, { maxLength: 6 });
const identified = fc
  .uniqueArray(fc.constantFrom('1', '2', '3', '4', '2~2'), { maxLength: 5 })
  .chain((ids) => fc.tuple(...ids.map((id) => todo.map((one) => ({ ...one, id })))));
const list = fc.oneof(plain, identified);

const contents = (items: readonly { content: string; status: string }[]) =>
  items.map(({ content, status: state }) => `${content}: ${state}`).toSorted();
const todosOf = (state: State, agentId: string) =>
  state.work.todos
    .values()
    .filter((row) => row.agentId === agentId)
    .map(({ content, state: status }) => ({ content, status }));
/** What the session has beyond the list. */
const beyond = (state: State, items: readonly { content: string; status: string }[]) => {
  const rest = contents(todosOf(state, 'a1'));
  const missing: string[] = [];
  for (const one of contents(items)) {
    const place = rest.indexOf(one);
    if (place < 0) missing.push(one);
    else rest.splice(place, 1);
  }
  return { rest, missing };
};
const types = (events: readonly RecordedEvent[]) =>
  events.map(({ type, data }) => `${type} ${(data as { todoId: string }).todoId}`);
/** A session that knows agents a1 and a2. */
const withAgents = (): Run =>
  started().must('agent.launch', { agents: ['a1', 'a2'].map((agentId) => ({ agentId, agentType: 'tester' })) });
const sync = (decider: Run, todos: readonly unknown[], agentId?: string): string[] => {
  const before = decider.events.length;
  const decision = decider.send('todos.sync', { todos, ...defined({ agentId }) });
  if (decision.kind !== 'accepted' && decision.kind !== 'unchanged') throw new Error(JSON.stringify(decision));
  return types(decider.events.slice(before));
};

describe('for all lists', () => {
  it('the agent has the todos of the list; only ended ones remain beside them; the same list again adds nothing', () => {
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 4 }), fc.nat(), (lists, seed) => {
        const decider = withAgents().must('todo.create', { todoId: 'other', content: 'Read', agentId: 'a2' });
        for (const todos of lists) {
          const before = decider.state;
          sync(decider, todos, 'a1');
          const { rest, missing } = beyond(decider.state, todos);
          expect(missing).toEqual([]);
          expect(rest.filter((one) => !/: (completed|cancelled)$/.test(one))).toEqual([]);
          expect(decider.state.work.todos.get('other')).toBe(before.work.todos.get('other'));
          expect(sync(decider, todos, 'a1')).toEqual([]);
          const turned = todos.map((_, index) => todos[(index + seed) % todos.length]);
          expect(sync(decider, turned, 'a1')).toEqual([]);
        }
      }),
    );
  });

  it('every event is a transition of the todo machine', () => {
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 4 }), (lists) => {
        const decider = withAgents();
        for (const todos of lists) sync(decider, todos, 'a1');
        const states = new Map<string, string>();
        for (const { type, data } of decider.events.slice(2)) {
          const { todoId } = data as { todoId: string };
          const next = lifeCycleOf('todo').next(states.get(todoId) ?? 'none', type);
          expect([type, todoId, next]).not.toContain(undefined);
          states.set(todoId, next as string);
        }
      }),
    );
  });
});

describe('a list', () => {
  it('of an agent becomes todos, and then what changed in them', () => {
    const decider = started();
    const todos = [
      { content: 'Read', status: 'completed', activeForm: 'Reading' },
      { content: 'Write', status: 'in_progress', activeForm: 'Writing' },
      { content: 'Test', status: 'pending', activeForm: 'Testing' },
    ];
    expect(sync(decider, todos)).toEqual([
      'todo_created todo_1',
      'todo_created todo_2',
      'todo_created todo_3',
      'todo_started todo_1',
      'todo_completed todo_1',
      'todo_started todo_2',
    ]);
    const next = [{ content: 'Test', status: 'in_progress' }, { content: 'Write', status: 'completed' }, todos[0]];
    expect(sync(decider, next)).toEqual(['todo_completed todo_2', 'todo_started todo_3']);
  });

  it('cancels the todos that it no longer has, and leaves completed ones', () => {
    const decider = started();
    sync(decider, [
      { content: 'Read', status: 'completed' },
      { content: 'Write', status: 'pending' },
    ]);
    expect(sync(decider, [])).toEqual(['todo_cancelled todo_2']);
    expect(decider.events.at(-1)?.data).toMatchObject({ reason: 'No longer in the list' });
  });

  it('of a todo file is matched by ids, and its other members are recorded too', () => {
    const decider = started().must('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }] });
    const file = {
      id: 'todo_01',
      content: 'Write the tests',
      activeForm: 'Writing the tests',
      status: 'in_progress',
      assignedAgent: 'tester',
      assignedAgentId: 'a1',
      relatedTask: null,
      wave: 1,
      dependencies: [],
      createdAt: '2025-11-09T14:35:00Z',
      priority: 'high',
      estimatedTokens: 900,
      tags: ['tests'],
    };
    sync(decider, [file]);
    expect(decider.events.at(-2)?.data).toEqual({
      todoId: 'todo_01',
      content: 'Write the tests',
      activeForm: 'Writing the tests',
      agentId: 'a1',
      agentType: 'tester',
      wave: 1,
      priority: 'high',
      estimate: 900,
      tags: ['tests'],
      extra: { createdAt: '2025-11-09T14:35:00Z' },
    });
    expect(sync(decider, [{ ...file, status: 'failed', errorMessage: 'No network' }])).toEqual(['todo_failed todo_01']);
    expect(decider.events.at(-1)?.data).toMatchObject({ reason: 'No network' });
  });

  it('that puts a todo back, or gives its id another text, ends the old todo and creates another', () => {
    const decider = started();
    sync(decider, [{ id: 'x', content: 'Read', status: 'in_progress' }]);
    expect(sync(decider, [{ id: 'x', content: 'Read', status: 'pending' }])).toEqual([
      'todo_cancelled x',
      'todo_created x~2',
    ]);
    const reworded = [{ id: 'x', content: 'Read it all', status: 'pending' }];
    expect(sync(decider, reworded)).toEqual(['todo_cancelled x~2', 'todo_created x~3']);
    expect(sync(decider, reworded)).toEqual([]);
  });

  it('keeps later turns of an id apart from an id that looks like one', () => {
    const decider = started();
    const todos = (content: string) => ['2~2', '2'].map((id) => ({ id, content, status: 'pending' }));
    sync(decider, todos('Read'));
    expect(sync(decider, todos('Test'))).toEqual([
      'todo_cancelled 2~2',
      'todo_cancelled 2',
      'todo_created 2~2~2',
      'todo_created 2~3',
    ]);
    expect(sync(decider, todos('Test').toReversed())).toEqual([]);
  });

  it('starts a todo after those that it depends on', () => {
    const decider = started();
    const todos = [
      { id: 'b', content: 'Write', status: 'completed', dependencies: ['a'] },
      { id: 'a', content: 'Read', status: 'completed' },
    ];
    expect(sync(decider, todos).slice(2)).toEqual([
      'todo_started a',
      'todo_completed a',
      'todo_started b',
      'todo_completed b',
    ]);
  });

  it.each([
    [
      'two todos of one id',
      {
        todos: [
          { id: 'x', content: 'A' },
          { id: 'x', content: 'B' },
        ],
      },
      'two todos have the id x',
    ],
    ['a todo without a text', { todos: [{ status: 'pending' }] }, 'todos.0.content'],
    ['an unknown status', { todos: [{ content: 'A', status: 'paused' }] }, 'todos.0.status'],
    [
      'a todo of another agent',
      { agentId: 'a1', todos: [{ content: 'A', assignedAgentId: 'a2' }] },
      'of a2 is in the list of a1',
    ],
    ['the id of a todo of another agent', { agentId: 'a1', todos: [{ content: 'A', id: 'other' }] }, 'is of a2'],
  ])('with %s is refused', (_, data, sentence) => {
    const decider = withAgents().must('todo.create', { todoId: 'other', content: 'Read', agentId: 'a2' });
    expect(decider.send('todos.sync', data)).toMatchObject({
      kind: 'invalid',
      sentence: expect.stringContaining(sentence),
    });
  });
});
