// T and A: tasks, and the agents that they run under.

import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import { AGENT_AT_WORK } from './agent-changes.ts';
import { type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { type States, statesOf } from './states.ts';

const tasks = statesOf('task');
const agents = statesOf('agent');
const items = statesOf('item');

type Planned = EventOf<'task_planned'>;
const NONE: readonly string[] = [];

interface Needs {
  /** By task, what it depends on. */
  readonly of: Table<readonly string[]>;
  /** What some task depends on. */
  readonly wanted: Table<true>;
}

/** What each task depends on, as it was planned last. */
const needs: Reducer<Needs> = reducer<Needs>(() => ({ of: Table.empty(), wanted: Table.empty() }), {
  task_planned: (needs, { data }) => ({
    of: needs.of.set(data.taskId, data.dependencies ?? NONE),
    wanted: (data.dependencies ?? NONE).reduce((wanted, id) => wanted.set(id, true), needs.wanted),
  }),
});

const depends = invariant({
  id: 'T.depends',
  memo: { tasks },
  check: {
    task_planned: ({ tasks }, { data }) =>
      (data.dependencies ?? NONE)
        .filter((id) => id !== data.taskId && !tasks.of.has(id))
        .map((id) => `there is no task ${named(id)}`),
  },
});

/** True where `from` leads to `goal` by what tasks depend on. */
const leadsTo = (needs: Needs, from: readonly string[], goal: string): boolean => {
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === goal) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(needs.of.get(id) ?? NONE));
  }
  return false;
};

const circle = invariant({
  id: 'T.circle',
  memo: { needs },
  check: {
    task_planned: ({ needs }, { data: { taskId, dependencies = NONE } }) => {
      // Nothing leads to a task that no other task depends on, so planning tasks in order costs no walk.
      const possible = dependencies.includes(taskId) || needs.wanted.has(taskId);
      return possible && leadsTo(needs, dependencies, taskId) ? `task ${named(taskId)} depends on itself` : undefined;
    },
  },
});

const ready = invariant({
  id: 'T.ready',
  memo: { tasks, needs },
  check: {
    // A dependency that was never planned violated T.depends already.
    task_started: ({ tasks, needs }, { data }) =>
      (needs.of.get(data.taskId) ?? NONE)
        .filter((id) => tasks.of.has(id) && tasks.of.get(id) !== 'completed')
        .map((id) => `task ${named(id)}, which it depends on, is ${tasks.of.get(id)}`),
  },
});

const underAgent = invariant({
  id: 'T.agent',
  memo: { agents },
  check: {
    task_started: ({ agents }, { data: { agentId } }) =>
      agentId !== undefined && !AGENT_AT_WORK.includes(agents.of.get(agentId) ?? '')
        ? `agent ${named(agentId)} is ${agents.of.get(agentId) ?? 'unknown'}`
        : undefined,
  },
});

const plannedWaves: Reducer<Table<number | undefined>> = reducer<Table<number | undefined>>(() => Table.empty(), {
  task_planned: (waves, { data }: Planned) => waves.set(data.taskId, data.wave),
});

const taskWave = invariant({
  id: 'W.task',
  memo: { plannedWaves },
  check: {
    task_planned: ({ plannedWaves }, { data: { wave, dependencies = NONE } }) =>
      wave === undefined
        ? undefined
        : dependencies
            .filter((id) => (plannedWaves.get(id) ?? wave) > wave)
            .map((id) => `task ${named(id)}, which it depends on, is in wave ${plannedWaves.get(id)}`),
  },
});

const unique = invariant({
  id: 'A.unique',
  memo: {},
  check: {
    // A second launch in a later event is refused by the machine.
    agent_launched: (_, { data }) => {
      const ids = data.agents.map(({ agentId }) => agentId);
      return ids
        .filter((id, place) => ids.indexOf(id) !== place)
        .map((id) => `agent ${named(id)} is launched twice in one event`);
    },
  },
});

const given = invariant({
  id: 'A.given',
  severity: 'warn',
  memo: { tasks, items },
  check: {
    agent_launched: ({ tasks, items }, { data }) => {
      const missing = (what: string, known: States, ids: readonly string[]): string[] =>
        ids.filter((id) => !known.of.has(id)).map((id) => `there is no ${what} ${named(id)}`);
      return data.agents.flatMap(({ taskIds = NONE, itemIds = NONE }) => [
        ...missing('task', tasks, taskIds),
        ...missing('plan item', items, itemIds),
      ]);
    },
  },
});

export const workInvariants: readonly Invariant[] = [depends, circle, ready, underAgent, taskWave, unique, given];
