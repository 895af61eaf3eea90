// What an event changed in a session's state: the entities whose state it moved, and the counts that differ.

import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { EntityKind } from '../../../machines/life-cycles/all.ts';
import { stateOf } from '../../../machines/state/entities.ts';
import type { State } from '../../../machines/state/state.ts';
import { TokenTally } from '../../../machines/state/token-tally.ts';
import { stepsOf } from '../../../machines/steps.ts';

/** `{ entity: 'task', id: 'task_1', from: 'pending', to: 'running' }`; the id of the session itself is empty. */
export interface Change {
  readonly entity: EntityKind;
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

const COUNTS = {
  agentsRunning: (state: State) => state.work.runningAgents,
  tasksOpen: (state: State) => state.work.openTasks,
  todosOpen: (state: State) => state.work.openTodos,
  requirementsOpen: (state: State) => state.plan.openRequirements,
  deliverablesOpen: (state: State) => state.plan.openDeliverables,
  planItemsOpen: (state: State) => state.plan.openItems,
  findingsBlocking: (state: State) => state.evidence.blockingFindings,
  changesAskedFor: (state: State) => state.evidence.reviews.openChanges,
  reviewsAwaited: (state: State) => state.evidence.reviews.awaited,
  entries: (state: State) => state.evidence.entries.size,
  tokens: (state: State) => TokenTally.countedTotal(state.budget.tokens),
} as const;

export type CountName = keyof typeof COUNTS;

export interface CountChange {
  readonly count: CountName;
  readonly from: number;
  readonly to: number;
}

/** The entities whose state an event moved, each once, in the order of its steps. */
export const changesOf = (before: State, after: State, event: RecordedEvent): Change[] => {
  const steps = stepsOf(before, event);
  const seen = new Set<string>();
  const moved = steps.filter(({ kind, id }) => !seen.has(`${kind} ${id}`) && seen.add(`${kind} ${id}`));
  // All old states are read first: a persistent table is fast for one version at a time, and the newest is read next.
  const froms = moved.map(({ kind, id }) => stateOf(before, kind, id));
  const changes = moved.map(({ kind, id }, index) => ({
    entity: kind,
    id,
    from: froms[index] as string,
    to: stateOf(after, kind, id),
  }));
  return changes.filter(({ from, to }) => from !== to);
};

/** The counts that differ between two states. */
export const countChangesOf = (before: State, after: State): CountChange[] =>
  (Object.keys(COUNTS) as CountName[])
    .map((count) => ({ count, from: COUNTS[count](before), to: COUNTS[count](after) }))
    .filter(({ from, to }) => from !== to);
