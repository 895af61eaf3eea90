// Times as session files write them (any precision, `Z`, an offset or none), as the one form that the log has.

const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

export interface ReadTime {
  /** UTC with milliseconds, truncated, not rounded. */
  readonly time: string;
  /** True where the text was more exact than milliseconds. */
  readonly truncated: boolean;
  /** True where the text has no zone: it is read as UTC. */
  readonly zoneless: boolean;
}

/** The time that a text has; undefined where it is not a valid time (the 30th of February is not). */
export const readTime = (text: string): ReadTime | undefined => {
  const found = WRITTEN.exec(text.trim());
  if (found === null) return undefined;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone] = found;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`;
  const at = Date.parse(local);
  // Date.parse carries days over the end of a month.
  if (Number.isNaN(at) || new Date(at).toISOString() !== local) return undefined;
  const offset = zone === undefined ? 0 : offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const time = new Date(at - offset * 60_000).toISOString();
  if (time.length !== local.length) return undefined;
  return { time, truncated: /[1-9]/.test(fraction.slice(3)), zoneless: zone === undefined };
};

const offsetMinutes = (zone: string): number | undefined => {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

/** Seconds between two times of the log's form. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1_000;
