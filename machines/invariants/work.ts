// T and A: tasks, and the agents that they run under.

import { List } from '../collections/list.ts';
import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import { AGENT_AT_WORK } from './agent-changes.ts';
import { type EventIn, type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { type States, statesOf } from './states.ts';

const tasks = statesOf('task');
const agents = statesOf('agent');

type Planned = EventOf<'task_planned'>;
const NONE: readonly string[] = [];

interface Needs {
  /** By task, what it depends on. */
  readonly of: Table<readonly string[]>;
  /** By task, which tasks depend on it, or did before a change. */
  readonly wanted: Table<List<string>>;
}

type Needing = EventIn<'task_planned' | 'task_dependencies_changed'>;
const needed = ({ data }: Needing): readonly string[] => data.dependencies ?? NONE;

const needing = (needs: Needs, event: Needing): Needs => {
  const { taskId } = event.data;
  const before = needs.of.get(taskId) ?? NONE;
  const now = needed(event);
  return {
    of: needs.of.set(taskId, now),
    wanted: now
      .filter((id) => !before.includes(id))
      .reduce((wanted, id) => wanted.set(id, (wanted.get(id) ?? List.empty<string>()).push(taskId)), needs.wanted),
  };
};

/** What each task depends on, as it was planned or changed last. */
const needs: Reducer<Needs> = reducer<Needs>(() => ({ of: Table.empty(), wanted: Table.empty() }), {
  task_planned: needing,
  task_dependencies_changed: needing,
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

const inCircle = ({ needs }: { needs: Needs }, event: Needing): string | undefined => {
  const { taskId } = event.data;
  // Nothing leads to a task that no other task depends on, so planning tasks in order costs no walk.
  const possible = needed(event).includes(taskId) || needs.wanted.has(taskId);
  return possible && leadsTo(needs, needed(event), taskId) ? `task ${named(taskId)} depends on itself` : undefined;
};

const circle = invariant({
  id: 'T.circle',
  memo: { needs },
  check: { task_planned: inCircle, task_dependencies_changed: inCircle },
});

const ready = invariant({
  id: 'T.ready',
  memo: { tasks, needs },
  check: {
    // A dependency that was never planned violated T.depends already.
    task_started: ({ tasks, needs }, { data }) =>
      (needs.of.get(data.taskId) ?? NONE)
        .filter((id) => !['completed', 'dropped'].includes(tasks.of.get(id) ?? 'completed'))
        .map((id) => `task ${named(id)}, which it depends on, is ${tasks.of.get(id)}`),
  },
});

const dropped = invariant({
  id: 'T.dropped',
  severity: 'warn',
  memo: { tasks, needs },
  check: {
    task_started: ({ tasks, needs }, { data }) =>
      (needs.of.get(data.taskId) ?? NONE)
        .filter((id) => tasks.of.get(id) === 'dropped')
        .map((id) => `task ${named(id)}, which it depends on, was dropped`),
  },
});

const reopened = invariant({
  id: 'T.reopened',
  severity: 'warn',
  memo: { tasks, needs },
  check: {
    task_reopened: ({ tasks, needs }, { data: { taskId } }) =>
      [...new Set(needs.wanted.get(taskId)?.slice() ?? NONE)]
        .filter((id) => needs.of.get(id)?.includes(taskId) === true)
        .filter((id) => ['running', 'completed', 'failed'].includes(tasks.of.get(id) ?? ''))
        .map((id) => `task ${named(id)}, which depends on it, is ${tasks.of.get(id)}`),
  },
});

const notAtWork = (
  { agents }: { agents: States },
  { data: { agentId } }: EventIn<'task_started' | 'task_assigned'>,
): string | undefined =>
  agentId !== undefined && !AGENT_AT_WORK.includes(agents.of.get(agentId) ?? '')
    ? `agent ${named(agentId)} is ${agents.of.get(agentId) ?? 'unknown'}`
    : undefined;

const underAgent = invariant({
  id: 'T.agent',
  memo: { agents },
  check: { task_started: notAtWork, task_assigned: notAtWork },
});

const plannedWaves: Reducer<Table<number | undefined>> = reducer<Table<number | undefined>>(() => Table.empty(), {
  task_planned: (waves, { data }: Planned) => waves.set(data.taskId, data.wave),
});

interface Waves {
  readonly plannedWaves: Table<number | undefined>;
  readonly tasks: States;
}

const needsLaterWave = ({ plannedWaves, tasks }: Waves, event: Needing, wave: number | undefined): string[] =>
  wave === undefined
    ? []
    : needed(event)
        .filter((id) => tasks.of.get(id) !== 'dropped' && (plannedWaves.get(id) ?? wave) > wave)
        .map((id) => `task ${named(id)}, which it depends on, is in wave ${plannedWaves.get(id)}`);

const taskWave = invariant({
  id: 'W.task',
  memo: { plannedWaves, tasks },
  check: {
    task_planned: (waves, event) => needsLaterWave(waves, event, event.data.wave),
    task_dependencies_changed: (waves, event) =>
      needsLaterWave(waves, event, waves.plannedWaves.get(event.data.taskId)),
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

export const workInvariants: readonly Invariant[] = [circle, ready, dropped, reopened, underAgent, taskWave, unique];
