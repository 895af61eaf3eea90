import { expect, test } from 'vitest';
import { bodyOf, linesOf } from '../../src/log/body.ts';

const commit = { id: 'c1', lines: ['{"a":"ü"}', '{"b":"�"}'] };
const body = bodyOf(commit, 1_000);

test('a body gives its lines back, byte order marks and replacement characters among them', () => {
  expect(linesOf(body, 'S:1')).toEqual(commit.lines);
  const marked = { id: 'c2', lines: ['\uFEFF{}'] };
  expect(linesOf(bodyOf(marked, 1_000), 'S:1')).toEqual(marked.lines);
});

test.each([
  [
    'a byte that is no UTF-8, which a lenient reading would take for U+FFFD',
    Uint8Array.of(...body.slice(0, -2), 0xff, 10),
    'it is no UTF-8',
  ],
  ['a last line without its end', body.slice(0, -1), 'its last line has no end'],
  ['no bytes', new Uint8Array(), 'it is empty'],
])('%s is an edit, and said with its place', (_name, bytes, why) => {
  expect(() => linesOf(bytes, 'S:1')).toThrow(`The commit at S:1 is not as it was written: ${why}.`);
});
