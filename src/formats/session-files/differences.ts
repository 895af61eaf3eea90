// Where a file's own figures, or another file's, are not what the entries come to. Numbers that somebody wrote are never
// used: they are compared, and each difference is told as (file, field, claimed, counted).
import { type Entry, isObject } from './entry.ts';
import { criterionOf } from './from-planning.ts';
import type { Difference } from './report.ts';
import type { Sources } from './sources.ts';
import { secondsBetween } from './time.ts';
import { statusOf } from './words.ts';

type Value = Difference['claimed'];
/** Notes a difference where what is claimed, a number or text, is not what was counted. */
type Compare = (entry: Entry, field: string, claimed: unknown, counted: Value, unsaid?: 'told') => void;
/** Seconds that a rounded duration may be off. */
const ROUNDING_S = 1;

export const differencesIn = (sources: Sources): Difference[] => {
  const found = new Map<string, Difference>();
  const compare: Compare = (entry, field, claimed, counted, unsaid) => {
    if (claimed === counted || (claimed === null ? unsaid !== 'told' : !isFigure(claimed))) return;
    const difference = {
      file: entry.file,
      field: entry.id === '' ? field : `${entry.id}.${field}`,
      claimed: claimed as Value,
      counted,
    };
    found.set(JSON.stringify(difference), difference);
  };
  compareTodos(sources, compare);
  compareEvents(sources, compare);
  compareWorkbook(sources, compare);
  comparePlanning(sources, compare);
  compareTimes(sources, compare);
  return [...found.values()];
};

const isFigure = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

const tally = (keys: readonly unknown[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) if (typeof key === 'string') counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const sumOf = (figures: object): number =>
  Object.values(figures).reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);

/** A block of counts by name, both ways: names it miscounts, and names it leaves out. */
const compareCounts = (
  entry: Entry,
  field: string,
  claimed: unknown,
  counts: Map<string, number>,
  compare: Compare,
) => {
  if (!isObject(claimed)) return;
  for (const [name, value] of Object.entries(claimed)) compare(entry, `${field}.${name}`, value, counts.get(name) ?? 0);
  for (const [name, count] of counts)
    if (!Object.hasOwn(claimed, name)) compare(entry, `${field}.${name}`, null, count, 'told');
};

const compareTodos = ({ roots, todos }: Sources, compare: Compare): void => {
  const root = roots.todo;
  const claimed = root.raw('summary');
  if (!isObject(claimed)) return;
  const statuses = tally(todos.map((todo) => statusOf(todo.raw('status'))));
  const completed = statuses.get('completed') ?? 0;
  compare(root, 'summary.total', claimed.total, todos.length);
  compare(root, 'summary.completed', claimed.completed, completed);
  compare(root, 'summary.inProgress', claimed.inProgress, statuses.get('started') ?? 0);
  compare(root, 'summary.pending', claimed.pending, statuses.get('pending') ?? 0);
  compare(root, 'summary.failed', claimed.failed, statuses.get('failed') ?? 0);
  const percent = todos.length === 0 ? 0 : (100 * completed) / todos.length;
  if (typeof claimed.completionPercentage === 'number' && Math.abs(claimed.completionPercentage - percent) >= 1)
    compare(root, 'summary.completionPercentage', claimed.completionPercentage, Math.round(percent));
  const waves = todos.map((todo) => todo.raw('wave')).filter((wave) => wave !== undefined);
  const prefixed = isObject(claimed.byWave) && Object.keys(claimed.byWave).some((name) => name.startsWith('wave_'));
  const named = waves.map((wave) => `${prefixed ? 'wave_' : ''}${String(wave)}`);
  compareCounts(root, 'summary.byWave', claimed.byWave, tally(named), compare);
  // By agent means by id in some files, by type in others.
  const ids = tally(todos.map((todo) => todo.raw('assignedAgentId')));
  const types = tally(todos.map((todo) => todo.raw('assignedAgent')));
  const byAgent = isObject(claimed.byAgent) ? Object.keys(claimed.byAgent) : [];
  compareCounts(root, 'summary.byAgent', claimed.byAgent, byAgent.some((name) => ids.has(name)) ? ids : types, compare);
};

const agentsIn = (event: Entry): number => {
  const details = event.raw('details');
  const ids = isObject(details) ? details.agentIds : undefined;
  return Array.isArray(ids) && ids.length > 0 ? ids.length : 1;
};

const compareEvents = ({ roots, events, tasks, todos }: Sources, compare: Compare): void => {
  const root = roots.events;
  const severities = tally(events.map((event) => event.raw('severity')));
  const agents = (type: string): number =>
    events.filter((event) => event.raw('eventType') === type).reduce((sum, event) => sum + agentsIn(event), 0);
  const claimed = root.raw('summary');
  if (isObject(claimed)) {
    compare(root, 'summary.totalEvents', claimed.totalEvents, events.length);
    const types = tally(events.map((event) => event.raw('eventType')));
    compareCounts(root, 'summary.eventsByType', claimed.eventsByType, types, compare);
    if (isObject(claimed.eventsByType))
      compare(root, 'summary.eventsByType (sum)', sumOf(claimed.eventsByType), events.length);
    compareCounts(root, 'summary.eventsBySeverity', claimed.eventsBySeverity, severities, compare);
    const errors = (severities.get('error') ?? 0) + (severities.get('critical') ?? 0);
    compare(root, 'summary.totalErrors', claimed.totalErrors, errors);
    compare(root, 'summary.totalWarnings', claimed.totalWarnings, severities.get('warning') ?? 0);
    compare(root, 'summary.agentsLaunched', claimed.agentsLaunched, agents('agent_launched'));
    compare(root, 'summary.agentsCompleted', claimed.agentsCompleted, agents('agent_completed'));
    compare(root, 'summary.agentsFailed', claimed.agentsFailed, agents('agent_failed'));
  }
  const metadata = roots.planning.raw('metadata');
  if (isObject(metadata) && events.length > 0) {
    compare(roots.planning, 'metadata.totalAgentsLaunched', metadata.totalAgentsLaunched, agents('agent_launched'));
    compare(roots.planning, 'metadata.totalAgentsCompleted', metadata.totalAgentsCompleted, agents('agent_completed'));
    compare(roots.planning, 'metadata.totalAgentsFailed', metadata.totalAgentsFailed, agents('agent_failed'));
  }
  const end = events.find((event) => event.raw('eventType') === 'session_ended');
  const details = end?.raw('details');
  if (end === undefined || !isObject(details)) return;
  if (roots.planning.raw('tasks') !== undefined) compare(end, 'details.totalTasks', details.totalTasks, tasks.size);
  if (todos.length > 0) compare(end, 'details.totalTodos', details.totalTodos, todos.length);
  compare(end, 'details.totalAgents', details.totalAgents, agents('agent_launched'));
};

const compareWorkbook = ({ roots, workbook }: Sources, compare: Compare): void => {
  const root = roots.workbook;
  const metadata = root.raw('metadata');
  if (isObject(metadata)) compare(root, 'metadata.totalEntries', metadata.totalEntries, workbook.length);
  const index = root.raw('index');
  if (!isObject(index)) return;
  const lists: Readonly<Record<string, (entry: Entry) => unknown>> = {
    byType: (entry) => entry.raw('type'),
    byPhase: (entry) => entry.raw('relatedPhase'),
    byTag: (entry) => entry.raw('tags'),
    byPriority: (entry) => entry.raw('priority'),
  };
  for (const [name, keyOf] of Object.entries(lists)) {
    const claimed = index[name];
    if (!isObject(claimed)) continue;
    const ids = new Map<string, string[]>();
    for (const entry of workbook)
      for (const key of [keyOf(entry)].flat())
        if (typeof key === 'string') {
          const others = ids.get(key);
          if (others === undefined) ids.set(key, [entry.id]);
          else others.push(entry.id);
        }
    for (const [key, said] of Object.entries(claimed)) {
      const listed = Array.isArray(said) ? said.map(String).toSorted().join(', ') : '';
      compare(root, `index.${name}.${key}`, listed, (ids.get(key) ?? []).toSorted().join(', '));
    }
    // An index that leaves out names is told once, not for each.
    const missing = [...ids.keys()].filter((key) => !Object.hasOwn(claimed, key)).length;
    const names = Object.keys(claimed).length;
    if (missing > 0) compare(root, `index.${name} (names)`, names, names + missing);
  }
};

const comparePlanning = (sources: Sources, compare: Compare): void => {
  const { roots, phases, tasks, events } = sources;
  const root = roots.planning;
  const budget = root.raw('tokenBudget');
  if (isObject(budget)) {
    const breakdown = isObject(budget.breakdown) ? budget.breakdown : {};
    if (Object.keys(breakdown).length > 0) compare(root, 'tokenBudget.used', budget.used, sumOf(breakdown));
  }
  compareTokens(sources, compare);
  const listed = root.raw('completedPhases');
  const done = phases.filter((phase) => statusOf(phase.raw('status')) === 'completed').map(({ id }) => id);
  if (Array.isArray(listed)) compare(root, 'completedPhases', listed.join(', '), done.join(', '));
  const ends = new Map<string, string>();
  for (const event of events) {
    const type = event.raw('eventType');
    const details = event.raw('details');
    if (
      (type === 'task_completed' || type === 'task_failed') &&
      isObject(details) &&
      typeof details.taskId === 'string'
    )
      ends.set(details.taskId, type === 'task_completed' ? 'completed' : 'failed');
  }
  for (const [id, task] of tasks) {
    const told = ends.get(id);
    if (told !== undefined && statusOf(task.raw('status')) !== told) compare(task, 'status', task.raw('status'), told);
  }
};

/**
 * What a phase is said to have used against what the tasks that ended in it used, and a task's tokens against its todos':
 * the parts may come to less than the whole, not to more.
 */
const compareTokens = ({ roots, phases, tasks, events, todosOfTask }: Sources, compare: Compare): void => {
  const budget = roots.planning.raw('tokenBudget');
  const breakdown = isObject(budget) && isObject(budget.breakdown) ? budget.breakdown : {};
  const momentOf = (type: string, field: string, id: unknown): string | undefined =>
    events
      .find((event) => {
        const details = event.raw('details');
        return event.raw('eventType') === type && isObject(details) && details[field] === id;
      })
      ?.time('timestamp');
  const spans = phases.map((phase) => {
    const name = phase.raw('name');
    const from = momentOf('phase_started', 'phaseId', name) ?? phase.time('startedAt');
    return { name, from, to: momentOf('phase_completed', 'phaseId', name) ?? phase.time('completedAt') };
  });
  const used = new Map<unknown, number>();
  for (const [id, task] of tasks) {
    const tokens = task.raw('actualTokens');
    if (typeof tokens !== 'number') continue;
    const parts = (todosOfTask.get(id) ?? []).map((todo) => todo.raw('actualTokens'));
    const sum = parts.reduce<number>((total, one) => total + (typeof one === 'number' ? one : 0), 0);
    if (sum > tokens) compare(task, 'actualTokens', tokens, sum);
    const at = momentOf('task_completed', 'taskId', id) ?? task.time('completedAt');
    const phase = spans.find(
      ({ from, to }) => at !== undefined && from !== undefined && from <= at && (to ?? at) >= at,
    );
    if (phase !== undefined) used.set(phase.name, (used.get(phase.name) ?? 0) + tokens);
  }
  for (const [phase, claimed] of Object.entries(breakdown)) {
    const sum = used.get(phase) ?? 0;
    if (typeof claimed === 'number' && sum > claimed)
      compare(roots.planning, `tokenBudget.breakdown.${phase}`, claimed, sum);
  }
};

/** Durations against the moments they lie between, and moments that two files tell differently. */
const compareTimes = ({ roots, phases, todos, events, entryById }: Sources, compare: Compare): void => {
  const lasted = (entry: Entry, field: string, claimed: unknown, from?: string, to?: string): void => {
    if (typeof claimed !== 'number' || from === undefined || to === undefined) return;
    const counted = secondsBetween(from, to);
    if (Math.abs(claimed - counted) > ROUNDING_S) compare(entry, field, claimed, counted);
  };
  for (const phase of phases)
    lasted(phase, 'duration', phase.raw('duration'), phase.time('startedAt'), phase.time('completedAt'));
  for (const todo of todos)
    lasted(todo, 'actualDuration', todo.raw('actualDuration'), todo.time('startedAt'), todo.time('completedAt'));
  const begun = new Map<string, string>();
  const told = events.flatMap((event) => {
    const type = event.raw('eventType');
    const time = event.time('timestamp');
    if (typeof type !== 'string' || time === undefined) return [];
    const details = event.raw('details');
    const said = isObject(details) ? details : {};
    const [kind = '', ending = ''] = type.split('_', 2);
    const id = said[`${kind}Id`] ?? (Array.isArray(said.agentIds) ? said.agentIds.join() : '');
    const about = `${kind}:${String(id)}`;
    if (ending === 'started' || ending === 'launched') begun.set(about, time);
    return [{ event, type, time, said, kind, ending, about }];
  });
  for (const { event, type, time, said, kind, ending, about } of told) {
    if (['completed', 'failed', 'ended'].includes(ending))
      lasted(event, 'details.duration', said.duration ?? said.totalDuration, begun.get(about), time);
    const phase = kind === 'phase' ? phases.find(({ id }) => id === said.phaseId) : undefined;
    const field = type === 'phase_started' ? 'startedAt' : type === 'phase_completed' ? 'completedAt' : undefined;
    if (phase !== undefined && field !== undefined) compare(phase, field, phase.time(field), time);
    const entry = type === 'workbook_entry_added' ? entryById.get(String(said.entryId)) : undefined;
    if (entry === undefined) continue;
    compare(entry, 'timestamp', entry.time('timestamp'), time);
    compare(event, 'details.entryType', said.entryType, String(entry.raw('type')));
  }
  for (const gate of Object.values(roots.planning.raw('qualityGates') ?? {}))
    if (isObject(gate)) compareGate(gate, roots.planning, events, compare);
};

const compareGate = (
  gate: Readonly<Record<string, unknown>>,
  root: Entry,
  events: readonly Entry[],
  compare: Compare,
) => {
  const verdict = events.find((event) => {
    const details = event.raw('details');
    return (
      String(event.raw('eventType')).startsWith('quality_gate') && isObject(details) && details.gateName === gate.name
    );
  });
  if (verdict === undefined) {
    if (statusOf(gate.status) === 'completed' && events.length > 0)
      compare(root, `qualityGates.${String(gate.name)}.status`, gate.status, 'no event of it');
    return;
  }
  const details = verdict.raw('details');
  const wanted = Array.isArray(gate.criteria) ? gate.criteria.filter((one) => typeof one === 'string') : [];
  const said = isObject(details) && Array.isArray(details.criteria) ? details.criteria : [];
  for (const one of said) {
    const meant = typeof one === 'string' ? criterionOf(one, wanted) : one;
    if (meant !== one) compare(verdict, 'details.criteria', one, meant);
  }
  const told = verdict.time('timestamp');
  const planned = typeof gate.timestamp === 'string' ? new Date(gate.timestamp) : undefined;
  if (planned === undefined || Number.isNaN(planned.getTime()) || told === undefined) return;
  compare(root, `qualityGates.${String(gate.name)}.timestamp`, planned.toISOString(), told);
};
