// Times and durations as views show them.
import { describe, expect, it } from 'vitest';
import { UNKNOWN_TIME } from '../../machines/events/fields.ts';
import { knownTime, percentOf, secondsBetween } from '../../projections/duration.ts';

const [EARLY, LATE] = ['2026-01-31T14:00:00.000Z', '2026-01-31T14:00:01.500Z'];

describe('the seconds from one time to another', () => {
  it('have fractions', () => {
    expect(secondsBetween(EARLY, LATE)).toBe(1.5);
    expect(secondsBetween(EARLY, EARLY)).toBe(0);
  });

  it('are unknown where the second is before the first: a duration is never negative', () => {
    expect(secondsBetween(LATE, EARLY)).toBeNull();
  });

  it('are unknown where a time is missing, unknown or not a calendar date', () => {
    for (const no of [null, undefined, UNKNOWN_TIME, '2026-02-31T14:00:00.000Z x'])
      expect([secondsBetween(no, LATE), secondsBetween(EARLY, no), secondsBetween(no, no)]).toEqual([null, null, null]);
  });
});

it('an unknown time is null', () => {
  expect(UNKNOWN_TIME).toBe('1970-01-01T00:00:00.000Z');
  expect([knownTime(UNKNOWN_TIME), knownTime(EARLY), knownTime(null)]).toEqual([null, EARLY, null]);
});

it('a share of nothing is null', () => {
  expect([percentOf(1, 3), percentOf(0, 3), percentOf(-0, 3)]).toEqual([33.3, 0, 0]);
  for (const whole of [0, null, undefined]) expect(percentOf(1, whole)).toBeNull();
});
