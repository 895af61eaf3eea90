// The copy of a command's content beside what JSON makes of it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonCopy, NOT_PLAIN } from '../../src/session/write/json-copy.ts';
import { hostileText } from '../arbitrary-event.ts';

const odd = fc.constantFrom<unknown>(
  undefined,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Symbol('s'),
  () => 1,
  new Date(0),
  new Map([[1, 2]]),
  Object.create(null),
  Object.create({ inherited: 1 }),
  new String('boxed'),
  { toJSON: () => 'other' },
  { toJSON: 1 },
  JSON.parse('{"__proto__":{"a":1}}'),
  Object.assign([1], { more: 2 }),
  Object.assign([1], { toJSON: () => 3 }),
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
  [1, , 2],
  new (class Task {
    taskId = 't1';
  })(),
  { [Symbol('hidden')]: 1, 10: 'ten', 9: 'nine' },
  Object.defineProperty({ seen: 1 }, 'hidden', { value: 2, enumerable: false }),
  {
    get computed() {
      return 3;
    },
  },
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), hostileText, odd, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(hostileText, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).value;

test('a copy is what JSON gives back, member by member, in the same order', () => {
  let plain = 0;
  fc.assert(
    fc.property(anything, (value) => {
      const copy = jsonCopy(value);
      if (copy === NOT_PLAIN) return;
      plain += 1;
      const text = JSON.stringify(value);
      expect(copy).toEqual(JSON.parse(text));
      expect(JSON.stringify(copy)).toBe(text);
      if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
    }),
    { numRuns: 1_000 },
  );
  expect(plain).toBeGreaterThan(100);
});

test('every JSON value is copied without JSON, and one nested over 64 levels is not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (given) => {
      const value = JSON.parse(JSON.stringify(given));
      fc.pre(!JSON.stringify(value).includes('"__proto__"'));
      expect(jsonCopy(value)).toEqual(value);
    }),
  );
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  expect(jsonCopy(nested(64))).toEqual(nested(64));
  expect(jsonCopy(nested(65))).toBe(NOT_PLAIN);
  const circle: unknown[] = [];
  circle.push(circle);
  expect(jsonCopy(circle)).toBe(NOT_PLAIN);
});
