// The planning file: goal and process, phases, tasks, gates, requirements, deliverables, budget, tokens and metrics. What
// the events file tells as well is not told twice; what only the plan knows becomes facts of its times.
import type { EventType } from '../../../machines/events/catalog.ts';
import type { Entry } from './entry.ts';
import type { Facts, Fields, ImportedFact } from './facts.ts';
import { references, some, titled } from './fields.ts';
import type { Sources } from './sources.ts';
import type { Span } from './span.ts';
import { addTokens } from './tokens.ts';
import { PRIORITIES, statusOf } from './words.ts';

/** A session cannot begin without its goal: a longer one is cut there, and kept whole beside. */
const MAX_GOAL = 1_000_000;

/** What `session_started` says, from the plan and from the event's own details. */
export const sessionFields = (
  sources: Sources,
  details: Entry | undefined,
  description: string | undefined,
): Fields => {
  const { planning } = sources.roots;
  const metadata = planning.nested('metadata');
  const classes = planning.nested('taskClassification');
  const classification = {
    type: classes.oneOf('type', ['novel', 'standard', 'analysis-heavy']),
    complexity: classes.oneOf('complexity', ['low', 'medium', 'high']),
  };
  const said = Object.fromEntries(Object.entries(classification).filter(([, value]) => value !== undefined));
  const tokens = planning.nested('tokenBudget').number('total');
  const goal = planning.text('taskDescription') ?? details?.text('taskDescription', 'goal') ?? description;
  if ((goal ?? '').length > MAX_GOAL) planning.keep('taskDescription');
  return {
    goal: (goal ?? `Session ${sources.sessionId}`).slice(0, MAX_GOAL),
    request: metadata.text('userRequest') ?? planning.text('userRequest'),
    references: references(metadata, 'relatedDocumentation'),
    profile: sources.profile,
    classification: Object.keys(said).length > 0 ? said : undefined,
    tokenBudget: tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined,
  };
};

export const phaseFields = (sources: Sources, name: string | undefined): Fields => {
  const phase = name === undefined ? undefined : sources.phaseByName.get(name);
  return phase === undefined ? {} : { notes: phase.text('notes'), outputs: some(phase.texts('outputs')) };
};

/** What a task of the plan says of itself, all but its id. */
export const taskFields = (task: Entry): Fields => {
  const description = task.text('description');
  const { title, whole } = titled(task.text('name', 'title') ?? description ?? task.id);
  return {
    title,
    description: description === title ? undefined : (description ?? whole),
    dependencies: some(task.texts('dependencies')),
    wave: task.number('wave'),
    agentType: task.text('assignedAgent', 'agent'),
    estimate: task.number('estimatedTokens'),
    criteria: some(task.texts('successCriteria', 'criteria')),
    filesInScope: some(task.texts('filesInScope')),
  };
};

type Told = ReadonlyMap<string, ImportedFact>;

export const addPlanning = (sources: Sources, facts: Facts, told: Told, span: Span): void => {
  const { planning } = sources.roots;
  if (!told.has('session_started:'))
    facts.add('session_started', sessionFields(sources, undefined, undefined), span.start, planning);
  const planned = span.within(planning.time('timestamp'));
  addPhases(sources, facts, told, span);
  addTasks(sources, facts, told, span, planned);
  addGates(sources, facts, told, span, planned);
  addGoals(sources.requirements, ['requirement', 'requirement_added', 'requirement_met'], facts, told, span, planned);
  addGoals(
    sources.deliverables,
    ['deliverable', 'deliverable_added', 'deliverable_delivered'],
    facts,
    told,
    span,
    planned,
  );
  addTokens(sources, facts, told, span, planned);
  const launched = new Set(facts.all.map(({ data }) => data.wave));
  for (const [number, wave] of sources.waves) {
    // A wave of the plan that was never launched is kept as what the plan said.
    if (launched.has(number)) continue;
    facts.add('fact_noted', { name: 'wave', text: wave.text('title'), extra: wave.rest() }, planned, wave);
  }
  for (const metric of sources.metrics) {
    const met = metric.flag('met');
    const value = metric.raw('value');
    const target = metric.raw('target');
    const said = {
      name: metric.text('name', 'metric') ?? metric.id,
      value: value ?? met,
      target,
      unit: metric.text('unit'),
      reachedWhen: metric.oneOf('reachedWhen', ['at_least', 'at_most', 'equal']),
    };
    for (const field of ['value', 'target']) metric.take(field);
    // `met` is what the facts say: a target reached, or the value itself.
    if (target === undefined && value !== undefined) metric.keep('met');
    facts.add('metric_recorded', { ...said, extra: metric.rest() }, metric.time('timestamp') ?? span.end, metric);
  }
};

const addPhases = (sources: Sources, facts: Facts, told: Told, span: Span): void => {
  for (const phase of sources.phases) {
    const name = phase.text('name') ?? phase.id;
    const startedAt = phase.time('startedAt');
    const completedAt = phase.time('completedAt');
    const status = statusOf(phase.raw('status'));
    if (status !== undefined) phase.take('status');
    const started = told.get(`phase_started:${name}`);
    if (started !== undefined && started.time !== startedAt) phase.keep('startedAt');
    if (startedAt !== undefined && started === undefined) facts.add('phase_started', { phase: name }, startedAt, phase);
    if (told.has(`phase_completed:${name}`)) continue;
    if (
      told.has(`phase_skipped:${name}`) ||
      (status !== 'dropped' && status !== 'completed' && completedAt === undefined)
    ) {
      // No end of it has room for what else the plan says of it.
      const rest = phase.rest();
      if (rest !== undefined) facts.add('fact_noted', { name: 'phase', text: name, extra: rest }, span.end, phase);
      continue;
    }
    const fields = phaseFields(sources, name);
    if (status === 'dropped')
      facts.add(
        'phase_skipped',
        { phase: name, reason: phase.text('notes') ?? 'not said', extra: phase.rest() },
        completedAt ?? startedAt ?? span.end,
        phase,
      );
    else facts.add('phase_completed', { phase: name, ...fields, extra: phase.rest() }, completedAt ?? span.end, phase);
  }
};

const addTasks = (sources: Sources, facts: Facts, told: Told, span: Span, planned: string): void => {
  for (const task of sources.tasks.values()) {
    const taskId = task.id;
    const started = told.get(`task_started:${taskId}`);
    const ended = (['task_completed', 'task_failed', 'task_dropped'] as const).find((type) =>
      told.has(`${type}:${taskId}`),
    );
    const status = statusOf(task.raw('status'));
    const agentId = task.idText('assignedAgentId');
    const todos = sources.todosOfTask.get(taskId) ?? [];
    const first = todos
      .map((todo) => todo.time('startedAt'))
      .filter((time) => time !== undefined)
      .toSorted()[0];
    const last = todos
      .map((todo) => todo.time('completedAt'))
      .filter((time) => time !== undefined)
      .toSorted()
      .at(-1);
    const startedAt = task.time('startedAt') ?? first;
    const completedAt = task.time('completedAt') ?? last;
    const before = [started?.time, startedAt, planned].filter((time) => time !== undefined).toSorted()[0];
    const createdAt = task.time('createdAt') ?? before ?? planned;
    if (status !== undefined) task.take('status');
    const runs = status === 'started' || status === 'completed' || status === 'failed';
    const ends = ended === undefined && (status === 'completed' || status === 'failed' || status === 'dropped');
    // What no fact of its own tells stays with the plan of it.
    if (!(started === undefined && runs) && started?.time !== startedAt) task.keep('startedAt');
    if (!ends && told.get(`${ended}:${taskId}`)?.time !== completedAt) task.keep('completedAt');
    if (!(started === undefined && runs) && !ends && started?.data.agentId !== agentId) task.keep('assignedAgentId');
    if (task.number('actualTokens') === 0) task.keep('actualTokens');
    const outputs = some(task.texts('outputs'));
    const others = ended === undefined ? undefined : told.get(`${ended}:${taskId}`)?.data.outputs;
    if (others !== undefined && JSON.stringify(others) !== JSON.stringify(outputs)) task.keep('outputs');
    if (!told.has(`task_planned:${taskId}`)) {
      const fields = taskFields(task);
      facts.add('task_planned', { taskId, ...fields, extra: task.rest() }, createdAt, task);
    }
    if (started === undefined && runs)
      facts.add('task_started', { taskId, agentId }, startedAt ?? completedAt ?? span.end, task, { actor: agentId });
    if (ended !== undefined) continue;
    const at = completedAt ?? span.end;
    const said = { actor: agentId };
    if (status === 'completed') facts.add('task_completed', { taskId, agentId, outputs }, at, task, said);
    if (status === 'failed')
      facts.add('task_failed', { taskId, agentId, reason: task.text('errorMessage', 'notes') }, at, task, said);
    if (status === 'dropped')
      facts.add('task_dropped', { taskId, reason: task.text('notes') ?? 'not said' }, at, task, said);
  }
};

/**
 * The criterion of a gate that a verdict means by a text: the same but for case and spaces, or the gate's own with what
 * was found after it ("Coverage >= 80% (actual: 98%)"). A text that is neither stands for itself.
 */
export const criterionOf = (told: string, wanted: readonly string[]): string => {
  const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (wanted.includes(told)) return told;
  const said = plain(told);
  return (
    wanted.find((one) => plain(one) === said) ??
    wanted.find(
      (one) => plain(one) !== '' && said.startsWith(plain(one)) && /^\s*[(:,–-]/.test(said.slice(plain(one).length)),
    ) ??
    told
  );
};

const VERDICTS: Readonly<Record<string, EventType>> = {
  completed: 'quality_gate_passed',
  failed: 'quality_gate_failed',
  dropped: 'quality_gate_waived',
};

const addGates = (sources: Sources, facts: Facts, told: Told, span: Span, planned: string): void => {
  for (const gate of sources.gates) {
    const gateId = sources.gateIds.get(gate.id) ?? gate.id;
    const name = gate.text('name') ?? gate.id;
    const criteria = gate.texts('criteria') ?? [];
    const guards = gate.text('guards', 'phase') ?? sources.profile.gates.find(({ id }) => id === gateId)?.guards;
    const judgedAt = gate.time('timestamp', 'passedAt', 'completedAt');
    const verdicts = Object.values(VERDICTS).flatMap((type) => told.get(`${type}:${gateId}`) ?? []);
    const times = [planned, judgedAt, ...verdicts.map(({ time }) => time)].filter((time) => time !== undefined);
    const createdAt = gate.time('createdAt') ?? times.toSorted()[0] ?? planned;
    const verdict = VERDICTS[statusOf(gate.raw('status')) ?? ''];
    if (statusOf(gate.raw('status')) !== undefined) gate.take('status');
    const reason = gate.text('reason', 'notes');
    const judged = verdict !== undefined && verdicts.length === 0;
    // What no verdict of the plan's own tells stays with the gate.
    if (!judged && !verdicts.some(({ time }) => time === judgedAt))
      for (const field of ['timestamp', 'passedAt', 'completedAt']) gate.keep(field);
    if (!judged) for (const field of ['reason', 'notes']) gate.keep(field);
    if (!told.has(`gate_defined:${gateId}`))
      facts.add('gate_defined', { gateId, name, criteria, guards, extra: gate.rest() }, createdAt, gate);
    if (!judged) continue;
    const why = verdict === 'quality_gate_waived' ? (reason ?? 'not said') : reason;
    const said = verdict === 'quality_gate_passed' ? { notes: reason } : { reason: why };
    facts.add(verdict, { gate: gateId, criteria, ...said }, judgedAt ?? span.end, gate);
  }
};

/** Requirements and deliverables: each is added, and met or delivered when it is. */
const addGoals = (
  goals: readonly Entry[],
  [kind, added, done]: readonly ['requirement' | 'deliverable', EventType, EventType],
  facts: Facts,
  told: Told,
  span: Span,
  planned: string,
): void => {
  for (const [index, goal] of goals.entries()) {
    const id = goal.id.includes('[') ? `${kind}_${index + 1}` : goal.id;
    const key = `${kind}Id`;
    const path = goal.text('path');
    const status = statusOf(goal.raw('status'));
    if (status !== undefined) goal.take('status');
    const doneAt = goal.time('completedAt', 'metAt', 'deliveredAt');
    const createdAt = goal.time('createdAt') ?? (doneAt !== undefined && doneAt < planned ? doneAt : planned);
    const own =
      kind === 'requirement'
        ? { priority: goal.oneOf('priority', PRIORITIES), verification: goal.text('verificationMethod') }
        : { path };
    const description = goal.text('description', 'name', 'title') ?? id;
    if (!told.has(`${added}:${id}`))
      facts.add(added, { [key]: id, description, ...own, extra: goal.rest() }, createdAt, goal);
    if (status === 'completed' && !told.has(`${done}:${id}`))
      facts.add(done, { [key]: id, ...(kind === 'deliverable' ? { path } : {}) }, doneAt ?? span.end, goal);
  }
};
