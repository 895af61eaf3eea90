// Counts of events, and of agents, tasks and todos by the state they are in: what a list of sessions shows.

import { Table } from '../../machines/collections/table.ts';
import type { EventOf } from '../../machines/events/envelope.ts';
import { isDerived } from '../../machines/events/envelope.ts';
import type { EventSeverity } from '../../machines/events/severity.ts';
import { onMoves } from '../moves.ts';
import { severityOf } from '../severity.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';
import { type AgentChange, type AgentStatus, agentStatusAfter, onAgentChange } from './agents.ts';

export interface EventCounts {
  /** Events that the session itself recorded. Those that an import made from its other files count apart. */
  readonly recorded: number;
  readonly derived: number;
  readonly recordedByType: Table<number>;
  readonly derivedByType: Table<number>;
  /** Of the recorded ones. */
  readonly bySeverity: Readonly<Record<EventSeverity, number>>;
  /** Events that violated a rule when they were recorded. */
  readonly violating: number;
  /** Secrets that were replaced before they were recorded. */
  readonly redacted: number;
  readonly lastAt: string | null;
  readonly lastOrdinal: number;
}

const more = (counts: Table<number>, type: string): Table<number> => counts.set(type, (counts.get(type) ?? 0) + 1);

/** Written out: with a spread and a computed name the whole overview was measured to cost a third more. */
const oneMore = (counts: EventCounts['bySeverity'], severity: EventSeverity): EventCounts['bySeverity'] => ({
  debug: severity === 'debug' ? counts.debug + 1 : counts.debug,
  info: severity === 'info' ? counts.info + 1 : counts.info,
  warning: severity === 'warning' ? counts.warning + 1 : counts.warning,
  error: severity === 'error' ? counts.error + 1 : counts.error,
  critical: severity === 'critical' ? counts.critical + 1 : counts.critical,
});

export const events: Slice<EventCounts> = {
  init: {
    recorded: 0,
    derived: 0,
    recordedByType: Table.empty(),
    derivedByType: Table.empty(),
    bySeverity: { debug: 0, info: 0, warning: 0, error: 0, critical: 0 },
    violating: 0,
    redacted: 0,
    lastAt: null,
    lastOrdinal: 0,
  },
  on: {},
  every: (state, event) => {
    const derived = isDerived(event);
    return {
      recorded: derived ? state.recorded : state.recorded + 1,
      derived: derived ? state.derived + 1 : state.derived,
      recordedByType: derived ? state.recordedByType : more(state.recordedByType, event.type),
      derivedByType: derived ? more(state.derivedByType, event.type) : state.derivedByType,
      bySeverity: derived ? state.bySeverity : oneMore(state.bySeverity, severityOf(event)),
      violating: event.violates === undefined ? state.violating : state.violating + 1,
      redacted: event.redacted === undefined ? state.redacted : state.redacted + event.redacted,
      lastAt: event.time,
      lastOrdinal: event.ordinal,
    };
  },
};

export type Statuses<Status> = Table<Status>;

const agentsChange = (state: Statuses<AgentStatus>, { type, data }: EventOf<AgentChange>): Statuses<AgentStatus> => {
  let next = state;
  for (const { agentId } of data.agents) {
    const before = next.get(agentId);
    next = next.set(agentId, before === undefined || before === 'unmatched' ? 'unmatched' : agentStatusAfter(type));
  }
  return next;
};

export const agentStatuses: Slice<Statuses<AgentStatus>> = {
  init: Table.empty(),
  on: {
    agent_launched: (state, { data }) => {
      let next = state;
      for (const { agentId } of data.agents) next = next.set(agentId, 'running');
      return next;
    },
    agent_reported: (state, { data }) => (state.has(data.agentId) ? state : state.set(data.agentId, 'unmatched')),
    ...onAgentChange(agentsChange),
  },
};

const statusesOfKind = <K extends 'task' | 'todo'>(kind: K): Slice<Statuses<Status<K>>> => ({
  init: Table.empty(),
  on: onMoves(kind, (state: Statuses<Status<K>>, _event, { id, signal }) =>
    state.set(id, statusAfter(kind, state.get(id), signal)),
  ),
});

export const taskStatuses = statusesOfKind('task');
export type TodoStatus = Status<'todo'>;
export const todoStatuses = statusesOfKind('todo');

/** How many there are, and how many in each state: in those named always, in others where there are any. */
export const countStatuses = <Status extends string, Always extends Status>(
  statuses: Statuses<Status>,
  always: readonly Always[],
): { total: number } & Record<Always, number> & Partial<Record<Status, number>> => {
  const counts: Partial<Record<string, number>> = Object.fromEntries(always.map((status) => [status, 0]));
  for (const status of statuses.values()) counts[status] = (counts[status] ?? 0) + 1;
  return { total: statuses.size, ...counts } as { total: number } & Record<Always, number> &
    Partial<Record<Status, number>>;
};
