import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClock, readTime } from '../../machines/time.ts';

const two = (number: number): string => String(number).padStart(2, '0');
const anyDate = fc.date({
  min: new Date('0000-01-02T00:00:00.000Z'),
  max: new Date('9999-12-30T23:59:59.999Z'),
  noInvalidDate: true,
});

describe('a time is read', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z', {}],
    ['2026-03-01T10:00:00.5+02:00', '2026-03-01T08:00:00.500Z', {}],
    ['2026-03-01t10:00:00z', '2026-03-01T10:00:00.000Z', {}],
    ['2026-03-01 10:00', '2026-03-01T10:00:00.000Z', { zoneless: true }],
    ['2026-03-01T10:00:00,25Z', '2026-03-01T10:00:00.250Z', {}],
    ['2026-03-01T10:00:00.1239999999999Z', '2026-03-01T10:00:00.123Z', { truncated: true }],
    ['2026-03-01T23:30:00-0100', '2026-03-02T00:30:00.000Z', {}],
    ['2026-03-01', '2026-03-01T00:00:00.000Z', { zoneless: true, dateOnly: true }],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z', {}],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z', {}],
  ])('from %s as %s', (text, time, flags) => {
    expect(readTime(text)).toEqual({ time, truncated: false, zoneless: false, dateOnly: false, ...flags });
  });

  it.each([
    ['', 'expected one such as 2026-01-31T14:50:00Z'],
    ['now', 'expected one such as'],
    ['12026-03-01T10:00:00Z', 'expected one such as'],
    [`2026-03-01T10:00:00.${'1'.repeat(100)}Z`, 'expected one such as'],
    ['2026-02-29T00:00:00Z', '2026-02 has 28 days, so there is no day 29 in it'],
    ['2026-02-30', '2026-02 has 28 days, so there is no day 30 in it'],
    ['1900-02-29T00:00:00Z', '1900-02 has 28 days'],
    ['2026-04-31T00:00:00Z', '2026-04 has 30 days'],
    ['2026-04-00T00:00:00Z', 'there is no day 0 in it'],
    ['2026-13-01T00:00:00Z', 'there is no month 13'],
    ['2026-03-01T24:00:00Z', 'an hour is 00 to 23; the end of a day is 00:00 of the next'],
    ['2026-03-01T25:00:00Z', 'an hour is 00 to 23, not 25'],
    ['2026-03-01T10:60:00Z', 'a minute is 00 to 59, not 60'],
    ['2016-12-31T23:59:60Z', 'a leap second is recorded as the second before it or after it'],
    ['2026-03-01T10:00:61Z', 'a second is 00 to 59, not 61'],
    ['2026-03-01T10:00:00+25:00', 'there is no offset +25:00 from UTC'],
    ['2026-03-01T10:00:00+02:60', 'there is no offset +02:60 from UTC'],
    ['0000-01-01T00:00:00+01:00', 'in UTC its year is not one of 0000 to 9999'],
  ])('but not from %j: %s', (text, invalid) => {
    expect(readTime(text)).toEqual({ invalid: expect.stringContaining(invalid) });
  });

  it('as the same instant, whatever the offset and the fraction it is written with', () => {
    fc.assert(
      fc.property(
        anyDate,
        fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
        fc.stringMatching(/^\d{0,20}$/),
        fc.constantFrom('T', 't', ' '),
        fc.boolean(),
        (date, offset, finer, between, colon) => {
          const local = new Date(date.getTime() + offset * 60_000).toISOString();
          const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
          const zone = `${offset < 0 ? '-' : '+'}${two(hours)}${colon ? ':' : ''}${two(minutes)}`;
          const text = `${local.slice(0, 10)}${between}${local.slice(11, -1)}${finer}${zone}`;
          expect(readTime(text)).toMatchObject({ time: date.toISOString(), truncated: /[1-9]/.test(finer) });
        },
      ),
    );
  });

  it('as itself, where it is in the form of the log', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(readTime(date.toISOString())).toMatchObject({ time: date.toISOString() });
      }),
    );
  });

  it('on exactly the days that the calendar has', () => {
    const part = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(
      fc.property(part(9999), part(15), part(35), (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        const date = new Date(`${text}T00:00:00.000Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect('time' in readTime(text)).toBe(exists);
      }),
      { numRuns: 2_000 },
    );
  });

  it('or refused, never thrown at, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d)?$/)),
        (text) => {
          const read = readTime(text);
          if ('time' in read) expect(read.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
          else expect(read.invalid).not.toBe('');
        },
      ),
    );
  });
});

describe('a time of day is read', () => {
  it.each([
    ['14:50', 53_400_000],
    ['9:05:00.5', 32_700_500],
    ['00:00', 0],
    ['23:59:59.9999', 86_399_999],
  ])('from %s as %i ms after midnight', (text, ms) => {
    expect(readClock(text)).toEqual({ ms });
  });

  it.each(['24:00', '25:00', '14:60', '14:50:60'])('but not from %s', (text) => {
    expect(readClock(text)).toEqual({ invalid: expect.any(String) });
  });

  it('and no other text is taken for one', () => {
    expect(readClock('1450')).toBeUndefined();
    expect(readClock('e1f0:12')).toBeUndefined();
  });
});
