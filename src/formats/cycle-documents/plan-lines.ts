// A plan as a document shows it: complete or in part, with truncated items and several items on one line.
import type { ItemStatus } from '../../../projections/slices/plan-md.ts';
import { MARKS } from '../plan-md/blocks.ts';
import { readContent } from '../plan-md/content.ts';
import type { Line } from './outline.ts';

export interface ShownItem {
  readonly line: number;
  readonly text: string;
  /** Ends in `...`. */
  readonly truncated: boolean;
  readonly note: string | null;
  /** Struck through: what it was is known from before. */
  readonly struck: boolean;
  readonly status: ItemStatus;
  readonly indent: number;
}

export type ShownLine =
  | { readonly kind: 'title'; readonly line: number; readonly text: string }
  | { readonly kind: 'section'; readonly line: number; readonly text: string }
  | { readonly kind: 'item'; readonly item: ShownItem }
  /** `...`: the rest of the plan is unchanged. */
  | { readonly kind: 'rest'; readonly line: number }
  | { readonly kind: 'unread'; readonly line: Line };

const BOX = /(?:^\s*(?:[-*+]|\d+[.)])\s+|,\s*|^\s*)\[([ xX~!?-])\](?=\s|$)\s*/g;
const ELLIPSIS = /^(?:[-*+]\s+)?(?:\.{3}|…)$/;

/** As in plan.md: an open item that is struck through is dropped. */
const statusOf = (mark: ItemStatus, struck: boolean): ItemStatus => (struck && mark === 'open' ? 'dropped' : mark);

const itemsOn = (line: Line): ShownItem[] => {
  const boxes = [...line.text.matchAll(BOX)];
  const indent = line.text.length - line.text.trimStart().length;
  return boxes.map((box, place) => {
    const source = line.text.slice(box.index + box[0].length, boxes[place + 1]?.index).trim();
    const { text, note, struck } = readContent(source);
    const short = text.replace(/\s*(?:\.{3}|…)$/, '');
    return {
      line: line.number,
      text: short,
      truncated: short !== text,
      note,
      struck,
      status: statusOf(MARKS[box[1] ?? ' '] ?? 'open', struck),
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
