// Durations against the times that they lie between, and times for which two files disagree.
import type { Entry } from '../entry.ts';
import type { JsonObject } from '../json-object.ts';
import { secondsBetween } from '../seconds-between.ts';
import type { Sources } from '../sources.ts';
import type { DifferenceList } from './difference-list.ts';

/** Seconds that a rounded duration may be off. */
const ROUNDING_S = 1;

/** An event with a type and a time, and what it starts or ends (`phase:Review`). */
interface TimedEvent {
  readonly event: Entry;
  readonly type: string;
  readonly time: string;
  readonly details: JsonObject;
  readonly subject: string;
  /** The last part of its type: `started`, `completed`, ... */
  readonly ending: string;
}

export const compareTimes = (sources: Sources, differences: DifferenceList): void => {
  const { phases, todos, entryById } = sources;
  const compareDuration = (entry: Entry, field: string, claimed: unknown, from?: string, to?: string): void => {
    if (typeof claimed !== 'number' || from === undefined || to === undefined) return;
    const counted = secondsBetween(from, to);
    if (Math.abs(claimed - counted) > ROUNDING_S) differences.compare(entry, field, claimed, counted);
  };
  for (const phase of phases)
    compareDuration(phase, 'duration', phase.raw('duration'), phase.time('startedAt'), phase.time('completedAt'));
  for (const todo of todos)
    compareDuration(
      todo,
      'actualDuration',
      todo.raw('actualDuration'),
      todo.time('startedAt'),
      todo.time('completedAt'),
    );

  const timed = timedEvents(sources);
  const starts = new Map(
    timed.filter(({ ending }) => ending === 'started' || ending === 'launched').map((one) => [one.subject, one.time]),
  );
  for (const { event, type, time, details, subject, ending } of timed) {
    if (['completed', 'failed', 'ended'].includes(ending)) {
      const claimed = details.duration ?? details.totalDuration;
      compareDuration(event, 'details.duration', claimed, starts.get(subject), time);
    }
    const field = type === 'phase_started' ? 'startedAt' : type === 'phase_completed' ? 'completedAt' : undefined;
    const phase = field === undefined ? undefined : phases.find(({ id }) => id === details.phaseId);
    if (phase !== undefined && field !== undefined) differences.compare(phase, field, phase.time(field), time);
    const entry = type === 'workbook_entry_added' ? entryById.get(String(details.entryId)) : undefined;
    if (entry === undefined) continue;
    differences.compare(entry, 'timestamp', entry.time('timestamp'), time);
    differences.compare(event, 'details.entryType', details.entryType, String(entry.raw('type')));
  }
};

const timedEvents = ({ events }: Sources): TimedEvent[] =>
  events.flatMap((event) => {
    const type = event.raw('eventType');
    const time = event.time('timestamp');
    if (typeof type !== 'string' || time === undefined) return [];
    const details = event.rawObject('details');
    const [kind = '', ending = ''] = type.split('_', 2);
    const id = details[`${kind}Id`] ?? (Array.isArray(details.agentIds) ? details.agentIds.join() : '');
    return [{ event, type, time, details, subject: `${kind}:${String(id)}`, ending }];
  });
