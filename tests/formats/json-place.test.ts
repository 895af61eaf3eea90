// The place where a text stops being JSON, compared with JSON.parse.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notJsonAt } from '../../src/formats/json-place.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('notJsonAt', () => {
  it('finds a place exactly where JSON.parse fails', () => {
    const json = fc.jsonValue().map((value) => JSON.stringify(value, undefined, 1));
    fc.assert(
      fc.property(json, fc.nat(), fc.string({ maxLength: 2 }), fc.nat(2), (text, at, insert, cut) => {
        const from = at % (text.length + 1);
        for (const candidate of [text, text.slice(0, from) + insert + text.slice(from + cut)])
          expect(notJsonAt(candidate) === undefined, candidate).toBe(parses(candidate));
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds the first place: what stands before it can be completed', () => {
    expect(notJsonAt('{"a": 1,\n "b": tru}')).toEqual({ index: 15, line: 2, column: 7, found: '"t"' });
    expect(notJsonAt('[1, 2')).toEqual({ index: 5, line: 1, column: 6, found: 'the end of the text' });
    expect(notJsonAt('[01]')?.index).toBe(2);
    expect(notJsonAt('"\\x"')?.index).toBe(1);
  });
});
