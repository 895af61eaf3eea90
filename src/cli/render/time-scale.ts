// The scale of time that all bars of a page stand on, and its axis.
import { clockAfter, dateAndClock } from './figures.ts';
import type { Style } from './palette.ts';

/** The moments, in milliseconds, between which all bars stand, and the columns they share. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}

/** Columns of the labels to the left of the scale. */
export const LABEL_COLUMNS = 28;

/** The scale from the first to the last of these times; those that are not known are left out. */
export const scaleOf = (times: readonly (string | null)[], columns: number): Scale => {
  let from = Infinity;
  let to = -Infinity;
  for (const time of times) {
    const at = time === null ? Number.NaN : Date.parse(time);
    if (Number.isNaN(at)) continue;
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return { from, to, columns };
};

export const columnOf = ({ from, to, columns }: Scale, time: string): number =>
  to === from ? 0 : Math.min(columns - 1, Math.max(0, Math.floor(((Date.parse(time) - from) / (to - from)) * columns)));

const DAY_MS = 24 * 60 * 60 * 1000;

/** `╵01-31` below the column in which a day begins, as far as there is room for each. */
const daysBegun = (scale: Scale): string => {
  let line = '';
  for (let at = (Math.floor(scale.from / DAY_MS) + 1) * DAY_MS; at <= scale.to; at += DAY_MS) {
    const time = new Date(at).toISOString();
    const column = columnOf(scale, time) + 1;
    const mark = `╵${time.slice(5, 10)}`;
    if ((line === '' || line.length < column) && column + mark.length <= scale.columns + 2)
      line = line.padEnd(column) + mark;
    // Of a scale of years only days that have a column of their own are looked at.
    at += Math.max(0, Math.ceil((scale.to - scale.from) / scale.columns / DAY_MS) - 1) * DAY_MS;
  }
  return line;
};

/** Times along the scale: its beginning, with its day; its end, with its day where that is another; the days between. */
export const axis = (style: Style, scale: Scale): string[] => {
  if (!Number.isFinite(scale.from)) return [];
  const [from, to] = [scale.from, scale.to].map((at) => new Date(at).toISOString()) as [string, string];
  const [first, last] = [dateAndClock(from), clockAfter(to, from)];
  const ends = [first, last.padStart(Math.max(last.length, scale.columns + 1 - first.length))];
  const fits = LABEL_COLUMNS + 4 + ends.join(' ').length <= style.width;
  return [...(fits ? [ends.join(' ')] : [first, last]), daysBegun(scale)]
    .filter((line) => line !== '')
    .map((line) => ' '.repeat(LABEL_COLUMNS + 4) + style.faint(line));
};
