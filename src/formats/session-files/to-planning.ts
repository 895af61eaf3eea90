// The planning file, from a session's record: its figures are counted, its statuses are what became of things.
import { isObject, type JsonObject } from './entry.ts';
import { said, type Told } from './told.ts';

const TASK_STATUS = { running: 'in_progress', dropped: 'skipped' } as const;
const secondsOf = (from: string | null, to: string | null): number | undefined =>
  from === null || to === null ? undefined : (Date.parse(to) - Date.parse(from)) / 1_000;

export const planningFile = (told: Told): JsonObject => {
  const { plan } = told.documents;
  const rest = told.restOfFile('planning');
  const started = told.all('session_started')[0];
  const names = (status: string): string[] =>
    plan.phases.filter((one) => one.status === status).map(({ name }) => name);
  return {
    ...rest,
    sessionId: told.sessionId,
    timestamp: rest.timestamp ?? started?.time ?? told.lastTime,
    taskDescription: plan.goal ?? `Session ${told.sessionId}`,
    orchestratorType: plan.profile ?? 'normal',
    taskClassification: {
      ...(isObject(rest.taskClassification) ? rest.taskClassification : {}),
      ...said(plan.classification),
    },
    currentPhase: plan.currentPhase ?? names('completed').at(-1) ?? null,
    completedPhases: names('completed'),
    phases: phasesOf(told),
    waves: wavesOf(told),
    tasks: tasksOf(told),
    tokenBudget: { ...(isObject(rest.tokenBudget) ? rest.tokenBudget : {}), ...budgetOf(told) },
    requirements: requirementsOf(told),
    deliverables: deliverablesOf(told),
    qualityGates: gatesOf(told),
    metadata: metadataOf(told, isObject(rest.metadata) ? rest.metadata : {}),
  };
};

const phasesOf = (told: Told): JsonObject[] => {
  const noted = told
    .all('fact_noted')
    .filter(({ data, derivedfrom }) => data.name === 'phase' && derivedfrom?.startsWith('planning-'))
    .map(({ data }) => [String(data.text), (data.extra ?? {}) as JsonObject] as const);
  const rests = new Map([
    ...noted,
    ...told.rests('phase_skipped', 'planning', ({ phase }) => phase),
    ...told.rests('phase_completed', 'planning', ({ phase }) => phase),
  ]);
  return told.documents.plan.phases.map((phase) => ({
    ...rests.get(phase.name),
    name: phase.name,
    status: phase.status === 'active' ? 'in_progress' : phase.status,
    startedAt: phase.startedAt,
    completedAt: phase.endedAt,
    ...said({
      duration: phase.reopened > 0 ? undefined : secondsOf(phase.startedAt, phase.endedAt),
      notes: phase.status === 'skipped' ? phase.reason : phase.notes,
      outputs: phase.outputs,
    }),
  }));
};

const wavesOf = (told: Told): JsonObject[] => {
  const rests = told.rests('agent_launched', 'planning', ({ wave }) => String(wave));
  const launched = told.documents.plan.waves.filter(({ agents }) => agents.length > 0);
  const numbers = new Set(launched.map(({ number }) => number));
  // Waves of the plan that nobody launched.
  const noted = told
    .all('fact_noted')
    .filter(({ data, derivedfrom }) => data.name === 'wave' && derivedfrom?.startsWith('planning-'))
    .map(({ data }) => ({ ...said({ title: data.text }), ...(data.extra as JsonObject | undefined) }) as JsonObject)
    .filter(({ wave }) => !numbers.has(Number(wave)));
  return [
    ...launched.map((wave) => ({
      ...rests.get(String(wave.number)),
      wave: wave.number,
      ...said({ cycle: wave.cycle, title: wave.title, mode: wave.mode, reason: wave.reason, tasks: wave.tasks }),
      status: wave.status === 'running' ? 'in_progress' : wave.status,
      agents: wave.agents.map(({ id }) => id),
    })),
    ...noted,
  ];
};

const tasksOf = (told: Told): JsonObject | JsonObject[] => {
  const rests = told.rests('task_planned', 'planning', ({ taskId }) => taskId);
  const created = new Map(told.all('task_planned').map(({ data, time }) => [data.taskId, time]));
  const tasks = told.documents.plan.tasks.map(
    (task) =>
      [
        task.id,
        {
          ...rests.get(task.id),
          name: task.title,
          ...said({
            description: task.description,
            assignedAgent: task.agentType,
            assignedAgentId: task.agents.at(-1),
            wave: task.wave,
            createdAt: created.get(task.id),
            startedAt: task.startedAt,
            completedAt: task.endedAt,
            estimatedTokens: task.estimate,
            actualTokens: task.tokens,
            successCriteria: task.criteria,
            filesInScope: task.filesInScope,
            outputs: task.outputs,
            errorMessage: task.reason,
          }),
          status: TASK_STATUS[task.status as keyof typeof TASK_STATUS] ?? task.status,
          dependencies: task.dependencies,
        },
      ] as const,
  );
  return byIds(tasks);
};

/** Under their ids; as a list where an id is the one name that JavaScript keeps for itself. */
const byIds = (entries: readonly (readonly [id: string, entry: JsonObject])[]): JsonObject | JsonObject[] =>
  entries.some(([id]) => id === '__proto__')
    ? entries.map(([id, entry]) => ({ ...entry, id }))
    : Object.fromEntries(entries);

const budgetOf = (told: Told): JsonObject => {
  const { budget } = told.documents.plan;
  const { phases } = told.documents.usage;
  const allocated = budget.phases.filter(({ source }) => source === 'session');
  const used = phases.filter(({ phase, tokens }) => phase !== null && tokens > 0);
  return {
    total: budget.total,
    used: budget.used,
    ...said({
      allocation: Object.fromEntries(allocated.map(({ phase, tokens }) => [phase, tokens])),
      // What was used in no phase has no place in a breakdown that must add up.
      breakdown:
        used.reduce((sum, { tokens }) => sum + tokens, 0) === budget.used
          ? Object.fromEntries(used.map(({ phase, tokens }) => [phase, tokens]))
          : undefined,
    }),
  };
};

const requirementsOf = (told: Told): JsonObject[] => {
  const rests = told.rests('requirement_added', 'planning', ({ requirementId }) => requirementId);
  const metAt = new Map(told.all('requirement_met').map(({ data, time }) => [data.requirementId, time]));
  return told.documents.plan.requirements.map(({ id, description, priority, verification, status, notes }) => ({
    ...rests.get(id),
    id,
    ...said({ description, priority, verificationMethod: verification, notes, metAt: metAt.get(id) }),
    status: status === 'open' ? 'pending' : status,
  }));
};

const deliverablesOf = (told: Told): JsonObject[] => {
  const rests = told.rests('deliverable_added', 'planning', ({ deliverableId }) => deliverableId);
  return told.documents.plan.deliverables.map(({ id, description, path, status, deliveredAt, notes }) => ({
    ...rests.get(id),
    id,
    ...said({ description, path, deliveredAt, notes }),
    status,
  }));
};

const gatesOf = (told: Told): JsonObject | JsonObject[] => {
  const rests = told.rests('gate_defined', 'planning', ({ gateId }) => gateId);
  return byIds(
    told.documents.plan.gates.map((gate) => {
      const last = gate.verdicts.at(-1);
      const fields = said({ guards: gate.guards, timestamp: last?.at, notes: last?.notes ?? last?.reason });
      return [
        gate.id,
        { ...rests.get(gate.id), name: gate.name, criteria: gate.criteria, status: gate.status, ...fields },
      ] as const;
    }),
  );
};

const metadataOf = (told: Told, rest: JsonObject): JsonObject => {
  const started = told.all('session_started')[0];
  const ended = told.all('session_ended').at(-1);
  const agents = (type: 'agent_launched' | 'agent_completed' | 'agent_failed'): number =>
    told.all(type).reduce((sum, { data }) => sum + data.agents.length, 0);
  const totals = {
    totalAgentsLaunched: agents('agent_launched'),
    totalAgentsCompleted: agents('agent_completed'),
    totalAgentsFailed: agents('agent_failed'),
  };
  return {
    ...rest,
    ...Object.fromEntries(Object.entries(totals).filter(([name]) => Object.hasOwn(rest, name))),
    ...said({
      userRequest: started?.data.request,
      relatedDocumentation: started?.data.references,
      successMetrics: told.all('metric_recorded').map(({ data, time, derivedfrom }) => ({
        ...(derivedfrom === undefined ? {} : (data.extra as JsonObject | undefined)),
        ...said({ name: data.name, target: data.target, unit: data.unit, reachedWhen: data.reachedWhen }),
        value: data.value,
        timestamp: time,
      })),
      summary: ended?.data.summary,
      nextSteps: ended?.data.nextSteps,
    }),
  };
};
