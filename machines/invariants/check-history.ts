// A complete history checked against all invariants: what each event violates under the profile in force, each
// contradiction reported once.
import type { EventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import type { Profile } from '../profile.ts';
import { INVARIANTS } from './all.ts';
import type { Invariant, InvariantViolation } from './invariant.ts';

/** What an event of a history violates, with the severity that the profile in force gives it. */
export interface HistoryViolation extends InvariantViolation {
  readonly severity: 'error' | 'warn';
}

/** An invariant with its newest memo. */
interface Running {
  readonly invariant: Invariant;
  memo: unknown;
}

const severityOf = ({ id, severity, always }: Invariant, profile: Profile | undefined) => {
  if (always || profile === undefined || !Object.hasOwn(profile.rules, id)) return severity;
  return profile.rules[id] ?? severity;
};

/**
 * Follows one history, event by event. Not pure: it holds the newest memo of each invariant (the invariants are).
 * `invariants`: default those of the law.
 */
export class HistoryCheck {
  readonly #running: readonly Running[];
  readonly #byType = new Map<string, readonly Running[]>();
  readonly #onEveryEvent: readonly Running[];
  #profile: Profile | undefined;

  constructor(sessionId: string, invariants: readonly Invariant[] = INVARIANTS) {
    this.#running = invariants.map((invariant) => {
      return { invariant, memo: invariant.init(sessionId) };
    });
    this.#onEveryEvent = this.#running.filter(({ invariant }) => invariant.receives === undefined);
  }

  /** A check that continues from here by itself: try events that might follow on it, and this one stays as it is. */
  fork(): HistoryCheck {
    const fork = new HistoryCheck(
      '',
      this.#running.map(({ invariant }) => invariant),
    );
    for (const [index, { memo }] of this.#running.entries()) (fork.#running[index] as Running).memo = memo;
    fork.#profile = this.#profile;
    return fork;
  }

  /** What an event violates, before it is applied. */
  next(event: RecordedEvent): HistoryViolation[] {
    const found: [Invariant, InvariantViolation][] = [];
    for (const running of this.#receiving(event.type)) {
      const { memo, violations } = running.invariant.step(running.memo, event);
      running.memo = memo;
      for (const violation of violations) found.push([running.invariant, violation]);
    }
    const reported = found.length === 0 ? found : this.#reported(found);
    const violations = reported.flatMap(([invariant, violation]) => {
      const severity = severityOf(invariant, this.#profile);
      return severity === 'off' ? [] : [{ ...violation, severity }];
    });
    if (event.type === 'session_started' || event.type === 'profile_chosen' || event.type === 'profile_amended')
      this.#profile = event.data.profile;
    return violations;
  }

  #receiving(type: string): readonly Running[] {
    let receiving = this.#byType.get(type);
    if (receiving === undefined) {
      receiving = this.#running.filter(({ invariant: { receives } }) => receives?.includes(type as EventType) ?? true);
      // An unknown type goes to the invariants of every event; the map stays as small as the catalog.
      if (receiving.length === this.#onEveryEvent.length) receiving = this.#onEveryEvent;
      else this.#byType.set(type, receiving);
    }
    return receiving;
  }

  /** One contradiction, one violation. */
  #reported(found: [Invariant, InvariantViolation][]): [Invariant, InvariantViolation][] {
    const only = (id: string) => found.filter(([{ id: each }]) => each === id || each.startsWith('E.'));
    const has = (id: string) => found.some(([{ id: each }]) => each === id);
    if (has('S.ended')) return only('S.ended');
    if (has('S.first')) return only('S.first');
    // Where a machine refuses, the rules on that type of event are not evaluated; the rules on every event are.
    if (found.some(([{ id }]) => id.startsWith('M.')))
      return found.filter(([{ id, on }]) => id.startsWith('M.') || on === undefined);
    return found;
  }
}

/**
 * What each event of a history violates under the profile in force at that event; events that violate nothing are left
 * out. `sessionId`: the session whose log it is; default the first event's.
 */
export const checkHistory = (
  events: readonly RecordedEvent[],
  options: { readonly sessionId?: string; readonly invariants?: readonly Invariant[] } = {},
): { readonly index: number; readonly ordinal: number; readonly violations: readonly HistoryViolation[] }[] => {
  const check = new HistoryCheck(options.sessionId ?? events[0]?.sessionid ?? '', options.invariants);
  return events
    .map((event, index) => ({ index, ordinal: event.ordinal, violations: check.next(event) }))
    .filter(({ violations }) => violations.length > 0);
};
