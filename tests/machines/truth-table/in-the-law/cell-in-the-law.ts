// A machine's cells as cases for the complete law: histories that bring one entity into each state, and the event that
// gives it each signal there. Written by hand, so that no table is compared with itself.
import type { EventData, EventType } from '../../../../machines/events/catalog.ts';
import type { EntityKind, StateOf } from '../../../../machines/life-cycles/all.ts';
import { PROFILES, type Profile } from '../../../../machines/profile.ts';
import { type History, history } from '../../../history.ts';
import type { SignalOf } from '../cell.ts';

export type Append = (h: History) => History;
export const append =
  <T extends EventType>(type: T, data: EventData[T]): Append =>
  (h) =>
    h.add(type, data);

export interface InTheLaw<K extends EntityKind> {
  /** The entity that the cells are about; the session has no id. */
  readonly id: string;
  /** A history that leaves it in the state: a legal one, wherever an event leads there. */
  readonly into: Readonly<Record<StateOf<K>, () => History>>;
  readonly signals: Readonly<Record<SignalOf<K>, Append>>;
}

export const start = (profile: Profile = PROFILES.normal as Profile): History =>
  history('s1').start({ enforcement: 'observe', profile });
