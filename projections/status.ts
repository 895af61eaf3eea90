// Statuses as views show them: the states of the life cycles, and the same transitions, so that no view repeats which event
// leads to which status.
import { type EntityKind, LIFE_CYCLES, lifeCycleOf, type SignalOf, type StateOf } from '../machines/life-cycles/all.ts';
import type { LifeCycle } from '../machines/life-cycles/life-cycle.ts';

/** States of an entity before its first event: no view shows them. */
type Unknown = 'none' | 'undefined';
export type Status<K extends EntityKind> = Exclude<StateOf<K>, Unknown>;

/** All statuses of a kind, in the order of its life cycle. */
export const statusesOf = <K extends EntityKind>(kind: K): readonly Status<K>[] =>
  lifeCycleOf(kind).states.filter((state) => state !== 'none' && state !== 'undefined') as Status<K>[];

/**
 * The status after a signal; facts that the machine refuses lead to the state that they name. `before` is undefined for
 * an entity that is not known yet.
 */
export const statusAfter = <K extends EntityKind>(
  kind: K,
  before: Status<K> | undefined,
  signal: SignalOf<K>,
): Status<K> => {
  const lifeCycle = lifeCycleOf(kind);
  const from = before ?? LIFE_CYCLES[kind].initial;
  const after = lifeCycle.next(from, signal) ?? lifeCycle.named(from, signal);
  return (after === 'none' ? firstKnown(lifeCycle) : after) as Status<K>;
};

/** The status of an entity that is first known by a signal that names no state: the one that it begins with. */
const firstKnown = ({ initial, signals, next }: LifeCycle): string | undefined =>
  signals.map((signal) => next(initial, signal)).find((state) => state !== undefined);

/** The status that a signal leads to from wherever the entity was; undefined where it leaves the entity where it is. */
export const statusNamedBy = <K extends EntityKind>(kind: K, signal: SignalOf<K>): Status<K> | undefined => {
  const lifeCycle = lifeCycleOf(kind);
  const [from = '', other = ''] = lifeCycle.states;
  const status = lifeCycle.named(from, signal);
  return status === lifeCycle.named(other, signal) ? (status as Status<K>) : undefined;
};
