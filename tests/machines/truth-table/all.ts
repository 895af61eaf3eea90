// The truth table of every machine, and its cells one by one. A machine without a table does not compile.
import { ENTITY_KINDS, type EntityKind } from '../../../machines/life-cycles/all.ts';
import { agent } from './agent.ts';
import { finding, question, review } from './answers.ts';
import type { Cell, TruthTable } from './cell.ts';
import { cycle } from './cycle.ts';
import { gate } from './gate.ts';
import { item } from './item.ts';
import { phase } from './phase.ts';
import { deliverable, requirement, section } from './plan.ts';
import { session } from './session.ts';
import { task } from './task.ts';
import { todo } from './todo.ts';

export const TRUTH: { readonly [K in EntityKind]: TruthTable<K> } = {
  session,
  phase,
  gate,
  cycle,
  agent,
  task,
  todo,
  requirement,
  deliverable,
  section,
  item,
  question,
  finding,
  review,
};

export interface PlacedCell {
  readonly kind: EntityKind;
  readonly state: string;
  readonly signal: string;
  readonly expected: Cell;
}

/** The cells of one machine, in the order of its table. */
export const cellsOf = (kind: EntityKind): readonly PlacedCell[] =>
  Object.entries(TRUTH[kind] as Record<string, Record<string, Cell>>).flatMap(([state, row]) =>
    Object.entries(row).map(([signal, expected]) => ({ kind, state, signal, expected })),
  );

export const CELLS: readonly PlacedCell[] = ENTITY_KINDS.flatMap(cellsOf);
