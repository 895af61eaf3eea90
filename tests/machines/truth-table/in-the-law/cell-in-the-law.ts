// How the cells of a machine are asked of the whole law: histories that bring one entity into each state, and the event
// that gives it each signal there. Written by hand, so that no table is asked what it should be.
import type { EventData, EventType } from '../../../../machines/events/catalog.ts';
import type { EntityKind, StateOf } from '../../../../machines/life-cycles/all.ts';
import { PROFILES, type Profile } from '../../../../machines/profile.ts';
import { type History, history } from '../../../history.ts';
import type { SignalOf } from '../cell.ts';

export type Says = (h: History) => History;
export const says =
  <T extends EventType>(type: T, data: EventData[T]): Says =>
  (h) =>
    h.add(type, data);

export interface InTheLaw<K extends EntityKind> {
  /** The entity that the cells are about; the session has no id. */
  readonly id: string;
  /** A history that leaves it in the state: a legal one, wherever an event leads there. */
  readonly into: Readonly<Record<StateOf<K>, () => History>>;
  readonly say: Readonly<Record<SignalOf<K>, Says>>;
}

export const start = (profile: Profile = PROFILES.normal as Profile): History =>
  history('s1').start({ enforcement: 'observe', profile });
