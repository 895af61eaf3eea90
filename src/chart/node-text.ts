// The texts of a drawing as they are drawn, for those who measure them and those who draw them.
import type { DrawnNode } from '../../projections/chart/drawing.ts';
import { safeLine } from '../text/safe-text.ts';
import { cut } from '../text/width.ts';

/** Pixels. */
export const LINE_HEIGHT = 17;
export const TITLE_HEIGHT = 34;
const MOST_SIGNS = 36;

/** A text as it is drawn: on one line, cut where it is long. */
export const fitted = (text: string): string => cut(safeLine(text), MOST_SIGNS);

/** The lines of a node as they are drawn: its texts, then its state. */
export const linesOf = ({ text, state, waits, kind }: DrawnNode): string[] => [
  ...text.map(fitted),
  ...(state !== undefined && (kind === 'phase' || kind === 'gate') ? [fitted(state.replaceAll('_', ' '))] : []),
  ...(waits !== undefined && kind === 'phase' ? [fitted(waits)] : []),
];
