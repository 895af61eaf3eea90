// Check boxes: one sign for each state that anything can be in.
import type { Cell } from './columns.ts';
import type { Paint, Style } from './palette.ts';

const SIGNS: Readonly<Record<string, string>> = {
  completed: 'x',
  done: 'x',
  met: 'x',
  delivered: 'x',
  passed: 'x',
  active: '~',
  running: '~',
  in_progress: '~',
  failed: '!',
  killed: '!',
  lost: '!',
  blocked: '!',
  error: '!',
  question: '?',
  unmatched: '?',
  skipped: '-',
  abandoned: '-',
  dropped: '-',
  cancelled: '-',
  waived: '-',
  handed_over: '-',
};

/** How a state is painted. */
export const paintOf = (style: Style, status: string): Paint => {
  switch (SIGNS[status]) {
    case 'x':
      return style.good;
    case '~':
      return style.active;
    case '!':
      return style.bad;
    case '?':
      return style.warning;
    case '-':
      return style.faint;
    default:
      return (text) => text;
  }
};

/** `[x]`, `[~]`, `[!]`, `[?]`, `[-]`, `[ ]`. */
export const box = (style: Style, status: string): Exclude<Cell, string> => ({
  text: `[${Object.hasOwn(SIGNS, status) ? SIGNS[status] : ' '}]`,
  paint: paintOf(style, status),
});

/** A state as a word. */
export const state = (style: Style, status: string): Exclude<Cell, string> => ({
  text: status.replaceAll('_', ' '),
  paint: paintOf(style, status),
});
