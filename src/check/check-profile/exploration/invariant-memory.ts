// What the invariants remember on the way to a state. Invariants are pure, so paths that part continue from one memory.
// Those of the law are compared with machines and rules; the caller's are part of what distinguishes states.
import type { EventType } from '../../../../machines/events/catalog.ts';
import { type RecordedEvent, violatesOf } from '../../../../machines/events/envelope.ts';
import { INVARIANTS } from '../../../../machines/invariants/all.ts';
import { checkHistory } from '../../../../machines/invariants/check-history.ts';
import type { Invariant, InvariantViolation } from '../../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../../machines/profile.ts';
import { RepriseError } from '../../../errors.ts';
import { stateKey } from '../../state-key.ts';

export interface EventViolation {
  /** `softened`: of a rule of the law that the profile has softened or switched off. */
  readonly kind: 'invariant-violated' | 'rules-disagree' | 'softened';
  readonly rule: string;
  readonly detail: string;
}

export interface InvariantMemory {
  /** What the caller's invariants remember, as text; equal where they remember the same. */
  text(): string;
  /** The memory after the events of one accepted command. `report` receives each violation. */
  next(events: readonly RecordedEvent[], report: (violation: EventViolation) => void): InvariantMemory;
}

/** Invariants with the indexes of those that receive a type, looked up once. */
interface Checked {
  readonly invariants: readonly Invariant[];
  readonly receiving: (type: EventType) => readonly number[];
}

const checked = (invariants: readonly Invariant[]): Checked => {
  const byType = new Map<EventType, readonly number[]>();
  return {
    invariants,
    receiving: (type) => {
      let indexes = byType.get(type);
      if (indexes === undefined) {
        indexes = invariants.flatMap(({ receives }, index) => ((receives?.includes(type) ?? true) ? [index] : []));
        byType.set(type, indexes);
      }
      return indexes;
    },
  };
};

/** The memos after an event; the same list where nothing changed. Violations are added to `found`. */
const step = (
  { invariants, receiving }: Checked,
  memos: readonly unknown[],
  event: RecordedEvent,
  found: InvariantViolation[],
): readonly unknown[] => {
  let after: unknown[] | undefined;
  for (const index of receiving(event.type)) {
    const { memo, violations } = (invariants[index] as Invariant).step(memos[index], event);
    found.push(...violations);
    if (memo === memos[index]) continue;
    after ??= [...memos];
    after[index] = memo;
  }
  return after ?? memos;
};

interface History {
  readonly event: RecordedEvent;
  readonly before: History | undefined;
}

interface Memory {
  readonly lawMemos: readonly unknown[];
  readonly ownMemos: readonly unknown[];
  readonly profile: Profile | undefined;
  readonly history: History | undefined;
}

/** The memory before the first event. `softened`: ids of rules whose violations are reported as such. */
export const initialMemory = (
  sessionId: string,
  own: readonly Invariant[],
  softened: ReadonlySet<string> = new Set(),
): InvariantMemory => {
  const ofLaw = checked(INVARIANTS);
  const ofCaller = checked(own);

  const at = (memory: Memory): InvariantMemory => {
    let text: string | undefined;
    const next: InvariantMemory['next'] = (events, report) => {
      let { lawMemos, ownMemos, profile, history } = memory;
      for (const event of events) {
        const byLaw: InvariantViolation[] = [];
        const byCaller: InvariantViolation[] = [];
        lawMemos = step(ofLaw, lawMemos, event, byLaw);
        ownMemos = step(ofCaller, ownMemos, event, byCaller);
        if (text !== undefined && ofCaller.receiving(event.type).length > 0) requireSame(text, memory.ownMemos);
        history = { event, before: history };
        if (softened.size > 0)
          for (const { rule, detail } of byLaw) if (softened.has(rule)) report({ kind: 'softened', rule, detail });
        const disagreement = disagreementOn(event, byLaw, profile, history);
        if (disagreement !== undefined) report(disagreement);
        for (const { rule, detail } of byCaller)
          if (own.find(({ id }) => id === rule)?.severity !== 'warn')
            report({ kind: 'invariant-violated', rule, detail });
        if (event.type === 'session_started') profile = event.data.profile;
      }
      return at({ lawMemos, ownMemos, profile, history });
    };
    return {
      text: () => {
        text ??= own.length === 0 ? '' : stateKey(memory.ownMemos);
        return text;
      },
      next,
    };
  };
  return at({
    lawMemos: INVARIANTS.map((invariant) => invariant.init(sessionId)),
    ownMemos: own.map((invariant) => invariant.init(sessionId)),
    profile: undefined,
    history: undefined,
  });
};

/** @throws RepriseError BAD_INPUT where what was remembered before an event is no longer what it was */
const requireSame = (before: string, memos: readonly unknown[]): void => {
  if (stateKey(memos) === before) return;
  throw new RepriseError('BAD_INPUT', 'An invariant changed in place what it had remembered.', {
    hint: 'A reducer returns a new value for each change: new Set([...before, id]), not before.add(id).',
  });
};

/** Where machines and rules accept an event and report other rules than the invariants do. */
const disagreementOn = (
  event: RecordedEvent,
  byInvariants: readonly InvariantViolation[],
  profile: Profile | undefined,
  history: History,
): EventViolation | undefined => {
  const byRules = violatesOf(event);
  const found = byInvariants.filter(({ rule }) => profile?.rules[rule] !== 'off');
  if (found.length === 0 && byRules.length === 0) return undefined;
  if (found.length === byRules.length && found.every(({ rule }) => byRules.includes(rule))) return undefined;
  // One contradiction is reported once, and which rule it is reported as depends on the whole history.
  const events: RecordedEvent[] = [];
  for (let one: History | undefined = history; one !== undefined; one = one.before) events.unshift(one.event);
  const last = checkHistory(events).find(({ index }) => index === events.length - 1);
  const rules = last?.violations.map(({ rule }) => rule) ?? [];
  const [rule] = [...rules.filter((one) => !byRules.includes(one)), ...byRules.filter((one) => !rules.includes(one))];
  if (rule === undefined) return undefined;
  const detail = last?.violations.find((one) => one.rule === rule)?.detail;
  return {
    kind: 'rules-disagree',
    rule,
    detail:
      detail === undefined
        ? `by the rules it violates ${rule}, by the invariants it does not`
        : `by the invariants it violates ${rule} (${detail}), by the rules it does not`,
  };
};
