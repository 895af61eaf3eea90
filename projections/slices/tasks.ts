// Tasks: what was planned, and what became of it.

import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { EventData } from '../../machines/events/catalog.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';
import { type OpenCycles, openCycles, withEnded, withOpened } from './open-cycles.ts';

export type TaskStatus = Status<'task'>;

export interface TaskRow {
  readonly id: string;
  /** `null` when it was never planned. */
  readonly planned: EventData['task_planned'] | null;
  /** The cycle in which it was planned. */
  readonly cycle: number | null;
  readonly status: TaskStatus;
  /** How often it was started. */
  readonly attempts: number;
  /** Who ran it, in order; the same agent once in a row. */
  readonly agents: List<string>;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly outputs: readonly string[];
  /** Why it failed, or was dropped. */
  readonly reason: string | null;
}

export interface TasksState {
  readonly rows: Table<TaskRow>;
  readonly openCycles: OpenCycles;
}

const opened = (id: string): TaskRow => ({
  id,
  planned: null,
  cycle: null,
  status: 'pending',
  attempts: 0,
  agents: List.empty(),
  startedAt: null,
  endedAt: null,
  outputs: [],
  reason: null,
});

const change = (state: TasksState, id: string, by: (row: TaskRow) => TaskRow): TasksState => ({
  rows: state.rows.set(id, by(state.rows.get(id) ?? opened(id))),
  openCycles: state.openCycles,
});

const withAgent = (agents: List<string>, agent: string | undefined): List<string> =>
  agent === undefined || agents.at(-1) === agent ? agents : agents.push(agent);

export const tasks: Slice<TasksState> = {
  init: { rows: Table.empty(), openCycles: openCycles.init },
  on: {
    cycle_started: (state, { data }) => ({ ...state, openCycles: withOpened(state.openCycles, data.cycle) }),
    cycle_ended: (state, { data }) => ({ ...state, openCycles: withEnded(state.openCycles, data.cycle) }),
    task_planned: (state, { data }) =>
      change(state, data.taskId, (row) => ({
        ...row,
        planned: data,
        cycle: state.openCycles.at(-1) ?? null,
        status: statusAfter('task', row.status, 'task_planned'),
        endedAt: null,
        reason: null,
      })),
    task_started: (state, { data, time }) =>
      change(state, data.taskId, (row) => ({
        ...row,
        status: statusAfter('task', row.status, 'task_started'),
        attempts: row.attempts + 1,
        agents: withAgent(row.agents, data.agentId),
        startedAt: row.startedAt ?? time,
        endedAt: null,
        reason: null,
      })),
    task_completed: (state, { data, time }) =>
      change(state, data.taskId, (row) => ({
        ...row,
        status: statusAfter('task', row.status, 'task_completed'),
        agents: withAgent(row.agents, data.agentId),
        endedAt: time,
        outputs: data.outputs ?? row.outputs,
      })),
    task_failed: (state, { data, time }) =>
      change(state, data.taskId, (row) => ({
        ...row,
        status: statusAfter('task', row.status, 'task_failed'),
        agents: withAgent(row.agents, data.agentId),
        endedAt: time,
        reason: data.reason ?? null,
      })),
    task_dropped: (state, { data, time }) =>
      change(state, data.taskId, (row) => ({
        ...row,
        status: statusAfter('task', row.status, 'task_dropped'),
        endedAt: time,
        reason: data.reason,
      })),
  },
};
