// Durations against the times that they lie between, and times for which two files disagree.
import { groupBy } from '../../../../machines/collections/group-by.ts';
import { secondsBetween } from '../../../../projections/duration.ts';
import type { Entry } from '../entry.ts';
import type { Sources } from '../sources.ts';
import type { DifferenceList } from './difference-list.ts';
import { ownStarts, timedEvents } from './own-spans.ts';

/** Seconds that a rounded duration may be off. */
const ROUNDING_S = 1;
/** Under which names the details of an end have a duration. */
const DURATIONS = ['duration', 'totalDuration'] as const;

export const compareTimes = (sources: Sources, differences: DifferenceList): void => {
  const { phases, todos, entryById, phaseByName, todoById, tasks } = sources;
  const compareDuration = (entry: Entry, field: string, claimed: unknown, from?: string, to?: string): void => {
    // A span that ends before it starts has no duration; `anomaliesIn` reports it.
    const counted = secondsBetween(from, to);
    if (typeof claimed !== 'number' || counted === null) return;
    if (Math.abs(claimed - counted) > ROUNDING_S) differences.compare(entry, field, claimed, counted);
  };
  for (const phase of phases)
    compareDuration(phase, 'duration', phase.raw('duration'), phase.time('startedAt'), phase.time('completedAt'));
  for (const todo of todos) {
    const [from, to] = [todo.time('startedAt'), todo.time('completedAt') ?? todo.time('failedAt')];
    compareDuration(todo, 'actualDuration', todo.raw('actualDuration'), from, to);
  }

  const timed = timedEvents(sources);
  const starts = ownStarts(timed);
  const startedByEvent = new Set(timed.flatMap(({ moves, subjects }) => (moves === 'starts' ? subjects : [])));
  const listed = { phase: phaseByName, todo: todoById, task: tasks } as const;
  /** The start that another file has of what no event starts. */
  const startInFile = (subject = ''): string | undefined => {
    if (startedByEvent.has(subject)) return undefined;
    const kind = subject.slice(0, subject.indexOf(':'));
    const entries: ReadonlyMap<string, Entry> = listed[kind as keyof typeof listed] ?? new Map();
    return entries.get(subject.slice(kind.length + 1))?.time('startedAt');
  };
  // A phase that was reopened ends again: the plan has one of its starts, and one of its ends.
  const timesOf = groupBy(timed, ({ type, details }) => `${type}:${String(details.phaseId)}`);
  for (const phase of phases)
    for (const [field, type, place] of [
      ['startedAt', 'phase_started', 0],
      ['completedAt', 'phase_completed', -1],
    ] as const) {
      const times = (timesOf.get(`${type}:${phase.id}`) ?? []).map(({ time }) => time).toSorted();
      const [claimed, time] = [phase.time(field), times.at(place)];
      // Put back to wait when an earlier phase was reopened, it may begin with a later start.
      if (time !== undefined && !times.some((one) => one === claimed)) differences.compare(phase, field, claimed, time);
    }
  for (const { event, type, time, details, subjects, moves } of timed) {
    if (moves === 'ends')
      for (const field of DURATIONS)
        compareDuration(event, `details.${field}`, details[field], starts.get(event) ?? startInFile(subjects[0]), time);
    const entry = type === 'workbook_entry_added' ? entryById.get(String(details.entryId)) : undefined;
    if (entry === undefined) continue;
    differences.compare(entry, 'timestamp', entry.time('timestamp'), time);
    differences.compare(event, 'details.entryType', details.entryType, String(entry.raw('type')));
  }
};
