// When a session took place: the first and last time in its files, and a time for what has none of its own.
import { readTime } from '../../../machines/time.ts';
import { RepriseError } from '../../errors.ts';
import type { Entry } from './entry.ts';
import type { Sources } from './sources.ts';

export interface Span {
  readonly start: string;
  readonly end: string;
  /** A time that a file gives for something else, limited to the session; its end where there is none. */
  within(time: string | undefined): string;
}

/** The fields of a plan's entries that are times of what happened. */
const PLAN_TIMES = ['createdAt', 'startedAt', 'completedAt', 'timestamp', 'passedAt', 'metAt', 'deliveredAt'];

/** A time, without marking its field as read; undefined for what is no time, which is refused where it is read. */
const timeIn = (value: unknown): string | undefined => {
  const read = typeof value === 'string' ? readTime(value) : undefined;
  return read !== undefined && 'time' in read ? read.time : undefined;
};

/** @throws RepriseError BAD_INPUT where a time is not valid, or where no file has any. */
export const spanOf = (sources: Sources): Span => {
  const { roots, events, phases, todos, workbook, tasks, requirements, deliverables, gates } = sources;
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
  // Without an event of its start or end, a session took as long as all that the plan has a time of.
  const planTimes = [tasks.values(), requirements, deliverables, gates]
    .flatMap((entries) => [...entries])
    .flatMap((entry) => PLAN_TIMES.flatMap((field) => timeIn(entry.raw(field)) ?? []));
  const begun = (): string => [first, planned ?? first, ...planTimes].toSorted()[0] ?? first;
  const start = timeOf('session_started') ?? begun();
  const ended = timeOf('session_ended') ?? [last, ...planTimes].toSorted().at(-1) ?? last;
  const end = ended < start ? start : ended;
  return {
    start,
    end,
    within: (time) => (time === undefined || time > end ? end : time < start ? start : time),
  };
};
