// Texts that are compared: short ones as they are, long ones by the hashes of their parts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { differenceOf, viewTextOf } from '../../src/session/record/view-text.ts';

const LONG = 300_000;
const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `row_${n}`, text: 'x'.repeat(90) }));

test('two values differ where their texts do, and only then', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const same = canonicalJson(one) === canonicalJson(other);
      expect(differenceOf(viewTextOf(one), viewTextOf(other)) === undefined).toBe(same);
      expect(differenceOf(viewTextOf(one), viewTextOf(structuredClone(one)))).toBeUndefined();
    }),
  );
});

test('a difference of short texts is shown with what stands around it', () => {
  const found = differenceOf(viewTextOf({ a: 1, b: 'old' }), viewTextOf({ a: 1, b: 'new' }));
  expect(found).toEqual({ at: 12, expected: '{"a":1,"b":"old"}', got: '{"a":1,"b":"new"}' });
});

test('a difference of long texts is found, at the part in which it is', () => {
  const whole = rows(LONG / 100);
  const text = viewTextOf(whole);
  expect(text.whole).toBeUndefined();
  const place = 2_000;
  const changed = whole.with(place, { id: `row_${place}`, text: 'y' });
  const found = differenceOf(text, viewTextOf(changed));
  const at = canonicalJson(whole.slice(0, place)).length;
  expect(found?.at).toBeLessThanOrEqual(at);
  expect(found?.at).toBeGreaterThan(at - 70_000);
  expect(found?.expected).not.toBe(found?.got);
});

test('a long text that goes on where the other ends differs from it', () => {
  const short = viewTextOf(rows(LONG / 100));
  expect(differenceOf(short, viewTextOf(rows(LONG / 100 + 1)))).toBeDefined();
  expect(differenceOf(viewTextOf([]), short)?.got).toMatch(/SHA-256/);
});
