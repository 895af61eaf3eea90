// Tokens against their parts: the budget's total against its phases, a phase against the tasks that ended in it, a task
// against its todos. The parts may add up to less than the whole, not to more.
import type { Entry } from '../entry.ts';
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
  const timeOf = firstTimes(sources);
  const endOf = (id: string, task: Entry): string | undefined =>
    timeOf('task_completed', id) ?? timeOf('task_failed', id) ?? task.time('completedAt');
  const phaseAt = phasesAt(
    sources,
    timeOf,
    [...tasks].flatMap(([id, task]) => endOf(id, task) ?? []),
  );
  for (const [id, task] of tasks) {
    const tokens = task.raw('actualTokens');
    if (typeof tokens !== 'number') continue;
    const ofTodos = sumOf((todosOfTask.get(id) ?? []).map((todo) => todo.raw('actualTokens')));
    if (ofTodos > tokens) differences.compare(task, 'actualTokens', tokens, ofTodos);
    const phase = phaseAt.get(endOf(id, task));
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

/** The member of an event's details that names what the event is about. */
const NAMED_BY = {
  task_completed: 'taskId',
  task_failed: 'taskId',
  phase_started: 'phaseId',
  phase_completed: 'phaseId',
};
type Dated = keyof typeof NAMED_BY;
type TimeOf = (type: Dated, id: unknown) => string | undefined;

/** The time of the first event of a type whose details name an id. */
const firstTimes = ({ events }: Sources): TimeOf => {
  const times = new Map<unknown, Map<unknown, string | undefined>>();
  for (const type of Object.keys(NAMED_BY)) times.set(type, new Map());
  for (const event of events) {
    const type = event.raw('eventType');
    const found = times.get(type);
    if (found === undefined) continue;
    const id = event.rawObject('details')[NAMED_BY[type as Dated]];
    if (!found.has(id)) found.set(id, event.time('timestamp'));
  }
  return (type, id) => times.get(type)?.get(id);
};

/** For each of these times the name of the first phase that it falls in. Phase by phase, each time is taken once. */
const phasesAt = (
  sources: Sources,
  timeOf: TimeOf,
  given: readonly string[],
): ReadonlyMap<string | undefined, unknown> => {
  const times = [...new Set(given)].sort();
  const found = new Map<string | undefined, unknown>();
  /** By place in `times`: a place from there on that may not be taken yet. */
  const next = Array.from({ length: times.length + 1 }, (_, place) => place);
  const free = (from: number): number => {
    let place = from;
    while (next[place] !== place) {
      next[place] = next[next[place] as number] as number;
      place = next[place] as number;
    }
    return place;
  };
  for (const phase of sources.phases) {
    const name = phase.raw('name');
    const from = timeOf('phase_started', name) ?? phase.time('startedAt');
    const to = timeOf('phase_completed', name) ?? phase.time('completedAt');
    if (from === undefined) continue;
    for (let place = free(firstFrom(times, from)); place < times.length; place = free(place)) {
      const time = times[place] as string;
      if (to !== undefined && time > to) break;
      found.set(time, name);
      next[place] = place + 1;
    }
  }
  return found;
};

/** The first place of a sorted list whose time is not before this one. */
const firstFrom = (times: readonly string[], from: string): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as string) < from) low = middle + 1;
    else high = middle;
  }
  return low;
};
