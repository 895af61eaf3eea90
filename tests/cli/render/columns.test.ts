import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, paragraph, table } from '../../../src/cli/render/columns.ts';
import { styleOf } from '../../../src/cli/render/palette.ts';
import { safeLine } from '../../../src/text/safe-text.ts';
import { cut, textWidth } from '../../../src/text/width.ts';
import { hostileText } from '../../arbitrary-event.ts';

const style = styleOf({ colours: false, width: 60 });

describe('columns', () => {
  it('are aligned, also beside wide signs', () => {
    expect(
      table(style, [
        ['a', 'first'],
        ['日本', 'second'],
      ]),
    ).toEqual(['  a     first', '  日本  second']);
  });

  it('stand at the right where they are figures', () => {
    expect(
      table(style, [
        ['a', { text: '5', right: true }],
        ['b', { text: '1,000', right: true }],
      ]),
    ).toEqual(['  a      5', '  b  1,000']);
  });

  it('leave out what stands in no row', () => {
    expect(
      table(style, [
        ['a', '', 'b'],
        ['c', '', 'd'],
      ]),
    ).toEqual(['  a  b', '  c  d']);
  });

  it('are painted after they are measured', () => {
    const coloured = styleOf({ colours: true, width: 60 });
    const [line] = table(coloured, [[{ text: 'a', paint: coloured.bad }, 'b']]);
    expect(line).toBe('  \u001b[31ma\u001b[39m  b');
  });

  it('never make a line wider than the page', () => {
    fc.assert(
      fc.property(fc.array(fc.array(hostileText, { minLength: 3, maxLength: 3 }), { maxLength: 6 }), (rows) => {
        for (const line of table(style, rows)) expect(textWidth(line)).toBeLessThanOrEqual(style.width);
      }),
    );
    const long = 'word '.repeat(100);
    for (const line of table(style, [[long, long, long, long, long, long, long]]))
      expect(textWidth(line)).toBeLessThanOrEqual(style.width);
  });
});

describe('a text cut to a width', () => {
  it('marks what was left out, and is never wider', () => {
    expect(cut('password reset', 9)).toBe('password…');
    expect(cut('日本語', 4)).toBe('日…');
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(textWidth(cut(safeLine(text), width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('a paragraph', () => {
  it('is wrapped at spaces, keeps its lines and their indentation, and loses nothing', () => {
    const narrow = styleOf({ colours: false, width: 40 });
    const text = `${'word '.repeat(12).trim()}\n  - point\n\n${'x'.repeat(70)}`;
    const lines = paragraph(narrow, text, 4);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(40);
    expect(lines).toContain('      - point');
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(/\s/g, ''));
  });
});

describe('a bar', () => {
  it('has the requested width, whatever the share', () => {
    for (const share of [-1, 0, 0.5, 1, 7]) expect(bar(share, 10)).toHaveLength(10);
    expect(bar(0.5, 4)).toBe('██░░');
  });
});
