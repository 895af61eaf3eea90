// Each rule is seen broken and seen kept, by the last event of a history, for every type of event that it is asked of: by
// the rule itself and by its invariant. A rule that would always or never tell fails here.
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { fold, judge } from '../../../machines/fold.ts';
import { checkHistory } from '../../../machines/invariants/check-history.ts';
import { RULES } from '../../../machines/rules/all.ts';
import type { Rule } from '../../../machines/rules/rule.ts';
import { initialState } from '../../../machines/state/state.ts';
import { casesOf, RULE_CASES, type Way } from './all.ts';

interface Told {
  readonly rule: string;
  readonly severity: string;
}

/** An invariant may name several things that break one rule. */
const once = (told: readonly Told[]): readonly Told[] => {
  const severities = new Map(told.map(({ rule, severity }) => [rule, severity]));
  return [...severities].map(([rule, severity]) => ({ rule, severity }));
};

/** What is told of the last event, the same by both sayings of the law. */
const toldOfLast = (events: readonly RecordedEvent[]): readonly Told[] => {
  const before = fold(events.slice(0, -1), initialState('s1'));
  const byLaw = once(judge(before, events.at(-1)!).violations);
  const last = checkHistory(events, { sessionId: 's1' }).find(({ index }) => index === events.length - 1);
  const byInvariants = once(last?.violations ?? []);
  expect(byInvariants).toEqual(byLaw);
  return byLaw;
};

/** The same history under profiles that turn a rule off. */
const without = (id: string, events: readonly RecordedEvent[]): readonly RecordedEvent[] =>
  events.map((event) => {
    if (!('profile' in event.data)) return event;
    const { profile } = event.data as { profile: { rules: object } };
    const data = { ...event.data, profile: { ...profile, rules: { ...profile.rules, [id]: 'off' } } };
    return { ...event, data } as RecordedEvent;
  });

const shows = ({ id, severity, fixed, on }: Rule): void => {
  for (const { title, story } of casesOf(id, 'broken'))
    test(title, () => expect(toldOfLast(story().events)).toEqual([{ rule: id, severity }]));
  for (const { title, story } of casesOf(id, 'kept')) test(title, () => expect(toldOfLast(story().events)).toEqual([]));
  test(fixed ? 'cannot be turned off' : 'tells nothing where a profile turns it off', () => {
    for (const { story } of casesOf(id, 'broken'))
      expect(toldOfLast(without(id, story().events))).toEqual(fixed ? [{ rule: id, severity }] : []);
  });
  test('is shown both ways by an event of every type that it is asked of', () => {
    const types = (way: Way) => new Set(casesOf(id, way).map(({ story }) => story().events.at(-1)?.type as string));
    const [broken, kept] = [types('broken'), types('kept')];
    if (on === 'all') expect([...broken].filter((type) => !kept.has(type))).toEqual([]);
    else {
      expect([...broken].toSorted()).toEqual([...on].toSorted());
      expect(on.filter((type) => !kept.has(type))).toEqual([]);
    }
    expect(broken.size).toBeGreaterThan(0);
  });
};
// Not `describe.each`: it cuts long titles short, and SPEC.md names them.
for (const rule of RULES) describe(rule.id, () => shows(rule));

test('every rule is shown both ways, and nothing else', () => {
  expect(Object.keys(RULE_CASES).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
});
