// A moment of a session as a person writes it: `20`, `2025-11-09T14:50:00Z`, `14:50`, or an event's id.
import { DAY_MS, type NotATime, notATime, readClock, readTime, TIME_FORM } from '../../../machines/time.ts';
import { RepriseError } from '../../errors.ts';
import { type Bound, MOMENT_FORMS } from './bound.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

const invalidTime = (text: string, why: NotATime): RepriseError =>
  new RepriseError('USAGE', `${notATime(text, why)}.`, {
    hint: `Write it as ${TIME_FORM}, or as 14:50 (UTC, on the day of the session).`,
    fields: { time: text },
  });

/**
 * @param startedAt time of the session's first event: a time without a day is of that day, or of the next day where it
 *   would be more than half a day earlier
 * @throws RepriseError USAGE
 */
export const momentOf = (text: string, startedAt: string): Bound => {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return { ordinal: Number(text) };
  if (/^[-+]?[\d.]+$/.test(text))
    throw new RepriseError('USAGE', `${JSON.stringify(text)} is not a moment.`, {
      hint: MOMENT_FORMS,
      fields: { moment: text },
    });
  const clock = readClock(text);
  if (clock !== undefined) {
    if ('invalid' in clock) throw invalidTime(text, clock);
    const time = Date.parse(`${startedAt.slice(0, 10)}T00:00:00.000Z`) + clock.ms;
    const isNextDay = time < Date.parse(startedAt) - DAY_MS / 2;
    return { time: new Date(isNextDay ? time + DAY_MS : time).toISOString() };
  }
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const read = readTime(text);
    if ('invalid' in read) throw invalidTime(text, read);
    return { time: read.time };
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
