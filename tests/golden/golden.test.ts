// Golden histories replayed: any difference from the recorded results is a change of behaviour, and reported as one.
import { describe, expect, test } from 'vitest';
import { decide } from '../../machines/decide.ts';
import { EVENT_TYPES } from '../../machines/events/catalog.ts';
import { decodeEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import { initialState } from '../../machines/state/state.ts';
import { commandsOfRecord } from '../../src/formats/session-files/embedded-record.ts';
import { sha256 } from '../../src/sha256.ts';
import { expectedOf } from './accept.ts';
import { DRAWN_NAMES } from './draw.ts';
import { type Golden, goldenHistories, storedFiles, WRITTEN_BY_HAND } from './histories.ts';
import { changesBetween, outcomeOf } from './outcome.ts';

const histories = await goldenHistories();

const HOW_TO_ACCEPT = [
  'If this change of behaviour was meant, accept it: npm run golden -- --accept',
  'and commit what that changes under tests/golden/. (npm run golden alone shows what would change.)',
];

interface Accepted {
  readonly rule: string;
  readonly isError: boolean;
}

/** By ordinal, what the accepted outcome says is violated: a later law may warn or refuse where an earlier did not. */
const acceptedViolations = (name: string): ReadonlyMap<number, readonly Accepted[]> => {
  const rules = new Map<number, Accepted[]>();
  for (const [key, ranges] of Object.entries(expectedOf(name)?.violations ?? {}))
    for (const range of ranges.split(' ')) {
      const [from = 0, to = from] = range.split('-').map(Number);
      for (let ordinal = from; ordinal <= to; ordinal += 1)
        rules.set(ordinal, [
          ...(rules.get(ordinal) ?? []),
          { rule: key.replace(/ .*/, ''), isError: key.endsWith('(error)') },
        ]);
    }
  return rules;
};

/**
 * The decisions that differ when each event is sent today as a fact in the state that it was recorded in: in the event,
 * or from the violations of the accepted outcome, by which an enforced session refuses it.
 */
const decidedOtherwise = ({ name, sessionId, lines }: Golden): string[] => {
  const accepted = acceptedViolations(name);
  const events = lines.map(decodeEvent);
  const commands = commandsOfRecord(events);
  let state = initialState(sessionId);
  const found: string[] = [];
  for (const [index, event] of events.entries()) {
    const command = { ...commands[index], id: `fact-${index}` } as (typeof commands)[number];
    const context = { now: event.recordedtime, newId: () => event.id, commitId: event.commitid, sha256 };
    const decision = decide(state, command, context);
    const textOf = (one: { type: string; data: unknown }, rules: readonly string[]) =>
      JSON.stringify([one.type, one.data, [...new Set(rules)].sort()]);
    const violated = accepted.get(event.ordinal) ?? [];
    // A refusal names errors only.
    const errors = decision.kind === 'rejected' ? violated.filter(({ isError }) => isError) : violated;
    const expected = textOf(
      event,
      errors.map(({ rule }) => rule),
    );
    const got =
      decision.kind === 'accepted'
        ? decision.events.map((one) => textOf(one, one.violates?.split(',') ?? []))
        : decision.kind === 'rejected'
          ? [
              textOf(
                event,
                decision.rejection.violations.map(({ rule }) => rule),
              ),
            ]
          : [decision.kind];
    if (got.length !== 1 || got[0] !== expected)
      found.push(`Event ${event.ordinal}, ${expected.slice(0, 300)}, is ${got.join(' and ').slice(0, 300)}.`);
    state = evolve(state, event);
  }
  return found;
};

describe.each(histories.map((golden) => [golden.name, golden] as const))('the golden history %s', (name, golden) => {
  test('results in the recorded head, state, views and violations', () => {
    const changes = changesBetween(expectedOf(name), outcomeOf(golden));
    expect(changes.length === 0 ? '' : [name, ...changes, ...HOW_TO_ACCEPT].join('\n')).toBe('');
  });

  test('is decided as recorded when each of its events is sent again as a fact', () => {
    expect(decidedOtherwise(golden).slice(0, 5)).toEqual([]);
  });
});

test('each stored history is drawn or written by hand, so that drawing anew loses none', () => {
  expect(storedFiles().map(({ name }) => name)).toEqual([...DRAWN_NAMES, ...WRITTEN_BY_HAND].sort());
});

test('the golden histories contain events of every type', () => {
  const types = new Set(
    histories.flatMap(({ lines }) => lines.map((line) => (JSON.parse(line) as { type: string }).type)),
  );
  expect(EVENT_TYPES.filter((type) => !types.has(type))).toEqual([]);
});
