// The planning file from a session's record: its figures are counted, its statuses are those at the session's end.
import { secondsBetween } from '../../../projections/duration.ts';
import { type JsonObject, nonEmpty, objectOr } from './json-object.ts';
import type { SessionEvents } from './session-events.ts';

const TASK_STATUS = { running: 'in_progress', dropped: 'skipped' } as const;

export const planningFile = (session: SessionEvents): JsonObject => {
  const { plan } = session.documents;
  const rest = session.restOfFile('planning');
  const started = session.ofType('session_started')[0];
  const names = (status: string): string[] =>
    plan.phases.filter((one) => one.status === status).map(({ name }) => name);
  return {
    ...rest,
    sessionId: session.sessionId,
    timestamp: rest.timestamp ?? started?.time ?? session.lastTime,
    taskDescription: plan.goal ?? `Session ${session.sessionId}`,
    orchestratorType: plan.profile ?? 'normal',
    taskClassification: {
      ...objectOr(rest.taskClassification),
      ...nonEmpty(plan.classification),
    },
    currentPhase: plan.currentPhase ?? names('completed').at(-1) ?? null,
    completedPhases: names('completed'),
    phases: phasesOf(session),
    waves: wavesOf(session),
    tasks: tasksOf(session),
    tokenBudget: { ...objectOr(rest.tokenBudget), ...budgetOf(session) },
    requirements: requirementsOf(session),
    deliverables: deliverablesOf(session),
    qualityGates: gatesOf(session),
    metadata: metadataOf(session, objectOr(rest.metadata)),
  };
};

const phasesOf = (session: SessionEvents): JsonObject[] => {
  const noted = session.planningNotes('phase').map(({ data }) => [String(data.text), objectOr(data.extra)] as const);
  const rests = new Map([
    ...noted,
    ...session.rests('phase_skipped', 'planning', ({ phase }) => phase),
    ...session.rests('phase_abandoned', 'planning', ({ phase }) => phase),
    ...session.rests('phase_completed', 'planning', ({ phase }) => phase),
  ]);
  const inferred = session.inferredStarts('phase_started', ({ phase }) => phase);
  const startOf = ({ name, startedAt }: { readonly name: string; readonly startedAt: string | null }) =>
    inferred.has(name) ? null : startedAt;
  return session.documents.plan.phases.map((phase) => ({
    ...rests.get(phase.name),
    name: phase.name,
    status: phase.status === 'active' ? 'in_progress' : phase.status,
    startedAt: startOf(phase),
    completedAt: phase.endedAt,
    ...nonEmpty({
      duration: phase.reopened > 0 ? undefined : secondsBetween(startOf(phase), phase.endedAt),
      notes: phase.status === 'skipped' || phase.status === 'abandoned' ? phase.reason : phase.notes,
      outputs: phase.outputs,
    }),
  }));
};

const wavesOf = (session: SessionEvents): JsonObject[] => {
  const rests = session.rests('agent_launched', 'planning', ({ wave }) => String(wave));
  const launched = session.documents.plan.waves.filter(({ agents }) => agents.length > 0);
  const numbers = new Set(launched.map(({ number }) => number));
  // Waves of the plan that nothing launched.
  const noted = session
    .planningNotes('wave')
    .map(({ data }): JsonObject => ({ ...nonEmpty({ title: data.text }), ...objectOr(data.extra) }))
    .filter(({ wave }) => !numbers.has(Number(wave)));
  return [
    ...launched.map((wave) => ({
      ...rests.get(String(wave.number)),
      wave: wave.number,
      ...nonEmpty({ cycle: wave.cycle, title: wave.title, mode: wave.mode, reason: wave.reason, tasks: wave.tasks }),
      status: wave.status === 'running' ? 'in_progress' : wave.status,
      agents: wave.agents.map(({ id }) => id),
    })),
    ...noted,
  ];
};

const tasksOf = (session: SessionEvents): JsonObject | JsonObject[] => {
  const rests = session.rests('task_planned', 'planning', ({ taskId }) => taskId);
  const created = new Map(session.ofType('task_planned').map(({ data, time }) => [data.taskId, time]));
  const tasks = session.documents.plan.tasks.map(
    (task) =>
      [
        task.id,
        {
          ...rests.get(task.id),
          name: task.title,
          ...nonEmpty({
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

/** Under their ids; as a list where an id is `__proto__`, which no object of JavaScript has as a plain member. */
const byIds = (entries: readonly (readonly [id: string, entry: JsonObject])[]): JsonObject | JsonObject[] =>
  entries.some(([id]) => id === '__proto__')
    ? entries.map(([id, entry]) => ({ ...entry, id }))
    : Object.fromEntries(entries);

const budgetOf = (session: SessionEvents): JsonObject => {
  const { budget } = session.documents.plan;
  const { phases } = session.documents.usage;
  const allocated = budget.phases.filter(({ source }) => source === 'session');
  const used = phases.filter(({ phase, tokens }) => phase !== null && tokens > 0);
  return {
    total: budget.total,
    used: budget.used,
    ...nonEmpty({
      allocation: Object.fromEntries(allocated.map(({ phase, tokens }) => [phase, tokens])),
      // A breakdown must add up: there is none where tokens were used outside of any phase.
      breakdown:
        used.reduce((sum, { tokens }) => sum + tokens, 0) === budget.used
          ? Object.fromEntries(used.map(({ phase, tokens }) => [phase, tokens]))
          : undefined,
    }),
  };
};

const requirementsOf = (session: SessionEvents): JsonObject[] => {
  const rests = session.rests('requirement_added', 'planning', ({ requirementId }) => requirementId);
  const metAt = new Map(session.ofType('requirement_met').map(({ data, time }) => [data.requirementId, time]));
  return session.documents.plan.requirements.map(({ id, description, priority, verification, status, notes }) => ({
    ...rests.get(id),
    id,
    ...nonEmpty({ description, priority, verificationMethod: verification, notes, metAt: metAt.get(id) }),
    status: status === 'open' ? 'pending' : status,
  }));
};

const deliverablesOf = (session: SessionEvents): JsonObject[] => {
  const rests = session.rests('deliverable_added', 'planning', ({ deliverableId }) => deliverableId);
  return session.documents.plan.deliverables.map(({ id, description, path, status, deliveredAt, notes }) => ({
    ...rests.get(id),
    id,
    ...nonEmpty({ description, path, deliveredAt, notes }),
    status,
  }));
};

const gatesOf = (session: SessionEvents): JsonObject | JsonObject[] => {
  const rests = session.rests('gate_defined', 'planning', ({ gateId }) => gateId);
  return byIds(
    session.documents.plan.gates.map((gate) => {
      const last = gate.verdicts.at(-1);
      const fields = nonEmpty({ guards: gate.guards, timestamp: last?.at, notes: last?.notes ?? last?.reason });
      return [
        gate.id,
        { ...rests.get(gate.id), name: gate.name, criteria: gate.criteria, status: gate.status, ...fields },
      ] as const;
    }),
  );
};

const metadataOf = (session: SessionEvents, rest: JsonObject): JsonObject => {
  const started = session.ofType('session_started')[0];
  const ended = session.ofType('session_ended').at(-1);
  const agents = (type: 'agent_launched' | 'agent_completed' | 'agent_failed'): number =>
    session.ofType(type).reduce((sum, { data }) => sum + data.agents.length, 0);
  const totals = {
    totalAgentsLaunched: agents('agent_launched'),
    totalAgentsCompleted: agents('agent_completed'),
    totalAgentsFailed: agents('agent_failed'),
  };
  return {
    ...rest,
    ...Object.fromEntries(Object.entries(totals).filter(([name]) => Object.hasOwn(rest, name))),
    ...nonEmpty({
      userRequest: started?.data.request,
      relatedDocumentation: started?.data.references,
      successMetrics: session.ofType('metric_recorded').map(({ data, time, derivedfrom }) => ({
        ...(derivedfrom === undefined ? {} : objectOr(data.extra)),
        ...nonEmpty({ name: data.name, target: data.target, unit: data.unit, reachedWhen: data.reachedWhen }),
        value: data.value,
        timestamp: time,
      })),
      summary: ended?.data.summary,
      nextSteps: ended?.data.nextSteps,
    }),
  };
};
