// Which tasks depend on a task: a circle can only lead to one of these, and its reopening is news to them.
import { Table } from '../collections/table.ts';

/** By task, planned or not, the tasks that depend on it or once did; in no order, so that planning commutes. */
export type Dependents = Table<Table<true>>;
export const NO_DEPENDENTS: Dependents = Table.empty();

/** A task depends on these too. */
export const withDependent = (dependents: Dependents, taskId: string, dependencies: readonly string[]): Dependents =>
  dependencies.reduce((all, id) => all.set(id, (all.get(id) ?? Table.empty<true>()).set(taskId, true)), dependents);
