import { describe, expect, it } from 'vitest';
import { clock, counted, dollars, duration, eventsText, number, percent } from '../../../src/cli/render/figures.ts';

describe('figures for people', () => {
  it('name one event, several, and the first of many', () => {
    expect(eventsText([9], 1)).toBe('event 9');
    expect(eventsText([9, 10], 2)).toBe('events 9, 10');
    expect(eventsText([1, 2], 7)).toBe('events 1, 2, …');
  });

  it('have durations with the unit of each part', () => {
    expect([0, 0.2, 45, 480, 3_900, 3_600_000, -90, null].map(duration)).toEqual([
      '0s',
      '<1s',
      '45s',
      '8m 00s',
      '1h 05m 00s',
      '1,000h 00m 00s',
      '-1m 30s',
      '–',
    ]);
  });

  it('separate thousands, and count in words', () => {
    expect(number(35_000)).toBe('35,000');
    expect(number(null)).toBe('–');
    expect(counted(1, 'entry', 'entries')).toBe('1 entry');
    expect(counted(1_500, 'entry', 'entries')).toBe('1,500 entries');
    expect(percent(23.3)).toBe('23 %');
    expect(percent(null)).toBe('');
    expect(dollars(0.25)).toBe('$0.25');
    expect(clock('2026-01-31T14:50:01.000Z')).toBe('14:50:01');
  });
});
