// A recorded session against another profile: where a change of process would refuse what was done. Two folds go through
// the same events side by side, one under the profiles that the session recorded, one under the other profile alone.
import { check, type Violation } from '../../../machines/check.ts';
import { type StateSummary, summaryOf } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { legalCommands } from '../../../machines/legal.ts';
import type { Profile } from '../../../machines/profile.ts';
import { initialState, type State } from '../../../machines/state/state.ts';

/** An event that enforcing refuses: where, by which rule, and what was legal instead. */
export interface RefusedEvent {
  readonly ordinal: number;
  readonly type: RecordedEvent['type'];
  readonly time: string;
  readonly description: string | undefined;
  readonly rule: string;
  readonly sentence: string;
  readonly detail: string;
  /** Everything that it breaks as an error. */
  readonly violations: readonly Violation[];
  readonly state: StateSummary;
  /** Commands that were legal there, as one would write them. */
  readonly legal: readonly string[];
}

/**
 * `passes`: nothing of it is refused, then or now. `refused`: lawful under its own profile, refused under the other.
 * `broken-before`: refused in places under its own profile already (an observed or imported session may be).
 */
export type AgainstOutcome = 'passes' | 'refused' | 'broken-before';

export interface AgainstProfile {
  readonly sessionId: string;
  readonly outcome: AgainstOutcome;
  /** The name of the profile that it began with; undefined where it says none. */
  readonly profile: string | undefined;
  /** How often its profile was chosen or amended after the start. */
  readonly profileChanges: number;
  readonly events: number;
  /** The first event refused under the other profile by a rule that its own profile does not break there. */
  readonly refused: RefusedEvent | undefined;
  /** The first event refused under its own profile. */
  readonly brokenBefore: RefusedEvent | undefined;
}

const CARRIERS: ReadonlySet<string> = new Set(['session_started', 'profile_chosen', 'profile_amended']);

/** The event with the other profile in the place of the one that it carries; another event as it is. */
const underProfile = (event: RecordedEvent, profile: Profile): RecordedEvent =>
  CARRIERS.has(event.type) ? ({ ...event, data: { ...event.data, profile } } as RecordedEvent) : event;

const refusedAt = (state: State, event: RecordedEvent, errors: readonly Violation[]): RefusedEvent => {
  const [first] = errors as [Violation];
  const { ordinal, type, time, description } = event;
  const { rule, sentence, detail } = first;
  return {
    ...{ ordinal, type, time, description, rule, sentence, detail, violations: errors },
    state: summaryOf(state),
    legal: legalCommands(state),
  };
};

const errorsOf = (violations: readonly Violation[]): readonly Violation[] =>
  violations.length === 0 ? violations : violations.filter(({ severity }) => severity === 'error');

/** Takes the events of one session one by one. */
export const againstProfile = (sessionId: string, other: Profile) => {
  let own = initialState(sessionId);
  let state = initialState(sessionId);
  let events = 0;
  let profile: string | undefined;
  let profileChanges = 0;
  let refused: RefusedEvent | undefined;
  let brokenBefore: RefusedEvent | undefined;
  return {
    /** The name of its own profile, once it has begun. */
    profile: () => profile,
    next(event: RecordedEvent): void {
      events += 1;
      const ownErrors = errorsOf(check(own, event));
      if (ownErrors.length > 0) brokenBefore ??= refusedAt(own, event, ownErrors);
      const said = underProfile(event, other);
      if (refused === undefined) {
        const fresh = errorsOf(check(state, said)).filter(({ rule }) => !ownErrors.some((one) => one.rule === rule));
        if (fresh.length > 0) refused = refusedAt(state, event, fresh);
        state = evolve(state, said);
      }
      own = evolve(own, event);
      if (event.type === 'session_started') profile ??= event.data.profile.name;
      else if (CARRIERS.has(event.type)) profileChanges += 1;
    },
    result: (): AgainstProfile => ({
      sessionId,
      outcome: brokenBefore !== undefined ? 'broken-before' : refused !== undefined ? 'refused' : 'passes',
      ...{ profile, profileChanges, events, refused, brokenBefore },
    }),
  };
};
