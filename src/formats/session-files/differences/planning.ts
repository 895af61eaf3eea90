// The planning file's own figures, and its tasks' statuses against the events that end them.
import type { Sources } from '../sources.ts';
import { statusOf } from '../words.ts';
import type { DifferenceList } from './difference-list.ts';

const ENDS: Readonly<Record<string, 'completed' | 'failed'>> = { task_completed: 'completed', task_failed: 'failed' };

export const comparePlanning = ({ roots, phases, tasks, events }: Sources, differences: DifferenceList): void => {
  const root = roots.planning;
  const listed = root.raw('completedPhases');
  const done = phases.filter((phase) => statusOf(phase.raw('status')) === 'completed').map(({ id }) => id);
  if (Array.isArray(listed)) differences.compare(root, 'completedPhases', listed.join(', '), done.join(', '));
  const ends = new Map<string, string>();
  for (const event of events) {
    const end = ENDS[String(event.raw('eventType'))];
    const { taskId } = event.rawObject('details');
    if (end !== undefined && typeof taskId === 'string') ends.set(taskId, end);
  }
  for (const [id, task] of tasks) {
    const end = ends.get(id);
    const claimed = task.raw('status');
    if (end !== undefined && statusOf(claimed) !== end) differences.compare(task, 'status', claimed, end);
  }
};
