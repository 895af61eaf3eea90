// Tokens of the planning file: what was allocated to each phase, what each phase used (at its end), and what each task
// used, with whose tokens they were. Where no phase has a figure, what the session used in all.
import type { Entry } from './entry.ts';
import type { ImportContext } from './import-context.ts';
import { isObject } from './json-object.ts';

export const addTokens = (context: ImportContext): void => {
  const { sources, facts, span, plannedAt } = context;
  const budget = sources.roots.planning.nested('tokenBudget');
  const part = (phase: string): Entry => sources.roots.planning.part(`tokenBudget.${phase}`);
  for (const [phase, tokens] of [
    ...byPhase(budget, 'allocation', 'allocated', 'budget', 'total'),
    ...(isNumbers(budget.raw('breakdown')) ? [] : byPhase(budget, 'breakdown', 'allocated', 'budget')),
  ])
    facts.add('budget_allocated', { phase, tokens }, plannedAt, part(phase));
  const spans = phaseSpans(context);
  const used = byPhase(budget, 'breakdown', 'used', 'actual');
  const allocated = isNumbers(budget.raw('allocation')) ? [] : byPhase(budget, 'allocation', 'used', 'actual');
  const figures = used.length > 0 ? used : allocated;
  for (const [phase, total] of figures)
    facts.add('tokens_used', { phase, total }, spans.get(phase)?.to ?? span.end, part(phase));
  const total = budget.number('used');
  if (figures.length === 0 && total !== undefined && total > 0)
    facts.add('tokens_used', { total }, span.end, part('used'));
  // The plan's own total stays in its rest, beside what is counted.
  budget.keep('used');
  addTokensOfTasks(context, spans);
};

type PhaseSpans = ReadonlyMap<string, { readonly from: string; readonly to: string }>;

const addTokensOfTasks = ({ sources, facts, span }: ImportContext, spans: PhaseSpans): void => {
  const ends = new Map(
    facts.all
      .filter(({ type }) => type === 'task_completed' || type === 'task_failed')
      .map((fact) => [String(fact.data.taskId), fact]),
  );
  for (const task of sources.tasks.values()) {
    const total = task.number('actualTokens');
    if (total === undefined || total === 0) continue;
    const taskId = task.id;
    const ended = ends.get(taskId);
    const at = ended?.time ?? span.end;
    const phase = [...spans].find(([, { from, to }]) => from <= at && at <= to)?.[0];
    // Todos with tokens of their own name the agent, and one task may have had several.
    const todosCount = (sources.todosOfTask.get(taskId) ?? []).some(
      (todo) => typeof todo.raw('actualTokens') === 'number',
    );
    const agentId = todosCount ? undefined : (ended?.data.agentId ?? task.idText('assignedAgentId'));
    facts.add('tokens_used', { total, taskId, agentId, phase }, at, task);
  }
};

/** A budget or a use by phase: numbers, or objects that have one under one of the names. */
const byPhase = (budget: Entry, field: string, ...names: string[]): [string, number][] => {
  const value = budget.raw(field);
  if (!isObject(value)) return [];
  if (Object.values(value).every((figure) => Number.isSafeInteger(figure))) budget.take(field);
  return Object.entries(value).flatMap(([phase, given]): [string, number][] => {
    const name = names.find((one) => isObject(given) && typeof given[one] === 'number');
    const figure = isObject(given) && name !== undefined ? given[name] : given;
    if (typeof figure === 'number' && Number.isSafeInteger(figure)) return [[phase, figure]];
    // An object may have its figure under a name that is read elsewhere.
    if (!isObject(given))
      budget.warn(
        `${budget.place(`tokenBudget.${field}.${phase}`)} is ${JSON.stringify(given)?.slice(0, 80)}; expected a whole number; kept unchanged`,
      );
    return [];
  });
};

const isNumbers = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'number');

const phaseSpans = ({ sources, reported }: ImportContext): PhaseSpans => {
  const spans = new Map<string, { from: string; to: string }>();
  const planned = new Map(sources.phases.map((phase) => [String(phase.raw('name')), phase]));
  for (const phase of new Set([...planned.keys(), ...sources.profile.phases])) {
    const from = reported.find('phase_started', phase)?.time ?? planned.get(phase)?.time('startedAt');
    const to = reported.find('phase_completed', phase)?.time ?? planned.get(phase)?.time('completedAt');
    if (to !== undefined) spans.set(phase, { from: from ?? to, to });
  }
  return spans;
};
