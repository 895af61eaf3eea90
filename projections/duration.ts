// Durations in seconds, by the times of events.
import { UNKNOWN_TIME } from '../machines/events/fields.ts';

/** The time, or `null` where the source gave no time. */
export const knownTime = (time: string | null): string | null => (time === UNKNOWN_TIME ? null : time);

/**
 * Seconds from one time to another; `null` when one is missing, unknown or not a calendar date, and where the end is
 * before the start: such times contradict each other, and nobody knows how long it took.
 */
export const secondsBetween = (start: string | null | undefined, end: string | null | undefined): number | null => {
  if (start === null || end === null || start === undefined || end === undefined) return null;
  if (start === UNKNOWN_TIME || end === UNKNOWN_TIME) return null;
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
  return seconds >= 0 ? seconds : null;
};

/** Seconds rounded to milliseconds: sums of binary fractions are not exact. */
export const roundedS = (seconds: number): number => Math.round(seconds * 1000) / 1000 || 0;

/** `part` of `whole` in percent, to a tenth; `null` where there is no whole. */
export const percentOf = (part: number, whole: number | null | undefined): number | null =>
  whole === null || whole === undefined || whole === 0 ? null : Math.round((part / whole) * 1000) / 10 || 0;
