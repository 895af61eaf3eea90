// Which phase is active, from the events alone: the one that started or was reopened last, until it ends.
import type { EventType } from '../events/catalog.ts';
import type { EventOf } from '../events/envelope.ts';
import type { EventIn } from './invariant.ts';
import { phasesAfter } from './phases-and-gates.ts';

export interface Active {
  readonly name: string | undefined;
  /** The phases of the profile, in order. */
  readonly order: readonly string[];
}

export const NO_PHASE: Active = { name: undefined, order: [] };

const PROFILES = ['session_started', 'profile_chosen', 'profile_amended'] as const;
const BEGINS = ['phase_started', 'phase_reopened'] as const;
const ENDS = ['phase_completed', 'phase_skipped', 'phase_abandoned'] as const;
const TYPES = [...PROFILES, ...BEGINS, ...ENDS, 'phase_unskipped'] as const satisfies readonly EventType[];
type Followed = (typeof TYPES)[number];
export type PhaseEvent = EventIn<Followed>;

const isOneOf = <T extends Followed>(
  types: readonly T[],
  event: PhaseEvent,
): event is Extract<PhaseEvent, EventOf<T>> => (types as readonly string[]).includes(event.type);

export const activeAfter = (active: Active, event: PhaseEvent): Active => {
  const { name, order } = active;
  if (isOneOf(PROFILES, event)) return { name, order: event.data.profile.phases };
  const { phase } = (event as EventIn<Exclude<Followed, (typeof PROFILES)[number]>>).data;
  if (isOneOf(BEGINS, event)) return { name: phase, order };
  // An unskipped phase puts those after it back, so that none of them is active.
  const ended = isOneOf(ENDS, event) ? [phase] : [phase, ...phasesAfter(order, phase)];
  return name !== undefined && ended.includes(name) ? { name: undefined, order } : active;
};

/** One step of a memo for each event that can change the active phase. */
export const onPhaseEvents = <Memo>(
  step: (memo: Memo, event: PhaseEvent) => Memo,
): { readonly [T in Followed]: (memo: Memo, event: EventIn<T>) => Memo } =>
  Object.fromEntries(TYPES.map((type) => [type, step])) as { [T in Followed]: (memo: Memo, event: EventIn<T>) => Memo };
