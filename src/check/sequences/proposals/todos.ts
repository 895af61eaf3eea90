// Commands of todos.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import type { SequenceState } from '../sequence-state.ts';
import { ifFound, ifRunning, oneIf, type Proposals } from './proposal.ts';
import { needed, startable, statesThat, takingOver } from './work-picks.ts';

const todos = ({ state }: SequenceState): number => Math.min(2, state.work.openTodos);

type Words = Extract<CommandWord, `${'todo' | 'todos'}.${string}`>;

export const todoProposals: Proposals<Words> = {
  'todo.create': {
    weight: 3.5,
    factor: ({ state }) => oneIf(state.work.openTodos < 6),
    make: (sequence) => {
      const agentId = sequence.careless && sequence.picks.percent(20) ? 'a0' : sequence.recent('agent');
      const todoId = sequence.newId('todo');
      return {
        todoId,
        content: `Step ${todoId}`,
        ...(agentId !== undefined && sequence.picks.percent(80) && { agentId }),
        ...needed(sequence, 'todo'),
      };
    },
  },
  'todo.start': {
    weight: 3.5,
    factor: (sequence) => ifRunning(sequence) * todos(sequence),
    make: (sequence) => ifFound(startable(sequence, 'todo'), (todoId) => ({ todoId })),
  },
  'todo.complete': {
    weight: 3.5,
    factor: todos,
    endingWeight: todos,
    make: (sequence) =>
      ifFound(sequence.find('todo', ...statesThat('todo', 'todo_completed')), (todoId) => ({ todoId })),
  },
  'todo.fail': {
    weight: 0.8,
    factor: todos,
    make: (sequence) =>
      ifFound(sequence.find('todo', ...statesThat('todo', 'todo_failed')), (todoId) => ({
        todoId,
        reason: sequence.careless && sequence.picks.percent(50) ? ' ' : 'No network',
      })),
  },
  'todo.cancel': {
    weight: 0.8,
    factor: todos,
    endingWeight: todos,
    make: (sequence) =>
      ifFound(sequence.find('todo', ...statesThat('todo', 'todo_cancelled')), (todoId) => ({ todoId })),
  },
  'todo.reopen': {
    weight: 0.5,
    factor: ({ state }) => oneIf(state.work.todos.size > state.work.openTodos),
    make: (sequence) =>
      ifFound(sequence.findAgain('todo', ...statesThat('todo', 'todo_reopened')), (todoId) => ({
        todoId,
        reason: 'A hole in it',
      })),
  },
  'todo.assign': {
    weight: 0.8,
    factor: todos,
    make: (sequence) =>
      ifFound(sequence.find('todo', ...statesThat('todo', 'todo_assigned')), (todoId) => ({
        todoId,
        ...takingOver(sequence),
      })),
  },
  'todos.sync': {
    weight: 0.8,
    make: (sequence) => {
      const { picks } = sequence;
      const agentId = sequence.recent('agent');
      const statuses = ['pending', 'pending', 'in_progress', 'completed', 'cancelled'] as const;
      const todos = Array.from({ length: picks.between(0, 3) }, (_, index) => ({
        content: `Listed ${index + 1}`,
        status: picks.of(statuses) ?? 'pending',
      }));
      return { todos, ...(agentId !== undefined && { agentId }) };
    },
  },
};
