import { describe, expect, it } from 'vitest';
import { isRepriseError } from '../../src/errors.ts';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { redact } from '../../src/secrets/redact.ts';
import { patternsFrom, type UserPattern } from '../../src/secrets/secret-options.ts';

const own = (...patterns: UserPattern[]) => patternsFrom({ patterns, defaults: false });
const ticket = { name: 'ticket', pattern: 'TKT-\\d{4}' };

describe('redact', () => {
  it('replaces in every text of a value, names of members too, and counts by pattern', () => {
    const value = { a: 'TKT-1234', list: ['x', { 'TKT-5678': 7 }], n: 1, none: null };
    expect(redact(value, own(ticket))).toEqual({
      value: { a: '[redacted:ticket]', list: ['x', { '[redacted:ticket]': 7 }], n: 1, none: null },
      count: 2,
      byPattern: { ticket: 2 },
    });
  });

  it('gives the value itself back where it holds no secret', () => {
    const value = { a: ['x', { b: 'y' }] };
    expect(redact(value, DEFAULT_PATTERNS).value).toBe(value);
  });

  it('keeps members apart whose names differed in their secrets only', () => {
    expect(redact({ 'TKT-0001': 1, 'TKT-0002': 2, 'TKT-0003': 3 }, own(ticket)).value).toEqual({
      '[redacted:ticket]': 1,
      '[redacted:ticket]~2': 2,
      '[redacted:ticket]~3': 3,
    });
  });

  it('numbers thousands of such names, in their order', () => {
    const names = Array.from(
      { length: 20_000 },
      (_, n) => `TKT-${String(n % 10_000).padStart(4, '0')}${n < 10_000 ? '' : '!'}`,
    );
    const redacted = Object.keys(redact(Object.fromEntries(names.map((name) => [name, 1])), own(ticket)).value);
    expect(new Set(redacted).size).toBe(20_000);
    expect(redacted[9_999]).toBe('[redacted:ticket]~10000');
    expect(redacted[19_999]).toBe('[redacted:ticket]!~10000');
  });

  it('treats a value as a secret by the name of its member', () => {
    const value = {
      password: 'correcthorse',
      apiKey: 'zz99zz99zz',
      title: 'correcthorse',
      db: { Password: 'a1b2c3d4e5' },
    };
    expect(redact(value, DEFAULT_PATTERNS).value).toEqual({
      password: '[redacted:password]',
      apiKey: '[redacted:assigned-secret]',
      title: 'correcthorse',
      db: { Password: '[redacted:password]' },
    });
  });

  it('keeps the name before a value, and what comes after it', () => {
    const text = 'export DB_PASSWORD="correcthorse" && curl -H "Authorization: Bearer abc123abc123" https://x';
    expect(redact(text, DEFAULT_PATTERNS).value).toBe(
      'export DB_PASSWORD="[redacted:password]" && curl -H "Authorization: Bearer [redacted:authorization]" https://x',
    );
  });

  it('changes nothing that it has redacted once', () => {
    const once = redact('token: abcd1234efgh TKT-1234', patternsFrom({ patterns: [ticket] })).value;
    expect(redact(once, patternsFrom({ patterns: [ticket] }))).toMatchObject({ value: once, count: 0 });
  });

  it('continues until no secret is left that a replacement brought together', () => {
    const patterns = own({ name: 'inner', pattern: 'bc' }, { name: 'edge', pattern: 'a\\[|\\]d' });
    expect(redact('abcd', patterns).value).toBe('[redacted:edge]');
    // One that matches wherever something stands beside a marker takes the whole text.
    expect(redact('key=abc def', own({ name: 'all', pattern: '\\S+' })).value).toBe('[redacted:all] [redacted:all]');
  });

  it('replaces what the group `secret` of an own pattern holds, where it has one', () => {
    expect(redact('pin 1234', own({ name: 'pin', pattern: 'pin (?<secret>\\d+)' })).value).toBe('pin [redacted:pin]');
  });

  it('does not treat a marker as a secret', () => {
    const greedy = own({ name: 'greedy', pattern: '(?<=key=)\\S+' });
    expect(redact('key=abc now', greedy)).toEqual({
      value: 'key=[redacted:greedy] now',
      count: 1,
      byPattern: { greedy: 1 },
    });
  });

  it('keeps a member named __proto__ a member', () => {
    const value: unknown = JSON.parse('{"__proto__":"TKT-1234"}');
    expect(JSON.stringify(redact(value, own(ticket)).value)).toBe('{"__proto__":"[redacted:ticket]"}');
  });
});

describe('custom patterns', () => {
  it.each([
    [{ name: 'Ticket Key', pattern: 'x' }, 'its name'],
    [{ name: 'x', pattern: '(' }, 'not a valid regular expression'],
    [{ name: 'x', pattern: 'a*' }, 'empty text'],
    [{ name: 'x', pattern: 'a', flags: 'g' }, 'flags'],
    [{ name: 'x', pattern: 7 }, 'no pattern'],
    [null, 'its name'],
  ])('%j is refused in one sentence', (pattern, why) => {
    let error: unknown;
    try {
      patternsFrom({ patterns: [ticket, pattern as UserPattern] });
    } catch (caught) {
      error = caught;
    }
    expect(isRepriseError(error, 'USAGE') && error.message).toMatch(/^Secret pattern 2 is not valid: [^\n]+\.$/);
    expect((error as Error).message).toContain(why);
  });

  it('are sources or regular expressions, with flags', () => {
    const patterns = own({ name: 'a', pattern: /abc/gi }, { name: 'b', pattern: 'xyz', flags: 'i' });
    expect(redact('ABC xyZ', patterns).value).toBe('[redacted:a] [redacted:b]');
  });
});
