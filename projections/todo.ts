// Todos, the small steps of agents, each with its status and times, and their counts.

import { groupBy } from '../machines/collections/group-by.ts';
import { List } from '../machines/collections/list.ts';
import { Table } from '../machines/collections/table.ts';
import { defined } from '../machines/defined.ts';
import type { EventData } from '../machines/events/catalog.ts';
import type { EventOf } from '../machines/events/envelope.ts';
import { todo as lifeCycle } from '../machines/life-cycles/todo.ts';
import { percentOf, roundedS, secondsBetween } from './duration.ts';
import { onMoves, rowMover } from './moves.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type Slice, type ViewOf } from './slice.ts';
import { type AgentsState, agents, type WavePlace, waveKey } from './slices/agents.ts';
import type { TodoStatus } from './slices/counts.ts';
import { statusAfter } from './status.ts';

/** Another agent took a todo over; `null` is the orchestrator itself. */
export interface Handover {
  from: string | null;
  to: string | null;
  at: string;
  reason: string;
}

export interface TodoRow {
  readonly id: string;
  readonly created: EventData['todo_created'] | null;
  /** Who has it now. */
  readonly agentId: string | null;
  readonly handovers: List<Handover>;
  readonly createdAt: string | null;
  readonly status: TodoStatus;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Ordinal of the event that ended it. */
  readonly endedBy: number;
  readonly notes: string | null;
  readonly reason: string | null;
}

const opened = (id: string): TodoRow => ({
  id,
  created: null,
  agentId: null,
  handovers: List.empty(),
  createdAt: null,
  status: statusAfter('todo', undefined, 'todo_created'),
  startedAt: null,
  endedAt: null,
  endedBy: 0,
  notes: null,
  reason: null,
});

const ended = (row: TodoRow, status: TodoStatus, event: EventOf<'todo_failed' | 'todo_cancelled'>): TodoRow => ({
  ...row,
  status,
  endedAt: event.time,
  endedBy: event.ordinal,
  reason: event.data.reason ?? null,
});

const moveRow = rowMover<'todo', TodoRow>(
  'todo',
  opened,
  (row, status, { time, ordinal }) =>
    status === row.status
      ? row
      : lifeCycle.isEnded(status)
        ? { ...row, status, endedAt: time, endedBy: ordinal }
        : { ...row, status, endedAt: null, endedBy: 0 },
  {
    todo_created: (row, status, { data, time }) => ({
      ...row,
      status,
      created: data,
      agentId: data.agentId ?? null,
      handovers: List.empty(),
      createdAt: time,
      endedAt: null,
      endedBy: 0,
      notes: data.notes ?? null,
      reason: null,
    }),
    todo_started: (row, status, { time }) => ({
      ...row,
      status,
      startedAt: row.startedAt ?? time,
      endedAt: null,
      endedBy: 0,
      reason: null,
    }),
    todo_completed: (row, status, { data, time, ordinal }) => ({
      ...row,
      status,
      endedAt: time,
      endedBy: ordinal,
      notes: data.notes ?? row.notes,
    }),
    todo_failed: ended,
    todo_cancelled: ended,
    todo_reopened: (row, status, { data }) => ({
      ...row,
      status,
      endedAt: null,
      endedBy: 0,
      reason: data.reason,
    }),
    todo_assigned: (row, status, { data, time }) => {
      const to = data.agentId ?? null;
      const handovers = row.handovers.push({ from: row.agentId, to, at: time, reason: data.reason });
      return { ...row, status, agentId: to, handovers };
    },
  },
);

const todos: Slice<Table<TodoRow>> = {
  init: Table.empty(),
  on: onMoves('todo', (rows, event, moved) => moveRow(rows, event, moved, undefined)),
};

export type TodoView = ViewOf<{ todos: Table<TodoRow>; agents: AgentsState }>;

export interface TodoItem {
  id: string;
  content: string;
  activeForm: string | null;
  status: TodoStatus;
  /** The agent whose step it is now, and its type, as far as they are known. */
  agentId: string | null;
  agentType: string | null;
  /** By whom it was taken over, in order; left out where it never was. */
  handovers?: Handover[];
  taskId: string | null;
  wave: number | null;
  /** What that wave belongs to, where its agent was launched in a wave of that number. */
  cycle: number | null;
  phase: string | null;
  dependencies: readonly string[];
  priority: string | null;
  createdAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  /** Seconds from its start to its end. */
  durationS: number | null;
  estimatedDurationS: number | null;
  /** Tokens. */
  estimate: number | null;
  tags: readonly string[];
  notes: string | null;
  /** Why it failed, was cancelled or reopened. */
  reason: string | null;
}

export interface TodoCounts {
  total: number;
  pending: number;
  inProgress: number;
  completed: number;
  failed: number;
  cancelled: number;
  /** Completed of all, to a tenth; `null` where there are no todos. */
  percent: number | null;
}

export interface TodoDocument {
  sessionId: string;
  summary: TodoCounts & {
    /** By the agent's id, else its type, else `null`. */
    byAgent: ({ agent: string | null } & TodoCounts)[];
    byWave: ({ cycle: number | null; phase: string | null; wave: number | null } & TodoCounts)[];
  };
  todos: TodoItem[];
  /** Ids; those that ended newest first. */
  inProgress: string[];
  completed: string[];
  pending: string[];
  failed: string[];
  cancelled: string[];
}

type Place = Pick<WavePlace, 'cycle' | 'phase'>;
const NO_PLACE: Place = { cycle: null, phase: null };

/** What the wave of a todo belongs to, by its number and the agent: the newest wave of that number with that agent. */
const placesOf = ({ waves }: AgentsState): ((row: TodoRow) => Place) => {
  const places = new Map<string, Place>();
  for (const { cycle, phase, number, agents: members } of waves.values())
    for (const agentId of members.slice()) places.set(`${number} ${agentId}`, { cycle, phase });
  return ({ agentId, created }) => places.get(`${created?.wave} ${agentId}`) ?? NO_PLACE;
};

const shown = (row: TodoRow, { cycle, phase }: Place): TodoItem => ({
  id: row.id,
  content: row.created?.content ?? row.id,
  activeForm: row.created?.activeForm ?? null,
  status: row.status,
  agentId: row.agentId,
  // Which type the agent has that took it over is not known here.
  agentType: row.handovers.length === 0 ? (row.created?.agentType ?? null) : null,
  ...defined({ handovers: row.handovers.length === 0 ? undefined : row.handovers.slice() }),
  taskId: row.created?.taskId ?? null,
  wave: row.created?.wave ?? null,
  cycle,
  phase,
  dependencies: row.created?.dependencies ?? [],
  priority: row.created?.priority ?? null,
  createdAt: row.createdAt,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  durationS: roundedOf(secondsBetween(row.startedAt, row.endedAt)),
  estimatedDurationS: row.created?.estimatedDurationS ?? null,
  estimate: row.created?.estimate ?? null,
  tags: row.created?.tags ?? [],
  notes: row.notes,
  reason: row.reason,
});

const roundedOf = (seconds: number | null): number | null => (seconds === null ? null : roundedS(seconds));

const countsOf = (items: readonly { status: TodoStatus }[]): TodoCounts => {
  const of = (status: TodoStatus): number => items.filter((item) => item.status === status).length;
  return {
    total: items.length,
    pending: of('pending'),
    inProgress: of('in_progress'),
    completed: of('completed'),
    failed: of('failed'),
    cancelled: of('cancelled'),
    percent: percentOf(of('completed'), items.length),
  };
};

/** In the order in which the waves were launched; those that are only planned after them, those of no wave last. */
const byWaves = (items: readonly TodoItem[], { waves }: AgentsState): TodoDocument['summary']['byWave'] => {
  const order = new Map(waves.keys().map((key, place) => [key, place]));
  const placeOf = ([{ cycle = null, phase = null, wave = null } = {}]: readonly Partial<TodoItem>[]): number =>
    wave === null ? Infinity : (order.get(waveKey({ cycle, phase, number: wave })) ?? order.size + wave);
  const keyOf = ({ cycle, phase, wave }: TodoItem): string =>
    wave === null ? '' : waveKey({ cycle, phase, number: wave });
  return [...groupBy(items, keyOf).values()]
    .sort((a, b) => placeOf(a) - placeOf(b) || 0)
    .map((group) => {
      const { cycle, phase, wave } = group[0] as TodoItem;
      return { cycle, phase, wave, ...countsOf(group) };
    });
};

export const todo = {
  name: 'todo',
  version: 3,
  ...foldSlices<Omit<TodoView, 'sessionId'>>({ todos, agents }),
  show: (view) => {
    const rows = view.todos.values();
    const placeOf = placesOf(view.agents);
    const items = rows.map((row) => shown(row, placeOf(row)));
    const ids = (status: TodoStatus): string[] => rows.filter((row) => row.status === status).map(({ id }) => id);
    const ended = (status: TodoStatus): string[] =>
      rows
        .filter((row) => row.status === status)
        .sort((a, b) => b.endedBy - a.endedBy)
        .map(({ id }) => id);
    return {
      sessionId: view.sessionId,
      summary: {
        ...countsOf(items),
        byAgent: [...groupBy(items, ({ agentId, agentType }) => agentId ?? agentType)].map(([agent, group]) => ({
          agent,
          ...countsOf(group),
        })),
        byWave: byWaves(items, view.agents),
      },
      todos: items,
      inProgress: ids('in_progress'),
      completed: ended('completed'),
      pending: ids('pending'),
      failed: ended('failed'),
      cancelled: ended('cancelled'),
    };
  },
} satisfies Projection<TodoView, TodoDocument>;
