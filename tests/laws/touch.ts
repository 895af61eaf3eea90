// When two events touch each other: when one writes what the other reads or writes. What an event writes are the entities
// that it moves (`stepsOf`) and, by its type, what a session has one of; what it reads, the entities that it names.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { State } from '../../machines/state/state.ts';
import { stepsOf } from '../../machines/steps.ts';

export interface Touched {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/** What a session has only one of, and what depends on it; each is in the test of events that do not commute. */
const EVERYTHING = 'everything';
const PHASES = 'the active phase';
const GATES = 'the gates there are';
const CYCLES = 'the open cycles';
const REVIEWS = 'the answers to reviews';
const VERDICTS = 'the newest verdict and the newest work';
const TOKENS = 'the tokens used';
const TREE = 'the tree of the plan';
const TICKS = 'the ticks of the newest commit';

const sharedBy = (event: RecordedEvent): { reads?: string[]; writes?: string[] } => {
  switch (event.type) {
    case 'session_started':
    case 'session_paused':
    case 'session_resumed':
    case 'session_ended':
    case 'session_classified':
    case 'profile_chosen':
    case 'profile_amended':
      return { writes: [EVERYTHING] };
    case 'phase_started':
    case 'phase_completed':
    case 'phase_skipped':
    case 'phase_abandoned':
      return { writes: [PHASES] };
    case 'phase_reopened':
    case 'phase_unskipped':
      return { writes: [PHASES], reads: [GATES] };
    case 'gate_defined':
      return { writes: [GATES] };
    case 'quality_gate_passed':
    case 'quality_gate_failed':
    case 'quality_gate_waived':
      return { reads: [GATES] };
    case 'cycle_started':
    case 'cycle_ended':
      return { writes: [CYCLES] };
    case 'agent_launched':
      return { reads: [CYCLES, TOKENS, PHASES] };
    case 'task_started':
      return { reads: [CYCLES, TOKENS, PHASES] };
    case 'agent_reported':
    case 'agent_completed':
    case 'agent_failed':
    case 'agent_killed':
    case 'agent_lost':
      return { writes: [VERDICTS] };
    case 'plan_item_added':
    case 'plan_item_moved':
      return { writes: [TREE] };
    case 'plan_item_done':
      return { writes: [TICKS] };
    case 'review_requested':
    case 'review_given':
    case 'review_withdrawn':
      return { writes: [REVIEWS], reads: [CYCLES] };
    case 'tokens_used':
      return { writes: [TOKENS], reads: event.data.phase === undefined ? [PHASES] : [] };
    case 'budget_raised':
    case 'budget_allocated':
      return { writes: [TOKENS] };
    default:
      return {};
  }
};

/** The kind of entity that an id in a member of an event's data names. */
const NAMED: Readonly<Record<string, string>> = {
  agent: 'agent',
  agentId: 'agent',
  baselineId: 'baseline',
  cycle: 'cycle',
  deliverableId: 'deliverable',
  entryId: 'entry',
  findingId: 'finding',
  gate: 'gate',
  gateId: 'gate',
  itemId: 'item',
  phase: 'phase',
  requirementId: 'requirement',
  reviewId: 'review',
  sectionId: 'section',
  task: 'task',
  taskId: 'task',
  todoId: 'todo',
};

const named = (event: RecordedEvent): string[] => {
  const found: string[] = [];
  const look = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const member of value) look(member, key.replace(/s$/, ''));
    else if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) look(member, name);
    else if (key === 'dependencie') found.push(`${event.type === 'todo_created' ? 'todo' : 'task'} ${value}`);
    else if (key === 'parent') found.push(`item ${value}`);
    else if (key === 'after') found.push(`${event.type.startsWith('plan_section') ? 'section' : 'item'} ${value}`);
    else if (Object.hasOwn(NAMED, key)) found.push(`${NAMED[key]} ${value}`);
  };
  const { extra: _extra, profile: _profile, ...data } = event.data as Record<string, unknown>;
  look(data, '');
  return found;
};

/** Held in separate tables, without a machine. */
const WRITTEN_BY_NAME = new Set(['baseline_recorded', 'baseline_compared', 'workbook_entry_added', 'budget_allocated']);

/** What an event touches in a state. */
export const touchedBy = (state: State, event: RecordedEvent): Touched => {
  const steps = stepsOf(state, event);
  const shared = sharedBy(event);
  const ids = named(event);
  return {
    reads: new Set([...ids, ...(shared.reads ?? [])]),
    writes: new Set([
      ...steps.map(({ kind, id }) => `${kind} ${id}`),
      ...(WRITTEN_BY_NAME.has(event.type) ? ids : []),
      ...(shared.writes ?? []),
    ]),
  };
};

const meets = (some: ReadonlySet<string>, ...others: readonly ReadonlySet<string>[]): boolean =>
  [...some].some((one) => others.some((other) => other.has(one)));

/** True where two events, each as it is in this state, touch each other. */
export const touch = (state: State, one: RecordedEvent, other: RecordedEvent): boolean => {
  const [a, b] = [touchedBy(state, one), touchedBy(state, other)];
  return (
    a.writes.has(EVERYTHING) ||
    b.writes.has(EVERYTHING) ||
    meets(a.writes, b.writes, b.reads) ||
    meets(b.writes, a.reads)
  );
};
