// The nearest known word to a mistyped one.
import { expect, test } from 'vitest';
import { editDistance, nearestWord } from '../../machines/nearest-word.ts';

test('the distance of two words is the fewest letters to add, remove or change', () => {
  expect(editDistance('', '')).toBe(0);
  expect(editDistance('abc', '')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('task.start', 'task.start')).toBe(0);
  expect(editDistance('flaw', 'lawn')).toBe(2);
});

test('the nearest word is at most three edits away, and at most half of the word', () => {
  const words = ['plan', 'todo', 'timeline', 'overview'];
  expect(nearestWord('pln', words)).toBe('plan');
  expect(nearestWord('OVERVEIW', words)).toBe('overview');
  expect(nearestWord('to', words)).toBeUndefined();
  expect(nearestWord('xxxxeline', words)).toBeUndefined();
  expect(nearestWord('', words)).toBeUndefined();
});

test('words are compared by their first eighty characters', () => {
  const long = 'x'.repeat(80);
  expect(nearestWord(`${long}aaaa`, [`${long}bbbbb`])).toBe(`${long}bbbbb`);
});
