import { expect, test } from 'vitest';
import { bodyOf, linesOf } from '../../src/log/body.ts';

const commit = { id: 'c1', lines: ['{"a":"ü"}', '{"b":"�"}'] };
const body = bodyOf(commit, 1_000);

test('the lines of a body are read back, with byte order marks and replacement characters', () => {
  expect(linesOf(body, () => 'S:1')).toEqual(commit.lines);
  const marked = { id: 'c2', lines: ['\uFEFF{}'] };
  expect(linesOf(bodyOf(marked, 1_000), () => 'S:1')).toEqual(marked.lines);
});

test.each([
  [
    'a byte that is not UTF-8, which a lenient reader would replace by U+FFFD',
    Uint8Array.of(...body.slice(0, -2), 0xff, 10),
    'it is not UTF-8',
  ],
  ['a last line without a line feed', body.slice(0, -1), 'its last line has no line feed'],
  ['no bytes at all', new Uint8Array(), 'it is empty'],
])('a body with %s was edited, and is refused with its place', (_name, bytes, why) => {
  const message = `The message at S:1 is no commit of Reprise: ${why}: ${bytes.length} bytes`;
  expect(() => linesOf(bytes, () => 'S:1')).toThrow(message);
});
