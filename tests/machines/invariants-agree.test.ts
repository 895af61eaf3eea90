// The law is said twice: by machines with rules, and by invariants over the events alone. Whatever a history holds, both
// tell the same rules, as severe, at the same events.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { judge } from '../../machines/fold.ts';
import { INVARIANTS } from '../../machines/invariants/all.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { ENTITY_KINDS } from '../../machines/life-cycles/all.ts';
import { RULES } from '../../machines/rules/all.ts';
import { initialState } from '../../machines/state/state.ts';
import { arbitrarySession } from '../arbitrary-event.ts';
import { changed, decided, families, family } from './histories.ts';

type Told = { readonly rule: string; readonly severity: string };

const lineOf = (events: readonly RecordedEvent[], index: number, told: readonly Told[]): string => {
  const rules = new Set(told.map(({ rule, severity }) => `${rule} (${severity})`));
  return `${index}: ${events[index]?.type} ${events[index]?.ordinal}: ${[...rules].toSorted().join(', ')}`;
};

const byLaw = (events: readonly RecordedEvent[]): string[] => {
  let state = initialState('s1');
  return events.flatMap((event, index) => {
    const judged = judge(state, event);
    state = judged.state;
    return judged.violations.length === 0 ? [] : [lineOf(events, index, judged.violations)];
  });
};

const byInvariants = (events: readonly RecordedEvent[]): string[] =>
  checkHistory(events, { sessionId: 's1' }).map(({ index, violations }) => lineOf(events, index, violations));

const agreeOn = (histories: fc.Arbitrary<RecordedEvent[]>): void =>
  fc.assert(
    fc.property(histories, (events) => {
      expect(byInvariants(events)).toEqual(byLaw(events));
    }),
  );

describe('machines with rules and invariants tell the same', () => {
  test('of enforced sessions', () => agreeOn(decided('enforce')));
  test('of observed sessions, which keep every fact', () => agreeOn(decided('observe')));
  test('of events of every type in any order', () => agreeOn(arbitrarySession({ maxLength: 150 })));
  test.each(families)('of %s, under profiles of many kinds', (_about, histories) => agreeOn(histories));
  test('of enforced sessions with events lost, repeated, moved or changed', () => agreeOn(changed(decided('enforce'))));
  test('of observed sessions with events lost, repeated, moved or changed', () => agreeOn(changed(decided('observe'))));
  test('of events of any type, lost, repeated, moved or changed', () => agreeOn(changed(arbitrarySession())));
  test('of events that have to do with each other, lost, repeated, moved or changed', () => agreeOn(changed(family)));
});

test('such histories break every rule and every machine, so that none agrees by silence', () => {
  const count = new Map<string, number>();
  for (const histories of [family, changed(family), changed(decided('observe'))])
    for (const events of fc.sample(histories, { numRuns: 400, seed: 5 }))
      for (const { violations } of checkHistory(events, { sessionId: 's1' }))
        for (const { rule } of violations) count.set(rule, (count.get(rule) ?? 0) + 1);
  const never = [...RULES.map(({ id }) => id), ...ENTITY_KINDS.map((kind) => `M.${kind}`)].filter(
    (id) => !count.has(id),
  );
  expect(never).toEqual([]);
});

describe('there is one invariant', () => {
  const byId = new Map(INVARIANTS.map((invariant) => [invariant.id, invariant]));
  test('for each rule, as severe and asked of the same events', () => {
    for (const { id, severity, fixed, on } of RULES) {
      const said = byId.get(id);
      expect([id, said?.severity, said?.always, said?.on?.toSorted()]).toEqual([
        id,
        severity,
        fixed,
        on === 'all' ? undefined : [...on].toSorted(),
      ]);
    }
  });
  test('for each machine, which no profile can change', () => {
    for (const kind of ENTITY_KINDS)
      expect(byId.get(`M.${kind}`)).toMatchObject({ id: `M.${kind}`, severity: 'error', always: true });
  });
  test('and no other', () => {
    expect(INVARIANTS).toHaveLength(RULES.length + ENTITY_KINDS.length);
    expect(byId.size).toBe(INVARIANTS.length);
  });
});

test('an invariant is pure: from a memo kept in the middle it goes on to the same end', () => {
  fc.assert(
    fc.property(changed(family), fc.nat(), (events, pick) => {
      const cut = events.length === 0 ? 0 : pick % events.length;
      for (const { init, step } of INVARIANTS) {
        const tell = (from: unknown, some: readonly RecordedEvent[]) => {
          let memo = from;
          const told = some.map((event) => {
            const stepped = step(memo, event);
            memo = stepped.memo;
            return stepped.violations;
          });
          return { memo, told };
        };
        const middle = tell(init('s1'), events.slice(0, cut)).memo;
        const first = tell(middle, events.slice(cut));
        // Another future of the same memo leaves it as it was.
        tell(middle, events.toReversed());
        expect(tell(middle, events.slice(cut)).told).toEqual(first.told);
      }
    }),
    { numRuns: 50 },
  );
});
