// Lines and columns on a terminal, by the width of characters there: wide ones (CJK, emoji) take two columns, marks zero.

import { safeLine, safeLines } from '../../text/safe-text.ts';
import { cut, textWidth, wrapped } from '../../text/width.ts';
import type { Paint, Style } from './palette.ts';

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return right ? space + text : text + space;
};

/** The text followed by spaces up to this many columns. */
export const padEnd = (text: string, width: number): string => pad(text, width, false);

/**
 * A cell: its text (made safe here), its colour, whether it is right-aligned, and whether it keeps its width (an id that
 * people copy, a status; other columns give way).
 */
export type Cell =
  | string
  | { readonly text: string; readonly paint?: Paint; readonly right?: boolean; readonly whole?: boolean };

/** What happens to the text of a cell that is wider than its column: it goes on below, or is cut to keep a row a line. */
export type Overflow = 'wrap' | 'cut';

const GAP = '  ';
/** A column is not made narrower than this for the sake of others. */
const LEAST_OF_A_COLUMN = 3;
/** Where nothing is cut, a cell is padded to at most this, so that one long text does not move all that follows it. */
const MOST_PADDING = 60;

/** Widths by which the columns fit: the widest are narrowed first, those that keep their width never. */
const widthsWithin = (natural: readonly number[], whole: ReadonlySet<number>, room: number): number[] => {
  if (room === Infinity) return natural.map((width) => Math.min(width, MOST_PADDING));
  const widths = natural.map((width, column) => (whole.has(column) ? width : Math.min(width, room)));
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = Math.max(0, ...widths.filter((_, column) => !whole.has(column)));
    if (widest <= LEAST_OF_A_COLUMN) break;
    widths[widths.findIndex((width, column) => width === widest && !whole.has(column))] = widest - 1;
    over -= 1;
  }
  return widths;
};

/** Rows with aligned columns that fit the page; empty columns are left out. */
export const table = (
  style: Style,
  rows: readonly (readonly Cell[])[],
  indent = 2,
  overflow: Overflow = 'wrap',
): string[] => {
  const cells = rows.map((row) =>
    row.map((cell): Exclude<Cell, string> => {
      const { text, ...style } = typeof cell === 'string' ? { text: cell } : cell;
      return { ...style, text: safeLine(text) };
    }),
  );
  const natural: number[] = [];
  for (const row of cells)
    for (const [column, { text }] of row.entries()) natural[column] = Math.max(natural[column] ?? 0, textWidth(text));
  const whole = new Set(cells.flatMap((row) => row.flatMap((cell, column) => (cell.whole === true ? [column] : []))));
  const shown = [...natural.keys()].filter((column) => (natural[column] ?? 0) > 0);
  const gaps = GAP.length * Math.max(0, shown.length - 1);
  const widths = widthsWithin(natural, whole, Math.max(1, style.cutWidth - indent - gaps));
  const linesOf = ({ text }: { readonly text: string }, width: number): string[] =>
    style.cutWidth === Infinity || textWidth(text) <= width
      ? [text]
      : overflow === 'cut'
        ? [cut(text, width)]
        : wrapped(text, width);
  return cells.flatMap((row) => {
    const columns = shown
      .filter((column) => column < row.length)
      .map((column) => {
        const cell = row[column] as Exclude<Cell, string>;
        const width = widths[column] as number;
        return { ...cell, width, lines: linesOf(cell, width), isLast: column === row.length - 1 };
      });
    const height = Math.max(0, ...columns.map(({ lines }) => lines.length));
    return Array.from({ length: height }, (_, at) => {
      const parts = columns.map(({ lines, width, right, paint, isLast }) => {
        const line = lines[at] ?? '';
        const padded = isLast && right !== true ? line : pad(line, width, right === true);
        return paint === undefined ? padded : paint(padded);
      });
      return (' '.repeat(indent) + parts.join(GAP)).trimEnd();
    });
  });
};

/** A header and the lines below it; no lines, no header. */
export const section = (style: Style, title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', style.header(safeLine(title)), ...lines];

/** A text of several lines, each wrapped at spaces to fit the page; lines keep their indentation. */
export const paragraph = (style: Style, text: string, indent: number): string[] =>
  safeLines(text).flatMap((line) => {
    const lead = (/^ */.exec(line)?.[0] ?? '').slice(0, Math.floor(style.width / 4));
    const room = Math.max(1, style.width - indent - lead.length);
    return wrapped(line.trim(), room).map((each) => (each === '' ? '' : ' '.repeat(indent) + lead + each));
  });

/** A bar of this many columns, filled by a share from 0 to 1. */
export const bar = (share: number, width: number): string => {
  const filled = Math.max(0, Math.min(width, Math.round(share * width)));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
};
