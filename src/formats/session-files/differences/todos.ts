// The todo file's summary against its todos.
import { isObject } from '../json-object.ts';
import type { Sources } from '../sources.ts';
import { tally } from '../tally.ts';
import { statusOf } from '../words.ts';
import type { DifferenceList } from './difference-list.ts';

export const compareTodos = ({ roots, todos }: Sources, differences: DifferenceList): void => {
  const root = roots.todo;
  const claimed = root.raw('summary');
  if (!isObject(claimed)) return;
  const statuses = tally(todos.map((todo) => statusOf(todo.raw('status'))));
  const completed = statuses.get('completed') ?? 0;
  differences.compare(root, 'summary.total', claimed.total, todos.length);
  differences.compare(root, 'summary.completed', claimed.completed, completed);
  differences.compare(root, 'summary.inProgress', claimed.inProgress, statuses.get('started') ?? 0);
  differences.compare(root, 'summary.pending', claimed.pending, statuses.get('pending') ?? 0);
  differences.compare(root, 'summary.failed', claimed.failed, statuses.get('failed') ?? 0);
  const percent = todos.length === 0 ? 0 : (100 * completed) / todos.length;
  if (typeof claimed.completionPercentage === 'number' && Math.abs(claimed.completionPercentage - percent) >= 1)
    differences.compare(root, 'summary.completionPercentage', claimed.completionPercentage, Math.round(percent));
  if (isObject(claimed.byWave)) {
    const prefix = Object.keys(claimed.byWave).some((name) => name.startsWith('wave_')) ? 'wave_' : '';
    const waves = todos.map((todo) => todo.raw('wave')).filter((wave) => wave !== undefined);
    const counts = tally(waves.map((wave) => `${prefix}${String(wave)}`));
    differences.compareCounts(root, 'summary.byWave', claimed.byWave, counts);
  }
  if (isObject(claimed.byAgent)) {
    // Some files count by the agents' ids, others by their types.
    const ids = tally(todos.map((todo) => todo.raw('assignedAgentId')));
    const types = tally(todos.map((todo) => todo.raw('assignedAgent')));
    const countsIds = Object.keys(claimed.byAgent).some((name) => ids.has(name));
    differences.compareCounts(root, 'summary.byAgent', claimed.byAgent, countsIds ? ids : types);
  }
};
