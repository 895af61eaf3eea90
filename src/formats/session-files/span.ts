// When a session took place: the first and last time in its files, and a time for what has none of its own.
import { RepriseError } from '../../errors.ts';
import type { Entry } from './entry.ts';
import type { Sources } from './sources.ts';

export interface Span {
  readonly start: string;
  readonly end: string;
  /** A time that a file gives for something else, limited to the session; its end where there is none. */
  within(time: string | undefined): string;
}

/** @throws RepriseError BAD_INPUT where a time is not valid, or where no file has any. */
export const spanOf = (sources: Sources): Span => {
  const { roots, events, phases, todos, workbook } = sources;
  const eventTimes = events.map((event) => event.time('timestamp'));
  const timeOf = (type: string): string | undefined =>
    eventTimes.find((_, index) => events[index]?.raw('eventType') === type);
  const all = (entries: readonly Entry[], ...fields: string[]): (string | undefined)[] =>
    entries.flatMap((entry) => fields.map((field) => entry.time(field)));
  const happened = [
    ...eventTimes,
    ...all(phases, 'startedAt', 'completedAt'),
    ...all(todos, 'createdAt', 'startedAt', 'completedAt', 'failedAt'),
    ...all(workbook, 'timestamp'),
  ].filter((time) => time !== undefined);
  const written = all(Object.values(roots), 'timestamp').filter((time) => time !== undefined);
  const times = (happened.length > 0 ? happened : written).toSorted();
  const planned = roots.planning.time('timestamp');
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined)
    throw new RepriseError('BAD_INPUT', `No file of session ${sources.sessionId} contains a time.`, {
      hint: 'Events, phases, todos and workbook entries have the times at which they happened.',
      fields: { sessionId: sources.sessionId },
    });
  const start = timeOf('session_started') ?? (planned !== undefined && planned < first ? planned : first);
  const ended = timeOf('session_ended') ?? last;
  const end = ended < start ? start : ended;
  return {
    start,
    end,
    within: (time) => (time === undefined || time > end ? end : time < start ? start : time),
  };
};
