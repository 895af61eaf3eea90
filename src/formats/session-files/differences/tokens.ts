// Tokens against their parts: the budget's total against its phases, a phase against the tasks that ended in it, a task
// against its todos. The parts may add up to less than the whole, not to more.
import { isObject, objectOr } from '../json-object.ts';
import type { Sources } from '../sources.ts';
import type { DifferenceList } from './difference-list.ts';

const sumOf = (figures: readonly unknown[]): number =>
  figures.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);

export const compareTokens = (sources: Sources, differences: DifferenceList): void => {
  const { roots, tasks, todosOfTask } = sources;
  const budget = roots.planning.rawObject('tokenBudget');
  const breakdown = objectOr(budget.breakdown);
  if (Object.keys(breakdown).length > 0)
    differences.compare(roots.planning, 'tokenBudget.used', budget.used, sumOf(Object.values(breakdown)));
  const usedIn = new Map<unknown, number>();
  const phaseAt = phaseFinder(sources);
  for (const [id, task] of tasks) {
    const tokens = task.raw('actualTokens');
    if (typeof tokens !== 'number') continue;
    const ofTodos = sumOf((todosOfTask.get(id) ?? []).map((todo) => todo.raw('actualTokens')));
    if (ofTodos > tokens) differences.compare(task, 'actualTokens', tokens, ofTodos);
    const phase = phaseAt(
      timeOf(sources, 'task_completed', 'taskId', id) ??
        timeOf(sources, 'task_failed', 'taskId', id) ??
        task.time('completedAt'),
    );
    if (phase !== undefined) usedIn.set(phase, (usedIn.get(phase) ?? 0) + tokens);
  }
  const ofTasks = sumOf([...tasks.values()].map((task) => task.raw('actualTokens')));
  if (typeof budget.used === 'number' && ofTasks > budget.used)
    differences.compare(roots.planning, 'tokenBudget.used', budget.used, ofTasks);
  for (const list of ['breakdown', 'allocation'] as const)
    for (const [phase, given] of Object.entries(objectOr(budget[list]))) {
      const used = usedIn.get(phase) ?? 0;
      // A figure under a name is of use; a number alone is of use in a breakdown, of an allocation elsewhere.
      const name = isObject(given) ? ['used', 'actual'].find((one) => typeof given[one] === 'number') : undefined;
      const claimed = isObject(given) ? given[name ?? 'used'] : list === 'breakdown' ? given : undefined;
      const field = `tokenBudget.${list}.${phase}${name === undefined ? '' : `.${name}`}`;
      if (typeof claimed === 'number' && used > claimed) differences.compare(roots.planning, field, claimed, used);
    }
};

/** The time of the first event of a type whose details name this id. */
const timeOf = ({ events }: Sources, type: string, field: string, id: unknown): string | undefined =>
  events
    .find((event) => event.raw('eventType') === type && event.rawObject('details')[field] === id)
    ?.time('timestamp');

/** Finds the name of the first phase that a time falls in. */
const phaseFinder = (sources: Sources): ((time: string | undefined) => unknown) => {
  const spans = sources.phases.map((phase) => {
    const name = phase.raw('name');
    return {
      name,
      from: timeOf(sources, 'phase_started', 'phaseId', name) ?? phase.time('startedAt'),
      to: timeOf(sources, 'phase_completed', 'phaseId', name) ?? phase.time('completedAt'),
    };
  });
  return (time) =>
    spans.find(({ from, to }) => time !== undefined && from !== undefined && from <= time && (to ?? time) >= time)
      ?.name;
};
