// The planning file: goal and process, waves, metrics, and with the steps beside it phases, tasks, gates, requirements,
// deliverables and tokens. What the events file reports is not recorded again; what only the plan has becomes facts.
import { defined } from '../../../machines/defined.ts';
import type { Entry } from './entry.ts';
import type { Fields } from './facts.ts';
import { addGates } from './from-gates.ts';
import { addPhases } from './from-phases.ts';
import { addDeliverables, addRequirements } from './from-requirements.ts';
import { addTasks } from './from-tasks.ts';
import { addTokens } from './from-tokens.ts';
import type { ImportContext } from './import-context.ts';
import { references } from './references.ts';
import type { Sources } from './sources.ts';

/** A session cannot start without its goal: a longer one is shortened, and stays complete in the rest. */
const MAX_GOAL = 1_000_000;

/** The data of `session_started`, from the plan and from the event's own details. */
export const sessionFields = (
  sources: Sources,
  details: Entry | undefined,
  description: string | undefined,
): Fields => {
  const { planning } = sources.roots;
  const metadata = planning.nested('metadata');
  const given = planning.nested('taskClassification');
  const classification = defined({
    type: given.oneOf('type', ['novel', 'standard', 'analysis-heavy']),
    complexity: given.oneOf('complexity', ['low', 'medium', 'high']),
  });
  const tokens = wholeTokens(planning.nested('tokenBudget'), 'total');
  const goal = planning.text('taskDescription') ?? details?.text('taskDescription', 'goal') ?? description;
  if ((goal ?? '').length > MAX_GOAL) planning.keep('taskDescription');
  return {
    goal: (goal ?? `Session ${sources.sessionId}`).slice(0, MAX_GOAL),
    request: metadata.text('userRequest') ?? planning.text('userRequest'),
    references: references(metadata, 'relatedDocumentation'),
    profile: sources.profile,
    classification: Object.keys(classification).length > 0 ? classification : undefined,
    tokenBudget: tokens,
  };
};

/** A number of tokens; another value stays in the rest, with a warning. */
const wholeTokens = (budget: Entry, field: string): number | undefined => {
  const tokens = budget.number(field);
  if (tokens === undefined || (Number.isSafeInteger(tokens) && tokens >= 0)) return tokens;
  budget.keep(field);
  budget.warn(`${budget.place(`tokenBudget.${field}`)} is ${tokens}; expected a whole number from 0; kept unchanged`);
  return undefined;
};

export const addPlanning = (context: ImportContext): void => {
  const { sources, facts, reported, span } = context;
  const { planning } = sources.roots;
  if (!reported.has('session_started'))
    facts.add('session_started', sessionFields(sources, undefined, undefined), span.start, planning);
  addPhases(context);
  addTasks(context);
  addGates(context);
  addRequirements(context);
  addDeliverables(context);
  addTokens(context);
  addWaves(context);
  addMetrics(context);
};

/** A wave of the plan that nothing launched is a note of what was planned. */
const addWaves = ({ sources, facts, plannedAt }: ImportContext): void => {
  const launched = new Set(facts.all.map(({ data }) => data.wave));
  for (const [number, wave] of sources.waves)
    if (!launched.has(number))
      facts.add('fact_noted', { name: 'wave', text: wave.text('title'), extra: wave.rest() }, plannedAt, wave);
};

const addMetrics = ({ sources, facts, span }: ImportContext): void => {
  for (const metric of sources.metrics) {
    const met = metric.flag('met');
    const value = metric.raw('value');
    const target = metric.raw('target');
    const data = {
      name: metric.text('name', 'metric') ?? metric.id,
      value: value ?? met,
      target,
      unit: metric.text('unit'),
      reachedWhen: metric.oneOf('reachedWhen', ['at_least', 'at_most', 'equal']),
    };
    for (const field of ['value', 'target']) metric.take(field);
    // With a target, or without a value, the event records `met` itself.
    if (target === undefined && value !== undefined) metric.keep('met');
    facts.add('metric_recorded', { ...data, extra: metric.rest() }, metric.time('timestamp') ?? span.end, metric);
  }
};
