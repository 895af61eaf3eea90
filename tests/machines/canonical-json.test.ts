// Texts that are compared and hashed: the same for equal values, whatever order they were made in, and in any language.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, canonicalPieces } from '../../machines/canonical-json.ts';
import { hostileText } from '../arbitrary-event.ts';

const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, turned(member)])
      .toReversed(),
  );
};

test('members are in code-unit order, those named like numbers too', () => {
  expect(canonicalJson({ b: 1, a: { 10: 1, 9: 2, '-': 3 }, 2: [], é: null, Z: '"' })).toBe(
    '{"2":[],"Z":"\\"","a":{"-":3,"10":1,"9":2},"b":1,"é":null}',
  );
});

test('a member called toJSON is an ordinary member, unless it is a function that gives the value to write', () => {
  expect(canonicalJson({ toJSON: 1 })).toBe('{"toJSON":1}');
  expect(canonicalJson({ toJSON: () => [2] })).toBe('[2]');
});

test('the text has the content of the value, whatever the order in which members were added', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(turned(value))).toBe(text);
    }),
  );
});

/** The definition, member by member, with JSON for every text. */
const defined = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(defined).join()}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${defined(member)}`).join()}}`;
};

test('every text is written as JSON writes it', () => {
  const text = fc.oneof(
    hostileText,
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom('"', '\\', '\u007f', '['),
  );
  fc.assert(
    fc.property(
      fc.dictionary(text, fc.oneof(text, fc.jsonValue(), fc.array(text, { maxLength: 30 })), {
        maxKeys: 40,
        size: 'medium',
      }),
      (value) => {
        expect(canonicalJson(value)).toBe(defined(value));
      },
    ),
  );
});

test('what JSON cannot represent is left out of objects and is null in lists', () => {
  expect(canonicalJson({ a: undefined, b: [undefined, Number.NaN] })).toBe('{"b":[null,null]}');
});

test('a table or a list is written as the value of its toJSON', () => {
  expect(canonicalJson({ at: { toJSON: () => ({ b: 1, a: 2 }) } })).toBe('{"at":{"a":2,"b":1}}');
});

test('the pieces of a value are its text, however deep it is taken apart', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), (value, levels) => {
      const pieces: string[] = [];
      canonicalPieces({ toJSON: () => value }, (piece) => pieces.push(piece), levels);
      expect(pieces.join('')).toBe(canonicalJson(value));
    }),
  );
});
