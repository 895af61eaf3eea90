// The day of lines that print a time of day only: it stands on a line of its own, before the first of them and wherever
// it changes.

import { safeLine } from '../../text/safe-text.ts';
import { dayOf } from './figures.ts';
import type { Style } from './palette.ts';

/** Before each line with a time: the line of its day where that is not the day shown last, else none. */
export type DayLines = (time: string | null) => string[];

/** @param shown the day that the reader knows already */
export const dayLines = (style: Style, indent = 0, shown: string | null = null): DayLines => {
  let last = shown;
  return (time) => {
    const day = dayOf(time);
    if (day === null || day === last) return [];
    last = day;
    return [' '.repeat(indent) + style.faint(safeLine(day))];
  };
};
