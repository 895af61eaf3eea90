// D: todos, the small steps of one agent.
import { Table } from '../collections/table.ts';
import { AGENT_AT_WORK } from './agent-changes.ts';
import { type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { statesOf } from './states.ts';

const todos = statesOf('todo');
const NONE: readonly string[] = [];

const needs: Reducer<Table<readonly string[]>> = reducer<Table<readonly string[]>>(() => Table.empty(), {
  todo_created: (needs, { data }) => needs.set(data.todoId, data.dependencies ?? NONE),
});

const ready = invariant({
  id: 'D.ready',
  memo: { todos, needs },
  check: {
    // A dependency that was never created violated D.depends already.
    todo_started: ({ todos, needs }, { data }) =>
      (needs.get(data.todoId) ?? NONE)
        .filter((id) => !['completed', 'cancelled'].includes(todos.of.get(id) ?? 'completed'))
        .map((id) => `todo ${named(id)}, which it depends on, is ${todos.of.get(id)}`),
  },
});

const cancelled = invariant({
  id: 'D.cancelled',
  severity: 'warn',
  memo: { todos, needs },
  check: {
    todo_started: ({ todos, needs }, { data }) =>
      (needs.get(data.todoId) ?? NONE)
        .filter((id) => todos.of.get(id) === 'cancelled')
        .map((id) => `todo ${named(id)}, which it depends on, was cancelled`),
  },
});

const takenOver = invariant({
  id: 'D.agent',
  memo: { agents: statesOf('agent') },
  check: {
    todo_assigned: ({ agents }, { data: { agentId } }) =>
      agentId !== undefined && !AGENT_AT_WORK.includes(agents.of.get(agentId) ?? '')
        ? `agent ${named(agentId)} is ${agents.of.get(agentId) ?? 'unknown'}`
        : undefined,
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
    todo_reopened: stops,
    todo_assigned: (busy, { data: { todoId, agentId } }) => {
      const running = busy.running.get(todoId) ?? false;
      const left = busyWith(busy, todoId, false);
      return busyWith({ ...left, agentOf: left.agentOf.set(todoId, agentId) }, todoId, running);
    },
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
    todo_assigned: ({ busy }, { data: { todoId, agentId } }) =>
      agentId !== undefined &&
      busy.running.get(todoId) === true &&
      busy.agentOf.get(todoId) !== agentId &&
      (busy.count.get(agentId) ?? 0) > 0
        ? `agent ${named(agentId)} has another todo in progress`
        : undefined,
  },
});

export const todoInvariants: readonly Invariant[] = [ready, cancelled, reason, takenOver, one];
