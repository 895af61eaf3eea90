// What a part of a session's state is: its initial value, and what events do to it. A state is made of parts so that each
// is understood alone. Which parts a type of event can change is worked out once, at load: an event costs nothing in the
// others, and the part itself stays where an event changes nothing in it.
import type { Table } from '../collections/table.ts';
import type { EventType } from '../events/catalog.ts';
import type { EventOf, RecordedEvent } from '../events/envelope.ts';
import type { EntityKind } from '../life-cycles/all.ts';
import type { LifeCycle } from '../life-cycles/life-cycle.ts';
import type { Step } from '../life-cycles/step.ts';

/** A copy of a part that is still private to this step, so it may be changed. */
export type Draft<P> = { -readonly [K in keyof P]: P[K] };

/** `A`: what it reads of other parts. */
export interface Transitions<P, A> {
  /** A literal of every member, as a spread of many costs many times as much (docs/decisions.md). */
  readonly copy: (part: P) => Draft<P>;
  /** For each kind of entity that the part holds: moves one of them, and keeps the counts that depend on it. */
  readonly steps: { readonly [K in EntityKind]?: (next: Draft<P>, step: Step) => void };
  /** For a type of event: what it changes beyond the steps of its entities, which come first. */
  readonly events: { readonly [T in EventType]?: (next: Draft<P>, event: EventOf<T>, around: A) => void };
}

/** The part after an event that makes these steps; the part itself where it changes nothing in it. */
export type EvolvePart<P, A = unknown> = (part: P, event: RecordedEvent, steps: readonly Step[], around: A) => P;

/** How an event of a type that moves entities of these kinds changes the part; undefined where it never does. */
export type PartChanges<P, A = unknown> = (
  type: EventType,
  kinds: readonly EntityKind[],
) => EvolvePart<P, A> | undefined;

export const partChanges =
  <P extends object, A = unknown>({ copy, steps, events }: Transitions<P, A>): PartChanges<P, A> =>
  (type, kinds) => {
    const change = events[type] as ((next: Draft<P>, event: RecordedEvent, around: A) => void) | undefined;
    if (change === undefined && !kinds.some((kind) => steps[kind] !== undefined)) return undefined;
    return (part, event, taken, around) => {
      let next: Draft<P> | undefined;
      for (const step of taken) {
        const take = steps[step.kind];
        if (take === undefined) continue;
        next ??= copy(part);
        take(next, step);
      }
      if (change === undefined) return next ?? part;
      next ??= copy(part);
      change(next, event, around);
      return next;
    };
  };

/**
 * The state that a signal leads to. Where the machine refuses it, the one that the signal names: facts are recorded,
 * and the violation is reported beside them (see check.ts).
 */
export const targetOf = <S extends string>(lifeCycle: LifeCycle<S>, from: S, signal: string): S =>
  lifeCycle.next(from, signal) ?? lifeCycle.named(from, signal);

/** The rows in which an entity is in a state; `rowIn` makes its row of the one before, of none for a new entity. */
export const moved = <R extends { readonly state: string }>(
  rows: Table<R>,
  id: string,
  to: R['state'],
  rowIn: (state: R['state'], row: R | undefined) => R,
): Table<R> => {
  const row = rows.get(id);
  return row?.state === to ? rows : rows.set(id, rowIn(to, row));
};

/** By how much a count changes of those entities that are in certain states. */
export const countChange = <S>(isCounted: (state: S) => boolean, from: S, to: S): number =>
  (isCounted(to) ? 1 : 0) - (isCounted(from) ? 1 : 0);
