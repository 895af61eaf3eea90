// Tasks: what was planned, and what became of it.

import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { EventData } from '../../machines/events/catalog.ts';
import { task } from '../../machines/life-cycles/task.ts';
import { onMoves, rowMover } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';
import { type OpenCycles, openCycles, withCycleMoved } from './open-cycles.ts';

export type TaskStatus = Status<'task'>;

export interface TaskRow {
  readonly id: string;
  /** `null` when it was never planned. */
  readonly planned: EventData['task_planned'] | null;
  /** As planned, or as they were changed last. */
  readonly dependencies: readonly string[];
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
  /** Why it failed, was dropped, reopened or handed over, or why what it depends on changed: the newest of these since it started or was completed. */
  readonly reason: string | null;
}

export interface TasksState {
  readonly rows: Table<TaskRow>;
  readonly openCycles: OpenCycles;
}

const opened = (id: string): TaskRow => ({
  id,
  planned: null,
  dependencies: [],
  cycle: null,
  status: statusAfter('task', undefined, 'task_planned'),
  attempts: 0,
  agents: List.empty(),
  startedAt: null,
  endedAt: null,
  outputs: [],
  reason: null,
});

const withAgent = (agents: List<string>, agent: string | undefined): List<string> =>
  agent === undefined || agents.at(-1) === agent ? agents : agents.push(agent);

const moveRow = rowMover<'task', TaskRow, OpenCycles>(
  'task',
  opened,
  (row, status, { time }) =>
    status === row.status ? row : { ...row, status, endedAt: task.isEnded(status) ? time : null },
  {
    task_planned: (row, status, { data }, cycles) => ({
      ...row,
      planned: data,
      dependencies: data.dependencies ?? [],
      cycle: cycles.at(-1) ?? null,
      status,
      endedAt: null,
      reason: null,
    }),
    task_started: (row, status, { data, time }) => ({
      ...row,
      status,
      attempts: row.attempts + 1,
      agents: withAgent(row.agents, data.agentId),
      startedAt: row.startedAt ?? time,
      endedAt: null,
      reason: null,
    }),
    task_completed: (row, status, { data, time }) => ({
      ...row,
      status,
      agents: withAgent(row.agents, data.agentId),
      endedAt: time,
      outputs: data.outputs ?? row.outputs,
      reason: null,
    }),
    task_failed: (row, status, { data, time }) => ({
      ...row,
      status,
      agents: withAgent(row.agents, data.agentId),
      endedAt: time,
      reason: data.reason ?? null,
    }),
    task_dropped: (row, status, { data, time }) => ({ ...row, status, endedAt: time, reason: data.reason }),
    task_reopened: (row, status, { data }) => ({ ...row, status, endedAt: null, reason: data.reason }),
    task_assigned: (row, status, { data }) => ({
      ...row,
      status,
      agents: withAgent(row.agents, data.agentId),
      reason: data.reason,
    }),
    task_dependencies_changed: (row, status, { data }) => ({
      ...row,
      status,
      dependencies: data.dependencies,
      reason: data.reason,
    }),
  },
);

export const tasks: Slice<TasksState> = {
  init: { rows: Table.empty(), openCycles: openCycles.init },
  on: {
    ...onMoves('cycle', (state, _event, moved) => ({
      rows: state.rows,
      openCycles: withCycleMoved(state.openCycles, moved),
    })),
    ...onMoves('task', (state, event, moved) => ({
      rows: moveRow(state.rows, event, moved, state.openCycles),
      openCycles: state.openCycles,
    })),
  },
};
