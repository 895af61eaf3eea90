// A whole history against all invariants: what each event violates, one contradiction reported once, under its profile.
import type { EventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import type { Profile } from '../profile.ts';
import { INVARIANTS } from './all.ts';
import type { Found, Invariant } from './invariant.ts';

/** What an event violates, with the severity that the profile in force gives it. */
export interface Broken extends Found {
  readonly severity: 'error' | 'warn';
}

interface Watched {
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
  readonly #watched: readonly Watched[];
  readonly #byType = new Map<string, readonly Watched[]>();
  readonly #hearAll: readonly Watched[];
  #profile: Profile | undefined;

  constructor(sessionId: string, invariants: readonly Invariant[] = INVARIANTS) {
    this.#watched = invariants.map((invariant) => {
      return { invariant, memo: invariant.init(sessionId) };
    });
    this.#hearAll = this.#watched.filter(({ invariant }) => invariant.hears === undefined);
  }

  /** A check that continues from here by itself: events that might follow are tried on it, and this one stays as it is. */
  fork(): HistoryCheck {
    const fork = new HistoryCheck(
      '',
      this.#watched.map(({ invariant }) => invariant),
    );
    for (const [index, { memo }] of this.#watched.entries()) (fork.#watched[index] as Watched).memo = memo;
    fork.#profile = this.#profile;
    return fork;
  }

  /** What an event violates, before it is applied. */
  next(event: RecordedEvent): Broken[] {
    const found: [Invariant, Found][] = [];
    for (const watched of this.#hearing(event.type)) {
      const { memo, violations } = watched.invariant.step(watched.memo, event);
      watched.memo = memo;
      for (const violation of violations) found.push([watched.invariant, violation]);
    }
    const told = found.length === 0 ? found : this.#told(found);
    const broken = told.flatMap(([invariant, violation]) => {
      const severity = severityOf(invariant, this.#profile);
      return severity === 'off' ? [] : [{ ...violation, severity }];
    });
    if (event.type === 'session_started' || event.type === 'profile_chosen' || event.type === 'profile_amended')
      this.#profile = event.data.profile;
    return broken;
  }

  #hearing(type: string): readonly Watched[] {
    let hearing = this.#byType.get(type);
    if (hearing === undefined) {
      hearing = this.#watched.filter(({ invariant: { hears } }) => hears?.includes(type as EventType) ?? true);
      // An unknown type goes to the invariants of every event; the map stays as small as the catalog.
      if (hearing.length === this.#hearAll.length) hearing = this.#hearAll;
      else this.#byType.set(type, hearing);
    }
    return hearing;
  }

  /** One contradiction, one violation. */
  #told(found: [Invariant, Found][]): [Invariant, Found][] {
    const only = (id: string) => found.filter(([{ id: each }]) => each === id || each.startsWith('E.'));
    const has = (id: string) => found.some(([{ id: each }]) => each === id);
    if (has('S.ended')) return only('S.ended');
    if (has('S.first')) return only('S.first');
    // Where a machine refuses, the rules of that kind of event are not evaluated; those of every event are.
    if (found.some(([{ id }]) => id.startsWith('M.')))
      return found.filter(([{ id, asked }]) => id.startsWith('M.') || asked === undefined);
    return found;
  }
}

/**
 * What a history violates, by ordinal as recorded in the events, under the profile in force at each event.
 * `sessionId`: of which session the log is; default the first event's.
 */
export const checkHistory = (
  events: readonly RecordedEvent[],
  options: { readonly sessionId?: string; readonly invariants?: readonly Invariant[] } = {},
): { readonly index: number; readonly ordinal: number; readonly violations: readonly Broken[] }[] => {
  const check = new HistoryCheck(options.sessionId ?? events[0]?.sessionid ?? '', options.invariants);
  return events
    .map((event, index) => ({ index, ordinal: event.ordinal, violations: check.next(event) }))
    .filter(({ violations }) => violations.length > 0);
};
