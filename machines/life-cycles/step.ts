// One step of one entity in its life cycle: what an event does to it.
import type { EntityKind } from './all.ts';

/** One entity that an event moves, and the signal of its life cycle. For the session itself the id is empty. */
export interface Step {
  readonly kind: EntityKind;
  readonly id: string;
  readonly signal: string;
}
