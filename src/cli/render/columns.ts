// Lines and columns on a terminal, by the width that signs take there: wide ones (CJK, emoji) two, marks none.
import type { Paint, Style } from './palette.ts';
import { safeLine, safeLines } from './safe-text.ts';

const PLAIN = /^[\u0020-\u007e]*$/;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const NO_WIDTH = /^[\p{M}\p{Cf}]+$/u;
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

const signWidth = (sign: string): number => (NO_WIDTH.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1);

/** Columns that a text without control characters takes. */
export const textWidth = (text: string): number => {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segments.segment(text)) width += signWidth(segment);
  return width;
};

/** The text in at most so many columns, `…` for what was left out. */
export const cut = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    used += signWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept.trimEnd()}…`;
};

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return right ? space + text : text + space;
};

/** A cell: its text (made safe here), how it is painted, and whether it stands at the right of its column. */
export type Cell = string | { readonly text: string; readonly paint?: Paint; readonly right?: boolean };

const GAP = '  ';
const MOST_OF_A_COLUMN = 48;

/** Rows with aligned columns, each line at most as wide as the page; the last column gets the room that is left. */
export const table = (style: Style, rows: readonly (readonly Cell[])[], indent = 2): string[] => {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? { text: safeLine(cell) } : { ...cell, text: safeLine(cell.text) })),
  );
  const widths: number[] = [];
  for (const row of cells)
    for (const [column, { text }] of row.entries())
      widths[column] = Math.min(MOST_OF_A_COLUMN, Math.max(widths[column] ?? 0, textWidth(text)));
  return cells.map((row) => {
    let left = style.width - indent;
    let line = ' '.repeat(indent);
    for (const [column, cell] of row.entries()) {
      const isLast = column === row.length - 1;
      const room = Math.max(0, isLast ? left : Math.min(widths[column] ?? 0, left));
      const text = cut(cell.text, room);
      const { paint, right } = cell as Exclude<Cell, string>;
      const padded =
        isLast && right !== true
          ? text
          : pad(text, isLast ? Math.min(widths[column] ?? 0, room) : room, right === true);
      line += (paint === undefined ? padded : paint(padded)) + (isLast ? '' : GAP);
      left -= room + GAP.length;
    }
    return line.trimEnd();
  });
};

/** A header and what stands below it; nothing at all where that is nothing. */
export const section = (style: Style, title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', style.header(safeLine(title)), ...lines];

/** A text of several lines, each broken at spaces to fit the page. */
export const paragraph = (style: Style, text: string, indent: number): string[] => {
  const room = style.width - indent;
  return safeLines(text).flatMap((line) => {
    const lead = /^ */.exec(line)?.[0] ?? '';
    const broken: string[] = [];
    let current = lead;
    for (const word of line.trim().split(' ')) {
      const longer = current.trim() === '' ? current + word : `${current} ${word}`;
      if (textWidth(longer) <= room || current.trim() === '') current = longer;
      else {
        broken.push(current);
        current = lead + word;
      }
    }
    return [...broken, current].map((each) => (each.trim() === '' ? '' : ' '.repeat(indent) + cut(each, room)));
  });
};

/** A bar of so many columns, filled by a share from 0 to 1. */
export const bar = (share: number, width: number): string => {
  const filled = Math.max(0, Math.min(width, Math.round(share * width)));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
};
