import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLine, safeLines } from '../../src/text/safe-text.ts';
import { hostileText } from '../arbitrary-event.ts';

/** Everything that a terminal obeys, or that turns the direction of writing. */
const OBEYED = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const anything = fc.array(
  fc.oneof(hostileText, fc.constantFrom('\u001b', '\u009b', '[', '2J', ']0;', '\u0007', '\n')),
  {
    maxLength: 12,
  },
);

describe('a text made safe for a terminal', () => {
  it('holds nothing that a terminal obeys, whatever it was', () => {
    fc.assert(
      fc.property(anything, (parts) => {
        const text = parts.join('');
        expect(safeLine(text)).not.toMatch(OBEYED);
        for (const line of safeLines(text)) expect(line).not.toMatch(OBEYED);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is safe once and for all: making it safe again changes nothing', () => {
    fc.assert(
      fc.property(anything, (parts) => {
        const once = safeLine(parts.join(''));
        expect(safeLine(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses complete sequences with their parameters, and nothing else', () => {
    expect(safeLine('a\u001b[1;31mred\u001b[0m b')).toBe('ared b');
    expect(safeLine('a\u001b]0;a title\u0007b')).toBe('ab');
    expect(safeLine('a\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\b')).toBe('alinkb');
    expect(safeLine('a\u009b2Jb')).toBe('ab');
    expect(safeLine('a\u202eb')).toBe('ab');
  });

  it('hides no text behind a sequence that never ends', () => {
    expect(safeLine('a\u001b]0;the rest')).toBe('a]0;the rest');
    expect(safeLine('a\u001b[')).toBe('a[');
  });

  it('keeps what people write: accents, other scripts, emoji of several parts', () => {
    for (const text of ['naïve café', 'مرحبا', '日本語', '👩‍👩‍👧', 'a → b']) expect(safeLine(text)).toBe(text);
  });

  it('stands on one line, or keeps its lines', () => {
    expect(safeLine('a\r\n\tb\u2028c \u0008 d')).toBe('a b c d');
    expect(safeLines('a\r\n  b\tc\n\n')).toEqual(['a', '  b  c']);
  });
});
