// Intervals of time in milliseconds, and sets of them.
import { knownTime } from './duration.ts';

/** From and to; `Infinity` where it has no end yet. */
export type Interval = readonly [from: number, to: number];

/** The interval between two times; none where the first is missing, one is unknown or they are the wrong way round. */
export const intervalBetween = (start: string | null, end: string | null): Interval[] => {
  if (knownTime(start) === null || (end !== null && knownTime(end) === null)) return [];
  const from = Date.parse(start as string);
  const to = end === null ? Infinity : Date.parse(end);
  return to >= from ? [[from, to]] : [];
};

/** The same moments, each once, in order. */
export const union = (intervals: readonly Interval[]): Interval[] => {
  const merged: [from: number, to: number][] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
};

/** The moments of the first that are in none of the others. */
export const without = (intervals: readonly Interval[], others: readonly Interval[]): Interval[] => {
  const taken = union(others);
  return union(intervals).flatMap(([from, to]) => {
    const left: Interval[] = [];
    let at = from;
    for (const [start, end] of taken) {
      if (end <= at) continue;
      if (start >= to) break;
      if (start > at) left.push([at, start]);
      at = end;
    }
    return at < to ? [...left, [at, to] as const] : left;
  });
};

/** The moments of these within one. */
export const within = (intervals: readonly Interval[], [from, to]: Interval): Interval[] =>
  intervals.flatMap(([start, end]): Interval[] => {
    const [first, last] = [Math.max(start, from), Math.min(end, to)];
    return first < last ? [[first, last]] : [];
  });

/** Milliseconds that they cover, each moment once. */
export const coveredMs = (intervals: readonly Interval[]): number =>
  union(intervals).reduce((sum, [from, to]) => sum + (to - from), 0);
