// Steps of slices by the kind of entity that an event moves, from the table of events: a new type of event that moves a
// kind shows in every view of it, with the status that the life cycle leads to.

import type { Table } from '../machines/collections/table.ts';
import type { EventType } from '../machines/events/catalog.ts';
import type { EventOf, RecordedEvent } from '../machines/events/envelope.ts';
import { movesOfKind } from '../machines/events/moves.ts';
import type { EntityKind, SignalOf } from '../machines/life-cycles/all.ts';
import type { Steps } from './slice.ts';
import { type Status, statusAfter } from './status.ts';

/** An entity that an event moves. A gate is named by its id or its name. */
export interface Moved<K extends EntityKind> {
  readonly id: string;
  readonly signal: SignalOf<K>;
}

/** One step for each type of event that moves entities of a kind, called for each entity. */
export const onMoves = <K extends EntityKind, State>(
  kind: K,
  step: (state: State, event: RecordedEvent, moved: Moved<K>) => State,
): Steps<State> => {
  const on: Record<string, (state: State, event: RecordedEvent) => State> = {};
  for (const [type, moves] of movesOfKind(kind))
    on[type] = (state, event) => {
      let next = state;
      for (const steps of moves)
        for (const moved of steps(event.data)) next = step(next, event, moved as typeof moved & Moved<K>);
      return next;
    };
  return on as Steps<State>;
};

/** What becomes of a row by an event of each type named, given the status that its entity has after it. */
export type RowChanges<Row, S, A = undefined> = {
  readonly [T in EventType]?: (row: Row, status: S, event: EventOf<T>, around: A) => Row;
};

/** The rows of a kind after an event moved one: changed by the step of its type, for every other type by `otherwise`. */
export const rowMover = <K extends EntityKind, Row extends { readonly status: Status<K> }, A = undefined>(
  kind: K,
  opened: (id: string) => Row,
  otherwise: (row: Row, status: Status<K>, event: RecordedEvent) => Row,
  changes: RowChanges<Row, Status<K>, A>,
) => {
  type Change = (row: Row, status: Status<K>, event: RecordedEvent, around: A) => Row;
  const byType = changes as Readonly<Record<string, Change | undefined>>;
  return (rows: Table<Row>, event: RecordedEvent, { id, signal }: Moved<K>, around: A): Table<Row> => {
    const row = rows.get(id);
    const status = statusAfter(kind, row?.status, signal);
    return rows.set(id, (byType[event.type] ?? otherwise)(row ?? opened(id), status, event, around));
  };
};
