// Times, durations and numbers as people read them. Times are shown in UTC, as every other output of the project has them.

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** `14:50:07`; a dash where it is not known. */
export const clock = (time: string | null | undefined): string =>
  time === null || time === undefined || Number.isNaN(Date.parse(time))
    ? '–'
    : new Date(time).toISOString().slice(11, 19);

/** `2026-01-31 14:50:07 UTC`. */
export const moment = (time: string | null | undefined): string =>
  time === null || time === undefined || Number.isNaN(Date.parse(time))
    ? '–'
    : `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** `1h 05m`, `4m 10s`, `12s`, `0.4s`. */
export const duration = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined) return '–';
  if (seconds < 10) return `${Math.round(seconds * 10) / 10}s`;
  const whole = Math.round(seconds);
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60;
  if (days > 0) return `${days}d ${pad(hours)}h`;
  if (hours > 0) return `${hours}h ${pad(minutes)}m`;
  return minutes > 0 ? `${minutes}m ${pad(whole % 60)}s` : `${whole}s`;
};

const GROUPED = new Intl.NumberFormat('en');
export const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : GROUPED.format(value);

const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
export const short = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : SHORT.format(value);

/** `3 events`, `1 event`. */
export const counted = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `just now`, `4m ago`. @param nowMs the time it is */
export const ago = (time: string | null | undefined, nowMs: number): string => {
  if (time === null || time === undefined) return '–';
  const seconds = (nowMs - Date.parse(time)) / 1000;
  if (Number.isNaN(seconds)) return '–';
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  return `${Math.floor(seconds / 86_400)}d ago`;
};

/** `in_progress` as `in progress`. */
export const words = (name: string): string => name.replaceAll('_', ' ');

/** A text of at most so many characters, with an ellipsis where it was longer; never half of a character. */
export const cut = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]$/.test(text.slice(0, most)) ? most - 1 : most;
  return `${text.slice(0, end)}…`;
};
