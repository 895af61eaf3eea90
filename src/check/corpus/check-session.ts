// A recorded session checked under another profile: where the changed process would refuse what was done. Two folds go
// through the same events side by side, one under the profiles that the session recorded, one under the other alone.
import { check, type Violation } from '../../../machines/check.ts';
import { type Rejection, summaryOf } from '../../../machines/decide.ts';
import type { EventData, EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { legalMoves } from '../../../machines/legal.ts';
import type { Profile } from '../../../machines/profile.ts';
import { initialState, type State } from '../../../machines/state/state.ts';

/** An event that is refused under enforcement: where, by which rule, and what was legal instead. */
export interface RefusedEvent extends Rejection {
  readonly ordinal: number;
  readonly type: RecordedEvent['type'];
  readonly time: string;
  readonly description: string | undefined;
}

/**
 * `passes`: nothing of it is refused, under its own profile or the other. `refused`: legal under its own profile, refused
 * under the other. `refused-before`: refused in places under its own profile already (an observed or imported session
 * may be).
 */
export type SessionOutcome = 'passes' | 'refused' | 'refused-before';

export interface SessionCheck {
  readonly sessionId: string;
  readonly outcome: SessionOutcome;
  /** The name of the profile that it started with; undefined where it has none. */
  readonly profile: string | undefined;
  /** How often its profile was chosen or amended after the start. */
  readonly profileChanges: number;
  readonly events: number;
  /** The first event refused under the other profile by a rule that its own profile does not refuse it by. */
  readonly refused: RefusedEvent | undefined;
  /** The first event refused under its own profile. */
  readonly refusedBefore: RefusedEvent | undefined;
}

type ProfileType = { [T in EventType]: EventData[T] extends { profile: Profile } ? T : never }[EventType];
/** The compiler demands each type whose data hold a profile. */
const PROFILE_TYPES: Readonly<Record<ProfileType, true>> = {
  ...{ session_started: true, profile_chosen: true, profile_amended: true },
};
const hasProfile = ({ type }: RecordedEvent): boolean => Object.hasOwn(PROFILE_TYPES, type);

/** The event with the other profile in place of its own; an event without a profile as it is. */
const underProfile = (event: RecordedEvent, profile: Profile): RecordedEvent =>
  hasProfile(event) ? ({ ...event, data: { ...event.data, profile } } as RecordedEvent) : event;

const refusedAt = (state: State, event: RecordedEvent, errors: readonly Violation[]): RefusedEvent => {
  const [first] = errors as [Violation];
  const { ordinal, type, time, description } = event;
  const { rule, sentence, detail } = first;
  return {
    ...{ ordinal, type, time, description, rule, sentence, detail, violations: errors },
    state: summaryOf(state),
    legal: legalMoves(state),
  };
};

const errorsOf = (violations: readonly Violation[]): readonly Violation[] =>
  violations.length === 0 ? violations : violations.filter(({ severity }) => severity === 'error');

/** Takes the events of one session one by one. */
export const sessionCheck = (sessionId: string, other: Profile) => {
  let ownState = initialState(sessionId);
  let otherState = initialState(sessionId);
  let events = 0;
  let profile: string | undefined;
  let profileChanges = 0;
  let refused: RefusedEvent | undefined;
  let refusedBefore: RefusedEvent | undefined;
  return {
    /** The name of its own profile, once it has started. */
    profile: () => profile,
    next(event: RecordedEvent): void {
      events += 1;
      const ownErrors = errorsOf(check(ownState, event));
      if (ownErrors.length > 0) refusedBefore ??= refusedAt(ownState, event, ownErrors);
      if (refused === undefined) {
        const underOther = underProfile(event, other);
        const added = errorsOf(check(otherState, underOther)).filter(
          ({ rule }) => !ownErrors.some((one) => one.rule === rule),
        );
        if (added.length > 0) refused = refusedAt(otherState, event, added);
        otherState = evolve(otherState, underOther);
      }
      ownState = evolve(ownState, event);
      if (event.type === 'session_started') profile ??= event.data.profile.name;
      else if (hasProfile(event)) profileChanges += 1;
    },
    result: (): SessionCheck => ({
      sessionId,
      outcome: refusedBefore !== undefined ? 'refused-before' : refused !== undefined ? 'refused' : 'passes',
      ...{ profile, profileChanges, events, refused, refusedBefore },
    }),
  };
};
