// The planning file's own figures, and the statuses of phases, tasks and todos against the events that end them.

import type { Entry } from '../entry.ts';
import type { Sources } from '../sources.ts';
import { type Status, statusOf } from '../words.ts';
import type { DifferenceList } from './difference-list.ts';

const ENDS_OF_PHASES = new Set(['phase_completed', 'phase_skipped', 'phase_abandoned']);

/** What an event makes of a task or a todo; another name, or undefined, changes nothing. */
const MAKES: Readonly<Record<string, Status>> = {
  started: 'started',
  completed: 'completed',
  failed: 'failed',
  dropped: 'dropped',
  cancelled: 'dropped',
  reopened: 'pending',
};

/** By id, the newest status that the events give what `kind` is, and whether any moved it before. */
const statusesIn = (events: readonly Entry[], kind: 'task' | 'todo'): ReadonlyMap<string, Status> => {
  const moves = events.flatMap((event) => {
    const [, verb] = new RegExp(`^${kind}_(\\w+)$`).exec(String(event.raw('eventType'))) ?? [];
    const details = event.rawObject('details');
    const id = details[`${kind}Id`];
    const status = verb === 'updated' ? statusOf(details.status ?? details.newStatus) : MAKES[verb ?? ''];
    return typeof id === 'string' && status !== undefined ? [{ id, status, time: event.time('timestamp') ?? '' }] : [];
  });
  const newest = new Map<string, Status>();
  for (const { id, status } of moves.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)))
    newest.set(id, status);
  return newest;
};

/** A task or todo whose events leave it in another status than its file. Where its file has it further, its end is no event's. */
const compareStatuses = (
  entries: Iterable<readonly [string, Entry]>,
  statuses: ReadonlyMap<string, Status>,
  differences: DifferenceList,
): void => {
  for (const [id, entry] of entries) {
    const found = statuses.get(id);
    const claimed = entry.raw('status');
    const status = statusOf(claimed);
    if (found === undefined || status === undefined || status === found) continue;
    const hasEnded = found === 'completed' || found === 'failed' || found === 'dropped';
    differences.compare(entry, 'status', claimed, hasEnded ? found : 'no event');
  }
};

export const comparePlanning = (
  { roots, phases, tasks, todoById, events }: Sources,
  differences: DifferenceList,
): void => {
  const root = roots.planning;
  const listed = root.raw('completedPhases');
  const done = phases.filter((phase) => statusOf(phase.raw('status')) === 'completed').map(({ id }) => id);
  if (Array.isArray(listed)) differences.compare(root, 'completedPhases', listed.join(', '), done.join(', '));
  compareStatuses(tasks, statusesIn(events, 'task'), differences);
  compareStatuses(todoById, statusesIn(events, 'todo'), differences);
  const ended = new Set(
    events
      .filter((event) => ENDS_OF_PHASES.has(String(event.raw('eventType'))))
      .map((event) => event.rawObject('details'))
      .flatMap(({ phaseId, phase, phaseName }) => [phaseId, phase, phaseName]),
  );
  const reportsPhases = events.some((event) => String(event.raw('eventType')).startsWith('phase_'));
  for (const phase of reportsPhases ? phases : [])
    if (statusOf(phase.raw('status')) === 'completed' && !ended.has(phase.id))
      differences.compare(phase, 'status', phase.raw('status'), 'no event');
};
