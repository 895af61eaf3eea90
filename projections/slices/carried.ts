// What ran when a phase or a cycle ended, and went on into the next.
import type { Carried } from '../../machines/events/fields.ts';

export interface CarriedWork {
  readonly agents: readonly string[];
  readonly tasks: readonly string[];
}

/** What an end names; `null` for nothing. */
export const carriedOf = ({ agents = [], tasks = [] }: Carried = {}): CarriedWork | null =>
  agents.length + tasks.length === 0 ? null : { agents, tasks };
