// Each rule is shown violated and satisfied by the last event of a history, for every type of event that it is evaluated
// for, by the rule itself and by its invariant. A rule that is always or never violated fails here.
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { fold, judge } from '../../../machines/fold.ts';
import { checkHistory } from '../../../machines/invariants/check-history.ts';
import { RULES } from '../../../machines/rules/all.ts';
import type { Rule } from '../../../machines/rules/rule.ts';
import { initialState } from '../../../machines/state/state.ts';
import { casesOf, RULE_CASES, type Way } from './all.ts';

interface Reported {
  readonly rule: string;
  readonly severity: string;
}

/** Each rule once: an invariant may report several violations of one rule. */
const once = (reported: readonly Reported[]): readonly Reported[] => {
  const severities = new Map(reported.map(({ rule, severity }) => [rule, severity]));
  return [...severities].map(([rule, severity]) => ({ rule, severity }));
};

/** What the last event violates, which rules and invariants must agree on. */
const violationsOfLast = (events: readonly RecordedEvent[]): readonly Reported[] => {
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
  for (const { title, story } of casesOf(id, 'violated'))
    test(title, () => expect(violationsOfLast(story().events)).toEqual([{ rule: id, severity }]));
  for (const { title, story } of casesOf(id, 'satisfied'))
    test(title, () => expect(violationsOfLast(story().events)).toEqual([]));
  test(fixed ? 'cannot be turned off' : 'reports nothing where a profile turns it off', () => {
    for (const { story } of casesOf(id, 'violated'))
      expect(violationsOfLast(without(id, story().events))).toEqual(fixed ? [{ rule: id, severity }] : []);
  });
  test('is shown both ways by an event of every type that it is evaluated for', () => {
    const types = (way: Way) => new Set(casesOf(id, way).map(({ story }) => story().events.at(-1)?.type as string));
    const [violated, satisfied] = [types('violated'), types('satisfied')];
    if (on === 'all') expect([...violated].filter((type) => !satisfied.has(type))).toEqual([]);
    else {
      expect([...violated].toSorted()).toEqual([...on].toSorted());
      expect(on.filter((type) => !satisfied.has(type))).toEqual([]);
    }
    expect(violated.size).toBeGreaterThan(0);
  });
};
// Not `describe.each`: it cuts long titles short, and SPEC.md names them.
for (const rule of RULES) describe(rule.id, () => shows(rule));

test('every rule is shown both ways, and nothing else', () => {
  expect(Object.keys(RULE_CASES).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
});
