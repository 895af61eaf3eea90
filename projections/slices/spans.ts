// Spans of time: when something began and ended, also when it did so more than once (a task tried again).

import { Table } from '../../machines/collections/table.ts';
import type { EventOf } from '../../machines/events/envelope.ts';
import { agent } from '../../machines/life-cycles/agent.ts';
import type { Slice } from '../slice.ts';
import { type AgentChange, agentStatusAfter, onAgentChange } from './agents.ts';

/** The newest span of one thing; `earlier` are those before it, newest first. */
export interface SpanRow {
  readonly start: string | null;
  readonly end: string | null;
  /** How it ended; `null` while it has not. */
  readonly outcome: string | null;
  readonly earlier: SpanRow | null;
  /** Of a task and a todo: what it is, and whose. */
  readonly label: string | null;
  readonly agentId: string | null;
  readonly taskId: string | null;
}

export type Spans = Table<SpanRow>;

const NONE: SpanRow = {
  start: null,
  end: null,
  outcome: null,
  earlier: null,
  label: null,
  agentId: null,
  taskId: null,
};

/** Known, but not started: it has no time yet. */
const isNamedOnly = (row: SpanRow): boolean => row.start === null && row.end === null;

const begin = (spans: Spans, id: string, time: string, agentId?: string): Spans => {
  const row = spans.get(id);
  if (row === undefined) return spans.set(id, { ...NONE, start: time, agentId: agentId ?? null });
  // Started again without an end: the first start counts.
  if (row.start !== null && row.end === null) return agentId === undefined ? spans : spans.set(id, { ...row, agentId });
  return spans.set(id, {
    ...row,
    start: time,
    end: null,
    outcome: null,
    earlier: isNamedOnly(row) ? null : row,
    agentId: agentId ?? row.agentId,
  });
};

const finish = (spans: Spans, id: string, time: string, outcome: string, agentId?: string): Spans => {
  const row = spans.get(id) ?? NONE;
  // Ended again: the first end and the last outcome count.
  return spans.set(id, { ...row, end: row.end ?? time, outcome, agentId: agentId ?? row.agentId });
};

const name = (spans: Spans, id: string, label: string, agentId?: string, taskId?: string): Spans => {
  const row = spans.get(id) ?? NONE;
  return spans.set(id, { ...row, label, agentId: agentId ?? row.agentId, taskId: taskId ?? row.taskId });
};

export interface PhaseSpans {
  readonly spans: Spans;
  readonly active: string | null;
}

export const phaseSpans: Slice<PhaseSpans> = {
  init: { spans: Table.empty(), active: null },
  on: {
    phase_started: (state, { data, time }) => ({ spans: begin(state.spans, data.phase, time), active: data.phase }),
    phase_completed: (state, { data, time }) => ({
      spans: finish(state.spans, data.phase, time, 'completed'),
      active: state.active === data.phase ? null : state.active,
    }),
    // The phase that was active returns to pending: its span ends here.
    phase_reopened: (state, { data, time }) => ({
      spans: begin(
        state.active === null || state.active === data.phase
          ? state.spans
          : finish(state.spans, state.active, time, 'pending'),
        data.phase,
        time,
      ),
      active: data.phase,
    }),
  },
};

export const cycleSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    cycle_started: (state, { data, time }) => {
      const begun = begin(state, String(data.cycle), time);
      return data.title === undefined ? begun : name(begun, String(data.cycle), data.title);
    },
    cycle_ended: (state, { data, time }) => finish(state, String(data.cycle), time, 'ended'),
  },
};

/** A span ends with the state in which an agent is no longer at work. */
const agentsChange = (state: Spans, { type, data, time }: EventOf<AgentChange>): Spans => {
  const status = agentStatusAfter(type);
  if (agent.isActive(status)) return state;
  let spans = state;
  for (const { agentId } of data.agents) spans = finish(spans, agentId, time, status);
  return spans;
};

export const agentSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    agent_launched: (state, { data, time }) => {
      let spans = state;
      for (const { agentId } of data.agents) spans = begin(spans, agentId, time);
      return spans;
    },
    ...onAgentChange(agentsChange),
  },
};

export const taskSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    task_planned: (state, { data }) => name(state, data.taskId, data.title),
    task_started: (state, { data, time }) => begin(state, data.taskId, time, data.agentId),
    task_completed: (state, { data, time }) => finish(state, data.taskId, time, 'completed', data.agentId),
    task_failed: (state, { data, time }) => finish(state, data.taskId, time, 'failed', data.agentId),
    task_dropped: (state, { data, time }) => {
      const row = state.get(data.taskId);
      return row === undefined || row.start === null ? state : finish(state, data.taskId, time, 'dropped');
    },
  },
};

export const todoSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    todo_created: (state, { data }) => name(state, data.todoId, data.content, data.agentId, data.taskId),
    todo_started: (state, { data, time }) => begin(state, data.todoId, time),
    todo_completed: (state, { data, time }) => finish(state, data.todoId, time, 'completed'),
    todo_failed: (state, { data, time }) => finish(state, data.todoId, time, 'failed'),
    todo_cancelled: (state, { data, time }) => {
      const row = state.get(data.todoId);
      return row === undefined || row.start === null ? state : finish(state, data.todoId, time, 'cancelled');
    },
  },
};

/** A thing's spans in order of time, those that have one. */
export const spansOf = (row: SpanRow | undefined): SpanRow[] => {
  const all: SpanRow[] = [];
  for (let at: SpanRow | null = row ?? null; at !== null; at = at.earlier) if (!isNamedOnly(at)) all.push(at);
  return all.reverse();
};
