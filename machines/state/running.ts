// What runs, by name. The fold keeps counts only, so that an event costs the same however much runs: names are looked for
// where a command is refused, listed or ends what runs.
import type { Table } from '../collections/table.ts';
import { agent } from '../life-cycles/agent.ts';
import { task } from '../life-cycles/task.ts';
import { todo } from '../life-cycles/todo.ts';
import type { State } from './state.ts';

const idsIn = <S extends string>(rows: Table<{ readonly state: S }>, isActive: (state: S) => boolean): string[] =>
  rows.entries().flatMap(([id, row]) => (isActive(row.state) ? [id] : []));

/** Agents that have not ended: running or paused. */
export const runningAgents = ({ work }: State): string[] =>
  work.runningAgents === 0 ? [] : idsIn(work.agents, agent.isActive);
export const runningTasks = ({ work }: State): string[] =>
  work.runningTasks === 0 ? [] : idsIn(work.tasks, task.isActive);
export const todosInProgress = ({ work }: State): string[] =>
  work.openTodos === 0 ? [] : idsIn(work.todos, todo.isActive);

/** Agents and tasks that run, each id once. */
export const runningWork = (state: State): string[] => [...new Set([...runningAgents(state), ...runningTasks(state)])];

export const agentRunsIn = ({ work }: State, id: string, cycle: number): boolean => {
  const row = work.agents.get(id);
  return row !== undefined && agent.isActive(row.state) && row.inCycle === cycle;
};
export const taskRunsIn = ({ work }: State, id: string, cycle: number): boolean => {
  const row = work.tasks.get(id);
  return row !== undefined && task.isActive(row.state) && row.inCycle === cycle;
};

export const runningAgentsIn = (state: State, cycle: number): string[] =>
  runningAgents(state).filter((id) => agentRunsIn(state, id, cycle));
export const runningTasksIn = (state: State, cycle: number): string[] =>
  runningTasks(state).filter((id) => taskRunsIn(state, id, cycle));

/** Agents and tasks that run in a cycle, each id once. */
export const runningWorkIn = (state: State, cycle: number): string[] => [
  ...new Set([...runningAgentsIn(state, cycle), ...runningTasksIn(state, cycle)]),
];
