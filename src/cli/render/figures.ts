// Numbers, durations and times as people read them.
import { UNKNOWN_TIME } from '../../../machines/events/fields.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `35,000`; `–` for null. */
export const number = (value: number | null): string => (value === null ? '–' : grouped.format(value));

/** `23 %`, rounded; empty for null. */
export const percent = (value: number | null): string => (value === null ? '' : `${Math.round(value)} %`);

/** `1 todo`, `15 todos`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** `event 9`, `events 9, 10, …`: the first few ordinals of `count`. */
export const eventsText = (ordinals: readonly number[], count: number): string =>
  `${count === 1 ? 'event' : 'events'} ${ordinals.join(', ')}${count > ordinals.length ? ', …' : ''}`;

/** `45s`, `8m 00s`, `1h 05m 00s`; `–` for null. */
export const duration = (seconds: number | null): string => {
  if (seconds === null) return '–';
  const sign = seconds < 0 ? '-' : '';
  const rounded = Math.round(Math.abs(seconds));
  if (rounded === 0) return seconds === 0 ? '0s' : '<1s';
  const two = (part: number): string => String(part).padStart(2, '0');
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor((rounded % 3600) / 60);
  if (hours > 0) return `${sign}${grouped.format(hours)}h ${two(minutes)}m ${two(rounded % 60)}s`;
  return minutes > 0 ? `${sign}${minutes}m ${two(rounded % 60)}s` : `${sign}${rounded}s`;
};

const isKnown = (time: string | null): time is string => time !== null && time !== UNKNOWN_TIME;

/** `14:50:01` of a time, in UTC as recorded; `–` for null or an unknown time. */
export const clock = (time: string | null): string => (isKnown(time) ? time.slice(11, 19) : '–');

/** `2026-01-31 14:50:01`. */
export const dateAndClock = (time: string | null): string =>
  !isKnown(time) ? '–' : `${time.slice(0, 10)} ${time.slice(11, 19)}`;

/** `2026-01-31` of a time; `null` for null or an unknown time. */
export const dayOf = (time: string | null): string | null => (isKnown(time) ? time.slice(0, 10) : null);

/** `14:50:01` where the time before it on the page is of the same day, else `2026-01-31 14:50:01`. */
export const clockAfter = (time: string | null, before: string | null): string =>
  dayOf(time) === dayOf(before) ? clock(time) : dateAndClock(time);

/** `$0.25`; empty for null. */
export const dollars = (value: number | null): string => (value === null ? '' : `$${value.toFixed(2)}`);
