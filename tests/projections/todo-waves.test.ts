// The wave of a todo whose agent was launched more than once.
import { expect, test } from 'vitest';
import { project, todo } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const launched = (record: History, at: number, wave?: number, ...others: string[]): History =>
  record.add(
    'agent_launched',
    {
      ...(wave !== undefined && { wave }),
      agents: ['a', ...others].map((agentId) => ({ agentId, agentType: 'tester' })),
    },
    { at },
  );
const ended = (record: History, at: number): History =>
  record.add('agent_completed', { agents: [{ agentId: 'a' }] }, { at });
/** A todo of the agent, completed at that minute; still pending without one. */
const work = (record: History, todoId: string, at?: number): History => {
  record.add('todo_created', { todoId, content: todoId, agentId: 'a' });
  return at === undefined ? record : record.add('todo_completed', { todoId }, { at });
};
const wavesOf = ({ events }: History) => project(todo, 's1', events).todos.map(({ id, wave }) => [id, wave]);

test('what an agent did in a wave stays there when it is launched outside of waves, and what is left is in none', () => {
  const record = work(launched(history(), 0, 1), 'done', 2);
  work(launched(ended(record, 3), 4), 'left');
  expect(wavesOf(record)).toEqual([
    ['done', 1],
    ['left', null],
  ]);
  expect(project(todo, 's1', record.events).todos[1]).toMatchObject({ cycle: null, phase: null });
});

test('a todo is in the wave of the launch before its end, however many came before and after', () => {
  const record = launched(ended(launched(ended(launched(history(), 0, 1), 9), 10, 2), 19), 20, 3);
  for (const [id, at] of [
    ['first', 5],
    ['at', 10],
    ['second', 15],
    ['third', 25],
  ] as const)
    work(record, id, at);
  work(record, 'left');
  expect(wavesOf(record)).toEqual([
    ['first', 1],
    ['at', 2],
    ['second', 2],
    ['third', 3],
    ['left', 3],
  ]);
});

test('a todo that ended before any launch of its agent is in the wave of the first', () => {
  const record = work(history(), 'early', 1);
  expect(wavesOf(launched(ended(launched(record, 2, 1), 3), 4, 2))).toEqual([['early', 1]]);
});

test('launches count in the order of their times, in whichever order their waves began', () => {
  const record = history().add(
    'agent_launched',
    { wave: 1, agents: [{ agentId: 'b', agentType: 'tester' }] },
    { at: 0 },
  );
  launched(ended(launched(record, 1, 2), 3), 5, 1);
  work(work(record, 'done', 4), 'left');
  expect(wavesOf(record)).toEqual([
    ['done', 2],
    ['left', 1],
  ]);
});
