// Spans of time: when something began and ended, also when it did so more than once (a task tried again).

import { Table } from '../../machines/collections/table.ts';
import type { EventOf } from '../../machines/events/envelope.ts';
import { agent } from '../../machines/life-cycles/agent.ts';
import { lifeCycleOf, type SignalOf } from '../../machines/life-cycles/all.ts';
import { phase } from '../../machines/life-cycles/phase.ts';
import type { Profile } from '../../machines/profile.ts';
import { onMoves } from '../moves.ts';
import type { Slice, Steps } from '../slice.ts';
import { statusAfter, statusNamedBy } from '../status.ts';
import { type AgentChange, agentStatusAfter, onAgentChange } from './agents.ts';

/** The newest pause within a span; `earlier` are those before it, newest first. */
export interface PauseRow {
  readonly start: string;
  /** `null` while it lasts. */
  readonly end: string | null;
  readonly earlier: PauseRow | null;
}

/** The newest span of one thing; `earlier` are those before it, newest first. */
export interface SpanRow {
  readonly start: string | null;
  readonly end: string | null;
  /** How it ended; `null` while it has not. */
  readonly outcome: string | null;
  readonly earlier: SpanRow | null;
  readonly pause: PauseRow | null;
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
  pause: null,
  label: null,
  agentId: null,
  taskId: null,
};

/** Known, but not started: it has no time yet. */
const isNamedOnly = (row: SpanRow): boolean => row.start === null && row.end === null;

const isAtWork = (row: SpanRow | undefined): row is SpanRow & { readonly start: string; readonly end: null } =>
  row !== undefined && row.start !== null && row.end === null;

const begin = (spans: Spans, id: string, time: string, agentId?: string): Spans => {
  const row = spans.get(id);
  if (row === undefined) return spans.set(id, { ...NONE, start: time, agentId: agentId ?? null });
  // Started again without an end: the first start counts.
  if (isAtWork(row)) return agentId === undefined ? spans : spans.set(id, { ...row, agentId });
  return spans.set(id, {
    ...row,
    start: time,
    end: null,
    outcome: null,
    earlier: isNamedOnly(row) ? row.earlier : row,
    pause: null,
    agentId: agentId ?? row.agentId,
  });
};

const finish = (spans: Spans, id: string, time: string, outcome: string, agentId?: string): Spans => {
  const row = resumed(spans, id, time).get(id) ?? NONE;
  // Ended again: the first end and the last outcome count.
  // What was lost and ends after all ran until then.
  const end = row.outcome === 'lost' && outcome !== 'lost' ? time : (row.end ?? time);
  return spans.set(id, { ...row, end, outcome, agentId: agentId ?? row.agentId });
};

/** Put back to wait while it was at work: its span ends here, as nothing else will end it; at once, there was none. */
const putBack = (spans: Spans, id: string, time: string, status: string): Spans => {
  const row = spans.get(id);
  if (!isAtWork(row)) return spans;
  if (row.start === time) return spans.set(id, { ...row, start: null, pause: null });
  return finish(spans, id, time, status);
};

/** How a span ends whose thing another agent took over; the other's begins then. */
export const HANDED_OVER = 'handed_over';

/** What it does from now on is another agent's, or nobody's: the part until then stays with the one that had it. */
const handOver = (spans: Spans, id: string, time: string, agentId: string | undefined): Spans => {
  const row = spans.get(id) ?? NONE;
  const to = agentId ?? null;
  if (row.agentId === to) return spans;
  if (isNamedOnly(row)) return spans.set(id, { ...row, agentId: to });
  const goesOn = isAtWork(row);
  const left = goesOn ? { ...row, end: time, outcome: HANDED_OVER } : row;
  return spans.set(id, { ...left, start: goesOn ? time : null, end: null, outcome: null, agentId: to, earlier: left });
};

/** A pause lies within a span that has begun and not ended; paused again, the first pause goes on. */
const pausedAt = (spans: Spans, id: string, time: string): Spans => {
  const row = spans.get(id);
  if (!isAtWork(row) || row.pause?.end === null) return spans;
  return spans.set(id, { ...row, pause: { start: time, end: null, earlier: row.pause } });
};

const resumed = (spans: Spans, id: string, time: string): Spans => {
  const row = spans.get(id);
  if (row?.pause?.end !== null) return spans;
  return spans.set(id, { ...row, pause: { ...row.pause, end: time } });
};

/** At work again though it had ended, as a fact of an observed session: a span of its own. One without a launch has none. */
const again = (spans: Spans, id: string, time: string): Spans =>
  spans.get(id)?.start == null || isAtWork(spans.get(id)) ? spans : begin(spans, id, time);

/** What was lost and is found again ran all the time. */
const found = (spans: Spans, id: string): Spans => {
  const row = spans.get(id);
  return row?.outcome === 'lost' ? spans.set(id, { ...row, end: null, outcome: null }) : spans;
};

const name = (spans: Spans, id: string, label: string, agentId?: string, taskId?: string): Spans => {
  const row = spans.get(id) ?? NONE;
  return spans.set(id, { ...row, label, agentId: agentId ?? row.agentId, taskId: taskId ?? row.taskId });
};

export interface PhaseSpans {
  readonly spans: Spans;
  /** The phases of the profile in force. */
  readonly order: readonly string[];
}

const withOrder = ({ spans }: PhaseSpans, { data }: { readonly data: { readonly profile: Profile } }): PhaseSpans => ({
  spans,
  order: data.profile.phases,
});

/** The phases after one that is reopened or unskipped are pending again: what was at work ends here. */
const withLaterPending = ({ spans, order }: PhaseSpans, from: string, time: string): Spans => {
  const place = order.indexOf(from);
  return order
    .filter((name, at) => place >= 0 && at > place && isAtWork(spans.get(name)))
    .reduce((after, name) => finish(after, name, time, phase.initial), spans);
};

/** Skipped or unskipped before it began, a phase has no span; while it was at work, as a fact of an observed session, it ends. */
const leftOff = (spans: Spans, id: string, time: string, status: string): Spans =>
  isAtWork(spans.get(id)) ? finish(spans, id, time, status) : spans;

export const phaseSpans: Slice<PhaseSpans> = {
  init: { spans: Table.empty(), order: [] },
  on: {
    session_started: withOrder,
    profile_chosen: withOrder,
    profile_amended: withOrder,
    ...onMoves('phase', (state: PhaseSpans, { time }, { id, signal }) => {
      const status = statusNamedBy('phase', signal);
      if (status === undefined) return state;
      if (phase.isActive(status)) return { ...state, spans: begin(state.spans, id, time) };
      return phase.isEnded(status) ? { ...state, spans: finish(state.spans, id, time, status) } : state;
    }),
    phase_skipped: ({ spans, order }, { data, time }) => ({
      spans: leftOff(spans, data.phase, time, statusAfter('phase', undefined, 'phase_skipped')),
      order,
    }),
    phase_reopened: (state, { data, time }) => ({
      spans: begin(withLaterPending(state, data.phase, time), data.phase, time),
      order: state.order,
    }),
    phase_unskipped: (state, { data, time }) => ({
      spans: leftOff(withLaterPending(state, data.phase, time), data.phase, time, phase.initial),
      order: state.order,
    }),
  },
};

/**
 * A span begins with a state in which an entity is at work, and ends with one in which it has ended. What may end before
 * it began (a task is dropped) has no span then.
 */
const spanMoves = <K extends 'cycle' | 'task' | 'todo'>(
  kind: K,
  agentOf: (data: object) => string | undefined = () => undefined,
): Steps<Spans> => {
  const { states, signals, isActive, isEnded, next } = lifeCycleOf(kind);
  const mayEndUnbegun = new Set(
    signals.filter((signal) =>
      states.some((state) => !isActive(state) && !isEnded(state) && isEnded(next(state, signal) ?? state)),
    ),
  );
  const named = new Map(signals.map((signal) => [signal, statusNamedBy(kind, signal as SignalOf<K>)]));
  return onMoves(kind, (spans: Spans, { data, time }, { id, signal }) => {
    const status = named.get(signal);
    if (status === undefined) return spans;
    if (isActive(status)) return begin(spans, id, time, agentOf(data));
    if (!isEnded(status)) return putBack(spans, id, time, status);
    if (mayEndUnbegun.has(signal) && (spans.get(id)?.start ?? null) === null) return spans;
    return finish(spans, id, time, status, agentOf(data));
  });
};

const cycleMoves = spanMoves('cycle');
export const cycleSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    ...cycleMoves,
    cycle_started: (state, event) => {
      const begun = cycleMoves.cycle_started?.(state, event) ?? state;
      const { cycle, title } = event.data;
      return title === undefined ? begun : name(begun, String(cycle), title);
    },
  },
};

/** A span ends with the state in which an agent is no longer at work; a pause, with any other state. */
const agentsChange = (state: Spans, { type, data, time }: EventOf<AgentChange>): Spans => {
  const status = agentStatusAfter(type);
  let spans = state;
  for (const { agentId } of data.agents)
    if (status === 'paused') spans = pausedAt(again(spans, agentId, time), agentId, time);
    else if (type === 'agent_found') spans = again(found(spans, agentId), agentId, time);
    else if (agent.isActive(status)) spans = again(resumed(spans, agentId, time), agentId, time);
    else spans = finish(spans, agentId, time, status);
  return spans;
};

export const agentSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    agent_launched: (state, { data, time }) => {
      let spans = state;
      for (const { agentId } of data.agents) spans = begin(resumed(spans, agentId, time), agentId, time);
      return spans;
    },
    ...onAgentChange(agentsChange),
  },
};

const taskMoves = spanMoves('task', (data) => ('agentId' in data ? (data.agentId as string | undefined) : undefined));
export const taskSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    ...taskMoves,
    task_planned: (state, event) =>
      name(taskMoves.task_planned?.(state, event) ?? state, event.data.taskId, event.data.title),
    task_assigned: (state, { data, time }) => handOver(state, data.taskId, time, data.agentId),
  },
};

const todoMoves = spanMoves('todo');
export const todoSpans: Slice<Spans> = {
  init: Table.empty(),
  on: {
    ...todoMoves,
    todo_created: (state, event) => {
      const { todoId, content, agentId, taskId } = event.data;
      return name(todoMoves.todo_created?.(state, event) ?? state, todoId, content, agentId, taskId);
    },
    todo_assigned: (state, { data, time }) => handOver(state, data.todoId, time, data.agentId),
  },
};

/** A thing's spans in order of time, those that have one. */
export const spansOf = (row: SpanRow | undefined): SpanRow[] => {
  const all: SpanRow[] = [];
  for (let at: SpanRow | null = row ?? null; at !== null; at = at.earlier) if (!isNamedOnly(at)) all.push(at);
  return all.reverse();
};

/** The pauses within a span, in order of time. */
export const pausesOf = (row: SpanRow): PauseRow[] => {
  const all: PauseRow[] = [];
  for (let at = row.pause; at !== null; at = at.earlier) all.push(at);
  return all.reverse();
};
