// Machines with rules, and invariants over the events alone, are two independent implementations. Whatever a history
// holds, both report the same rules with the same severity at the same events.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { judge } from '../../machines/fold.ts';
import { INVARIANTS } from '../../machines/invariants/all.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { ENTITY_KINDS } from '../../machines/life-cycles/all.ts';
import { PROFILES } from '../../machines/profile.ts';
import { RULES } from '../../machines/rules/all.ts';
import { initialState } from '../../machines/state/state.ts';
import { arbitrarySession } from '../arbitrary-event.ts';
import type { History } from '../history.ts';
import { changed, decided, families, family } from './histories.ts';
import { cellHistories } from './truth-table/histories.ts';

type Reported = { readonly rule: string; readonly severity: string };

const lineOf = (events: readonly RecordedEvent[], index: number, reported: readonly Reported[]): string => {
  const rules = new Set(reported.map(({ rule, severity }) => `${rule} (${severity})`));
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

/** Ended as completed, with no phase unfinished: what it then violates comes from the entities that it has. */
const finished = (history: History): History => {
  for (const phase of PROFILES.normal?.phases ?? []) history.add('phase_skipped', { phase, reason: 'Not needed' });
  return history.add('session_ended', { outcome: 'completed' });
};

describe('machines with rules and invariants report the same', () => {
  test('of enforced sessions', () => agreeOn(decided('enforce')));
  test('of observed sessions, which keep every fact', () => agreeOn(decided('observe')));
  test('of every signal in every state of an entity, and of the end of the session after it', () => {
    const histories = cellHistories().map(({ name, history }) => ({
      name,
      events: finished(history).events,
    }));
    const reported = (by: (events: readonly RecordedEvent[]) => string[]) =>
      histories.map(({ name, events }) => ({ name, reported: by(events) }));
    expect(reported(byInvariants)).toEqual(reported(byLaw));
  });
  test('of events of every type in any order', () => agreeOn(arbitrarySession({ maxLength: 150 })));
  test.each(families)('of %s, under profiles of many kinds', (_about, histories) => agreeOn(histories));
  test('of enforced sessions with events lost, repeated, moved or changed', () => agreeOn(changed(decided('enforce'))));
  test('of observed sessions with events lost, repeated, moved or changed', () => agreeOn(changed(decided('observe'))));
  test('of events of any type, lost, repeated, moved or changed', () => agreeOn(changed(arbitrarySession())));
  test('of events that have to do with each other, lost, repeated, moved or changed', () => agreeOn(changed(family)));
});

test('such histories violate every rule and every machine, so that no agreement comes from an empty report', () => {
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
  test('for each rule, with the same severity and on the same events', () => {
    for (const { id, severity, fixed, on } of RULES) {
      const twin = byId.get(id);
      expect([id, twin?.severity, twin?.always, twin?.on?.toSorted()]).toEqual([
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

test('an invariant is pure: from a memo stored in the middle it continues to the same end', () => {
  fc.assert(
    fc.property(changed(family), fc.nat(), (events, pick) => {
      const cut = events.length === 0 ? 0 : pick % events.length;
      for (const { init, step } of INVARIANTS) {
        const run = (from: unknown, some: readonly RecordedEvent[]) => {
          let memo = from;
          const reported = some.map((event) => {
            const stepped = step(memo, event);
            memo = stepped.memo;
            return stepped.violations;
          });
          return { memo, reported };
        };
        const middle = run(init('s1'), events.slice(0, cut)).memo;
        const first = run(middle, events.slice(cut));
        // Other events after the same memo do not change it.
        run(middle, events.toReversed());
        expect(run(middle, events.slice(cut)).reported).toEqual(first.reported);
      }
    }),
    { numRuns: 50 },
  );
});
