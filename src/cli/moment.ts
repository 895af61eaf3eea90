// A moment of a session as a person writes it: `20`, `2025-11-09T14:50:00Z`, `14:50`, or an event's id.
import { RepriseError } from '../errors.ts';
import { type Bound, MOMENT_FORMS } from '../session/replay/bound.ts';
import { wholeNumberOf } from './whole-number.ts';

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,3})?))?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const HALF_DAY_MS = 43_200_000;

const notATime = (text: string): RepriseError =>
  new RepriseError('USAGE', `${JSON.stringify(text)} is not a time.`, {
    hint: 'Write it as 2026-01-31T14:50:00Z, or as 14:50 (UTC, on the day of the session).',
    fields: { time: text },
  });

/**
 * @param startedAt time of the session's first event: a time without a day is of that day, or of the next day where it
 *   would be more than half a day earlier
 * @throws RepriseError USAGE
 */
export const momentOf = (text: string, startedAt: string): Bound => {
  const ordinal = wholeNumberOf(text, 0);
  if (ordinal !== undefined) return { ordinal };
  if (/^[-+]?[\d.]+$/.test(text))
    throw new RepriseError('USAGE', `${JSON.stringify(text)} is not a moment.`, {
      hint: MOMENT_FORMS,
      fields: { moment: text },
    });
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const [, hours, minutes, seconds = '0'] = clock;
    const time = Date.parse(
      `${startedAt.slice(0, 10)}T${hours?.padStart(2, '0')}:${minutes}:${Number(seconds).toFixed(3).padStart(6, '0')}Z`,
    );
    if (Number.isNaN(time)) throw notATime(text);
    const isNextDay = time < Date.parse(startedAt) - HALF_DAY_MS;
    return { time: new Date(isNextDay ? time + 2 * HALF_DAY_MS : time).toISOString() };
  }
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    // Without a zone it is UTC, as every time that is shown.
    const hasZone = /(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes('T');
    const time = Date.parse(hasZone ? text : `${text}Z`);
    if (Number.isNaN(time)) throw notATime(text);
    return { time: new Date(time).toISOString() };
  }
  return { eventId: text };
};

/**
 * The moment, where the session had begun by then.
 * @throws RepriseError USAGE, BAD_INPUT for a time before the first event
 */
export const momentWithin = (text: string, startedAt: string): Bound => {
  const moment = momentOf(text, startedAt);
  if ('time' in moment && moment.time < startedAt)
    throw new RepriseError('BAD_INPUT', `${moment.time} is before the first event, of ${startedAt}.`, {
      ...(DATE.test(text) && { hint: 'A date alone is its midnight, in UTC: add a time to it.' }),
      fields: { time: moment.time, startedAt },
    });
  return moment;
};
