// D: todos, the small steps of one agent.
import { Table } from '../collections/table.ts';
import { type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { statesOf } from './states.ts';

const todos = statesOf('todo');
const NONE: readonly string[] = [];

const needs: Reducer<Table<readonly string[]>> = reducer<Table<readonly string[]>>(() => Table.empty(), {
  todo_created: (needs, { data }) => needs.set(data.todoId, data.dependencies ?? NONE),
});

const depends = invariant({
  id: 'D.depends',
  memo: { todos },
  check: {
    todo_created: ({ todos }, { data }) =>
      (data.dependencies ?? NONE).filter((id) => !todos.of.has(id)).map((id) => `there is no todo ${named(id)}`),
  },
});

const ready = invariant({
  id: 'D.ready',
  memo: { todos, needs },
  check: {
    // A dependency that was never created violated D.depends already.
    todo_started: ({ todos, needs }, { data }) =>
      (needs.get(data.todoId) ?? NONE)
        .filter((id) => todos.of.has(id) && todos.of.get(id) !== 'completed')
        .map((id) => `todo ${named(id)}, which it depends on, is ${todos.of.get(id)}`),
  },
});

const reason = invariant({
  id: 'D.reason',
  memo: {},
  check: {
    todo_failed: (_, { data }) =>
      (data.reason ?? '').trim() === '' ? `todo ${named(data.todoId)} failed without a reason` : undefined,
  },
});

interface Busy {
  readonly agentOf: Table<string | undefined>;
  /** The todos in progress, and by agent how many. */
  readonly running: Table<boolean>;
  readonly count: Table<number>;
}

const busyWith = (busy: Busy, todoId: string, running: boolean): Busy => {
  const agentId = busy.agentOf.get(todoId);
  if ((busy.running.get(todoId) ?? false) === running) return busy;
  return {
    agentOf: busy.agentOf,
    running: busy.running.set(todoId, running),
    count:
      agentId === undefined ? busy.count : busy.count.set(agentId, (busy.count.get(agentId) ?? 0) + (running ? 1 : -1)),
  };
};
const stops = (busy: Busy, { data }: { data: { todoId: string } }): Busy => busyWith(busy, data.todoId, false);

const busy: Reducer<Busy> = reducer<Busy>(
  () => ({ agentOf: Table.empty(), running: Table.empty(), count: Table.empty() }),
  {
    todo_created: (busy, event) => {
      const stopped = stops(busy, event);
      return { ...stopped, agentOf: stopped.agentOf.set(event.data.todoId, event.data.agentId) };
    },
    todo_started: (busy, { data }) => busyWith(busy, data.todoId, true),
    todo_completed: stops,
    todo_failed: stops,
    todo_cancelled: stops,
  },
);

const one = invariant({
  id: 'D.one',
  severity: 'warn',
  memo: { busy },
  check: {
    todo_started: ({ busy }, { data }) => {
      const agentId = busy.agentOf.get(data.todoId);
      return agentId !== undefined && (busy.count.get(agentId) ?? 0) > 0
        ? `agent ${named(agentId)} has another todo in progress`
        : undefined;
    },
  },
});

export const todoInvariants: readonly Invariant[] = [depends, ready, reason, one];
