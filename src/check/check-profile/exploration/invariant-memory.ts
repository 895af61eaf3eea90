// What the invariants remember of the way to a state. Invariants are pure, so ways that part go on from one memory.
// Those of the law are held against what machines and rules told; one's own are part of what tells states apart.
import type { EventType } from '../../../../machines/events/catalog.ts';
import { type RecordedEvent, violatesOf } from '../../../../machines/events/envelope.ts';
import { INVARIANTS } from '../../../../machines/invariants/all.ts';
import { checkHistory } from '../../../../machines/invariants/check-history.ts';
import type { Found, Invariant } from '../../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../../machines/profile.ts';
import { RepriseError } from '../../../errors.ts';
import { stateKey } from '../../state-key.ts';

export interface Told {
  readonly kind: 'invariant-violated' | 'rules-disagree';
  readonly rule: string;
  readonly detail: string;
}

export interface Watched {
  /** What one's own invariants remember, as text; equal where they remember the same. */
  memory(): string;
  /** After the events of one command that was accepted. */
  next(events: readonly RecordedEvent[], tell: (told: Told) => void): Watched;
}

/** Which of some invariants hear a type; looked up once. */
const hearing = (invariants: readonly Invariant[]): ((type: EventType) => readonly number[]) => {
  const byType = new Map<EventType, readonly number[]>();
  return (type) => {
    let heard = byType.get(type);
    if (heard === undefined) {
      heard = invariants.flatMap(({ hears }, index) => ((hears?.includes(type) ?? true) ? [index] : []));
      byType.set(type, heard);
    }
    return heard;
  };
};

/** The invariants before the first event. */
export const watching = (sessionId: string, own: readonly Invariant[]): Watched => {
  const heardByLaw = hearing(INVARIANTS);
  const heardByOwn = hearing(own);

  const step = (
    invariants: readonly Invariant[],
    heard: readonly number[],
    memos: readonly unknown[],
    event: RecordedEvent,
    found: Found[],
  ): readonly unknown[] => {
    let after: unknown[] | undefined;
    for (const index of heard) {
      const { memo, violations } = (invariants[index] as Invariant).step(memos[index], event);
      found.push(...violations);
      if (memo === memos[index]) continue;
      after ??= [...memos];
      after[index] = memo;
    }
    return after ?? memos;
  };

  const at = (
    lawMemos: readonly unknown[],
    ownMemos: readonly unknown[],
    profile: Profile | undefined,
    history: History | undefined,
  ): Watched => {
    let text: string | undefined;
    return {
      memory: () => {
        text ??= own.length === 0 ? '' : stateKey(ownMemos);
        return text;
      },
      next: (events, tell) => {
        let [ofLaw, ofOwn, followed, before] = [lawMemos, ownMemos, profile, history];
        for (const event of events) {
          const byLaw: Found[] = [];
          const byOwn: Found[] = [];
          ofLaw = step(INVARIANTS, heardByLaw(event.type), ofLaw, event, byLaw);
          ofOwn = step(own, heardByOwn(event.type), ofOwn, event, byOwn);
          if (text !== undefined && heardByOwn(event.type).length > 0) requireSame(text, ownMemos);
          before = { event, before };
          const disagreement = disagreementOf(event, byLaw, followed, before);
          if (disagreement !== undefined) tell(disagreement);
          for (const { rule, detail } of byOwn)
            if (own.find(({ id }) => id === rule)?.severity !== 'warn')
              tell({ kind: 'invariant-violated', rule, detail });
          if (event.type === 'session_started') followed = event.data.profile;
        }
        return at(ofLaw, ofOwn, followed, before);
      },
    };
  };
  return at(
    INVARIANTS.map((invariant) => invariant.init(sessionId)),
    own.map((invariant) => invariant.init(sessionId)),
    undefined,
    undefined,
  );
};

/** @throws RepriseError BAD_INPUT where what was remembered before an event is no longer what it was */
const requireSame = (before: string, memos: readonly unknown[]): void => {
  if (stateKey(memos) === before) return;
  throw new RepriseError('BAD_INPUT', 'An invariant changed in place what it had remembered.', {
    hint: 'A ledger gives a new value for each change: new Set([...before, id]), not before.add(id).',
  });
};

interface History {
  readonly event: RecordedEvent;
  readonly before: History | undefined;
}

/** Where machines with rules accept an event and tell other rules of it than the invariants do. */
const disagreementOf = (
  event: RecordedEvent,
  byInvariants: readonly Found[],
  profile: Profile | undefined,
  history: History,
): Told | undefined => {
  const byRules = violatesOf(event);
  const found = byInvariants.filter(({ rule }) => profile?.rules[rule] !== 'off');
  if (found.length === 0 && byRules.length === 0) return undefined;
  if (found.length === byRules.length && found.every(({ rule }) => byRules.includes(rule))) return undefined;
  // One contradiction is told once: which of several is told is for the whole history to say.
  const events: RecordedEvent[] = [];
  for (let one: History | undefined = history; one !== undefined; one = one.before) events.unshift(one.event);
  const told = checkHistory(events).find(({ index }) => index === events.length - 1);
  const rules = told?.violations.map(({ rule }) => rule) ?? [];
  const alone = [
    ...rules.filter((rule) => !byRules.includes(rule)),
    ...byRules.filter((rule) => !rules.includes(rule)),
  ];
  const [rule] = alone;
  if (rule === undefined) return undefined;
  const detail = told?.violations.find((one) => one.rule === rule)?.detail;
  return {
    kind: 'rules-disagree',
    rule,
    detail:
      detail === undefined
        ? `rules alone say that it breaks ${rule}`
        : `invariants alone say that it breaks ${rule}: ${detail}`,
  };
};
