// A plan as a document shows it: whole or in part, items cut to a word, several on one line.
import type { ItemStatus } from '../../../projections/slices/plan-md.ts';
import type { Line } from './outline.ts';

export interface ShownItem {
  readonly line: number;
  readonly text: string;
  /** Cut off by `...`. */
  readonly cut: boolean;
  readonly note: string | null;
  readonly status: ItemStatus;
  readonly indent: number;
}

export type ShownLine =
  | { readonly kind: 'title'; readonly line: number; readonly text: string }
  | { readonly kind: 'section'; readonly line: number; readonly text: string }
  | { readonly kind: 'item'; readonly item: ShownItem }
  /** `...`: the rest is as it was. */
  | { readonly kind: 'rest'; readonly line: number }
  | { readonly kind: 'unread'; readonly line: Line };

const STATUSES: Readonly<Record<string, ItemStatus>> = {
  ' ': 'open',
  x: 'done',
  X: 'done',
  '~': 'in_progress',
  '!': 'blocked',
  '?': 'question',
  '-': 'dropped',
};
const BOX = /(?:^\s*(?:[-*+]|\d+[.)])\s+|,\s*|^\s*)\[([ xX~!?-])\](?=\s|$)\s*/g;
const TAIL = /^(.*?\S) [—–-] (\S.*)$|^(.*\S) (\([^()]*\))$/;
const ELLIPSIS = /^(?:[-*+]\s+)?(?:\.{3}|…)$/;

/** A text and what stands behind it: after a dash without it, in brackets with them. */
const contentOf = (source: string): { text: string; note: string | null } => {
  const struck = /^~~(.+?)~~\s*(.*)$/.exec(source);
  if (struck !== null) {
    const tail = (struck[2] ?? '').replace(/^[—–-]\s+/, '');
    return { text: (struck[1] ?? '').trim(), note: tail === '' ? null : tail };
  }
  const tail = TAIL.exec(source);
  if (tail === null) return { text: source, note: null };
  return tail[1] === undefined
    ? { text: tail[3] ?? source, note: tail[4] ?? null }
    : { text: tail[1], note: tail[2] ?? null };
};

const itemsOn = (line: Line): ShownItem[] => {
  const boxes = [...line.text.matchAll(BOX)];
  const indent = line.text.length - line.text.trimStart().length;
  return boxes.map((box, place) => {
    const source = line.text.slice(box.index + box[0].length, boxes[place + 1]?.index).trim();
    const { text, note } = contentOf(source);
    const short = text.replace(/\s*(?:\.{3}|…)$/, '');
    return {
      line: line.number,
      text: short,
      cut: short !== text,
      note,
      status: STATUSES[box[1] ?? ' '] ?? 'open',
      indent,
    };
  });
};

/** The lines of a plan, in order. */
export const planLines = (lines: readonly Line[]): ShownLine[] =>
  lines.flatMap((line): ShownLine[] => {
    const text = line.text.trim();
    const [, signs, title] = /^(#{1,6})\s+(\S.*)$/.exec(text) ?? [];
    if (signs !== undefined && title !== undefined)
      return [{ kind: signs.length < 3 ? 'title' : 'section', line: line.number, text: title }];
    if (ELLIPSIS.test(text)) return [{ kind: 'rest', line: line.number }];
    const items = /^(?:(?:[-*+]|\d+[.)])\s+)?\[/.test(text) ? itemsOn(line) : [];
    if (items.length === 0 || items.some((item) => item.text === '')) return [{ kind: 'unread', line }];
    return items.map((item) => ({ kind: 'item', item }));
  });
