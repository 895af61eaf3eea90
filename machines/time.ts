// The one reader of times: whoever writes one (a command line, JSON lines, the library, a session file) writes the same
// forms, and gets the form that the log has. By its own calendar, as `Date` carries the 30th of February into March.

const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const AS_IN_THE_LOG = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?$/;
/** Longer texts are no times: a reader of outside text has a limit. */
const MOST_CHARACTERS = 100;

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

export interface ReadTime {
  /** UTC with milliseconds, `2026-01-31T14:50:00.000Z`: finer fractions are cut off, not rounded. */
  readonly time: string;
  /** True where the text was more exact than milliseconds. */
  readonly truncated: boolean;
  /** True where the text has no zone: it is read as UTC. */
  readonly zoneless: boolean;
  /** True for a date alone: it is read as its midnight. */
  readonly dateOnly: boolean;
}

/** Why a text is not a time, as a sentence without its end. */
export interface NotATime {
  readonly invalid: string;
}

/** How a time is written, for hints. */
export const TIME_FORM = '2026-01-31T14:50:00Z';

/** The sentence, without its end, for a text that is not a time. */
export const notATime = (text: string, { invalid }: NotATime): string =>
  `${JSON.stringify(text.slice(0, MOST_CHARACTERS))} is not a time: ${invalid}`;

/**
 * The time that a text has: RFC 3339 with any fraction and offset, and its short forms (no seconds, a space for `T`, a
 * comma, `+0100`, no zone, a date alone).
 */
export const readTime = (text: string): ReadTime | NotATime => {
  if (AS_IN_THE_LOG.test(text)) return readAsItIs(text);
  const found = text.length > MOST_CHARACTERS ? null : WRITTEN.exec(text.trim());
  if (found === null) return { invalid: `expected one such as ${TIME_FORM}` };
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone] = found;
  const invalid = badDay(Number(year), Number(month), Number(day)) ?? badClock(hour, minute, second);
  if (invalid !== undefined) return { invalid };
  const offset = zone === undefined ? 0 : offsetMinutes(zone);
  if (offset === undefined) return { invalid: `there is no offset ${zone} from UTC` };
  const at =
    Date.parse(`${year}-${month}-${day}T00:00:00.000Z`) + clockMs(hour, minute, second, fraction) - offset * MINUTE_MS;
  const time = new Date(at).toISOString();
  if (time.length !== 24) return { invalid: 'in UTC its year is not one of 0000 to 9999' };
  return {
    time,
    truncated: /[1-9]/.test(fraction.slice(3)),
    zoneless: zone === undefined,
    dateOnly: found[4] === undefined,
  };
};

/** Nearly every time that is read: it is the text itself, with the milliseconds that it may lack. */
const readAsItIs = (text: string): ReadTime | NotATime => {
  const invalid =
    badDay(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))) ??
    badClock(text.slice(11, 13), text.slice(14, 16), text.slice(17, 19));
  if (invalid !== undefined) return { invalid };
  const time = text.length === 24 ? text : `${text.slice(0, 19)}.000Z`;
  return { time, truncated: false, zoneless: false, dateOnly: false };
};

/** Milliseconds since midnight of a time of day (`14:50`, `9:05:00.5`); undefined for a text that is not written so. */
export const readClock = (text: string): { readonly ms: number } | NotATime | undefined => {
  const found = text.length > MOST_CHARACTERS ? null : CLOCK.exec(text);
  if (found === null) return undefined;
  const [, hour = '', minute = '', second = '00', fraction = ''] = found;
  const invalid = badClock(hour, minute, second);
  return invalid === undefined ? { ms: clockMs(hour, minute, second, fraction) } : { invalid };
};

const clockMs = (hour: string, minute: string, second: string, fraction: string): number =>
  ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000 + Number(fraction.slice(0, 3).padEnd(3, '0'));

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] as number);

const badDay = (year: number, month: number, day: number): string | undefined => {
  if (month < 1 || month > 12) return `there is no month ${month}`;
  const days = daysIn(year, month);
  if (day >= 1 && day <= days) return undefined;
  const of = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
  return `${of} has ${days} days, so there is no day ${day} in it`;
};

const badClock = (hour: string, minute: string, second: string): string | undefined => {
  if (hour === '24') return 'an hour is 00 to 23; the end of a day is 00:00 of the next';
  if (Number(hour) > 23) return `an hour is 00 to 23, not ${hour}`;
  if (Number(minute) > 59) return `a minute is 00 to 59, not ${minute}`;
  if (second === '60') return 'a second is 00 to 59; a leap second is recorded as the second before it or after it';
  return Number(second) > 59 ? `a second is 00 to 59, not ${second}` : undefined;
};

const offsetMinutes = (zone: string): number | undefined => {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};
