// Tokens of the plan: what was given to each phase, what each phase used (at its end), and what each task used, which
// says whose the phase's tokens were. Where no phase is told of, what the session used in all.
import { type Entry, isObject } from './entry.ts';
import type { Facts, ImportedFact } from './facts.ts';
import type { Sources } from './sources.ts';
import type { Span } from './span.ts';

/** A budget or a use by phase: numbers, or objects that hold one under one of the names. */
const byPhase = (budget: Entry, field: string, ...names: string[]): [string, number][] => {
  const value = budget.raw(field);
  if (!isObject(value)) return [];
  let whole = true;
  const figures = Object.entries(value).flatMap(([phase, said]): [string, number][] => {
    const name = names.find((one) => isObject(said) && typeof said[one] === 'number');
    const figure = isObject(said) && name !== undefined ? said[name] : said;
    if (figure !== said || typeof figure !== 'number' || !Number.isSafeInteger(figure)) whole = false;
    return typeof figure === 'number' && Number.isSafeInteger(figure) ? [[phase, figure]] : [];
  });
  if (whole) budget.take(field);
  return figures;
};

export const addTokens = (
  sources: Sources,
  facts: Facts,
  told: ReadonlyMap<string, ImportedFact>,
  span: Span,
  planned: string,
): void => {
  const budget = sources.roots.planning.nested('tokenBudget');
  const part = (phase: string): Entry => sources.roots.planning.part(`tokenBudget.${phase}`);
  for (const [phase, tokens] of [
    ...byPhase(budget, 'allocation', 'allocated', 'budget', 'total'),
    ...(isNumbers(budget.raw('breakdown')) ? [] : byPhase(budget, 'breakdown', 'allocated', 'budget')),
  ])
    facts.add('budget_allocated', { phase, tokens }, planned, part(phase));
  const spans = phaseSpans(sources, told);
  const used = byPhase(budget, 'breakdown', 'used', 'actual');
  const allocated = isNumbers(budget.raw('allocation')) ? [] : byPhase(budget, 'allocation', 'used', 'actual');
  const figures = used.length > 0 ? used : allocated;
  for (const [phase, total] of figures)
    facts.add('tokens_used', { phase, total }, spans.get(phase)?.to ?? span.end, part(phase));
  const total = budget.number('used');
  if (figures.length === 0 && total !== undefined && total > 0)
    facts.add('tokens_used', { total }, span.end, part('used'));
  // What the plan claims to have used stays with it, beside what is counted.
  budget.keep('used');

  const ends = new Map(
    facts.all
      .filter(({ type }) => type === 'task_completed' || type === 'task_failed')
      .map((fact) => [String(fact.data.taskId), fact]),
  );
  for (const task of sources.tasks.values()) {
    const tokens = task.number('actualTokens');
    if (tokens === undefined || tokens === 0) continue;
    const taskId = task.id;
    const ended = ends.get(taskId);
    const at = ended?.time ?? span.end;
    const phase = [...spans].find(([, { from, to }]) => from <= at && at <= to)?.[0];
    // Where todos tell tokens of their own, they say which agent's; one task may have had several.
    const todos = (sources.todosOfTask.get(taskId) ?? []).some((todo) => typeof todo.raw('actualTokens') === 'number');
    const agentId = todos ? undefined : (ended?.data.agentId ?? task.idText('assignedAgentId'));
    facts.add('tokens_used', { total: tokens, taskId, agentId, phase }, at, task);
  }
};

const isNumbers = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'number');

const phaseSpans = (
  sources: Sources,
  told: ReadonlyMap<string, ImportedFact>,
): Map<string, { from: string; to: string }> => {
  const spans = new Map<string, { from: string; to: string }>();
  const planned = new Map(sources.phases.map((phase) => [String(phase.raw('name')), phase]));
  for (const phase of new Set([...planned.keys(), ...sources.profile.phases])) {
    const from = told.get(`phase_started:${phase}`)?.time ?? planned.get(phase)?.time('startedAt');
    const to = told.get(`phase_completed:${phase}`)?.time ?? planned.get(phase)?.time('completedAt');
    if (to !== undefined) spans.set(phase, { from: from ?? to, to });
  }
  return spans;
};
