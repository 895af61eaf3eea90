// What a hostile plan.md costs: the parser runs on short pieces of it, or the file is refused with its line.
import { expect, it } from 'vitest';
import { parsePlan } from '../../../src/formats/plan-md/parse.ts';

it.each([
  ['headings underlined by =', 'Title\n===\n'],
  ['headings underlined by -', 'Title\n---\n'],
  ['headings of two lines', 'One\ntwo\n---\n'],
  ['definitions of links', '[name]: /url\n'],
  ['rules', '***\n'],
  ['boxes', '- [ ] item\n'],
])('%s are parsed in pieces whose length does not grow with the file', (_, line) => {
  const longest = (times: number): number => {
    const { pieces } = parsePlan(line.repeat(times));
    expect(pieces.map(({ source }) => source).join('')).toBe(line.repeat(times));
    return Math.max(...pieces.map(({ source }) => source.length));
  };
  expect(longest(2_000)).toBe(longest(1_000));
});

it.each([
  [
    'quotes within quotes',
    `# Plan\n\n${'>'.repeat(1_000_000)}`,
    'Line 3: quotes and lists are nested at most 100 deep.',
  ],
  ['quotes with spaces', `# Plan\n${'> '.repeat(101)}a`, 'Line 2: quotes and lists are nested at most 100 deep.'],
  ['lists within lists', '1. '.repeat(300_000), 'Line 1: quotes and lists are nested at most 100 deep.'],
  [
    'a quote that goes on without its sign',
    `> a\n${'b\n'.repeat(100_000)}`,
    'Line 1002: a quote is continued without ">" on at most 1000 lines.',
  ],
])('refuses %s before parsing, with the line and the exit code of bad input', (_, text, message) => {
  expect(() => parsePlan(text)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', exitCode: 2, message }));
});

it('takes a quote of many lines and a list after a quote', () => {
  expect(parsePlan(`${'> a\n'.repeat(3_000)}- [ ] b\n${'text\n'.repeat(1_500)}`).items).toHaveLength(1);
});
