// The plan: what the session is for, its phases, tasks, waves, requirements, deliverables, gates and budget, and
// plan.md. Durations in seconds, times as the events have them; what is not known is `null`.

import type { Table } from '../machines/collections/table.ts';
import { TokenTally } from '../machines/state/token-tally.ts';
import { percentOf, roundedS } from './duration.ts';
import { type ItemService, itemService } from './item-service.ts';
import { type PlanMdDocument, showPlanMd } from './plan-order.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type ViewOf } from './slice.ts';
import { type AgentsState, agents } from './slices/agents.ts';
import type { CarriedWork } from './slices/carried.ts';
import { type GateDocument, type GatesState, gates, showGates } from './slices/gates.ts';
import { type PhaseStatus, type PhasesState, phases } from './slices/phases.ts';
import { type PlanMdState, planMd } from './slices/plan-md.ts';
import {
  type Allocations,
  allocatedPhases,
  allocatedTo,
  allocations,
  type DeliverableRow,
  deliverables,
  type RequirementRow,
  requirements,
} from './slices/planning.ts';
import { type SessionState, session, tokenBudgetOf } from './slices/session.ts';
import { type TaskStatus, type TasksState, tasks } from './slices/tasks.ts';
import { type TokensState, tokens } from './slices/tokens.ts';
import { type AgentDocument, showAgent, showWaves, type WaveDocument } from './waves.ts';

export type PlanView = ViewOf<{
  session: SessionState;
  phases: PhasesState;
  tasks: TasksState;
  agents: AgentsState;
  requirements: Table<RequirementRow>;
  deliverables: Table<DeliverableRow>;
  gates: GatesState;
  allocations: Allocations;
  tokens: TokensState;
  planMd: PlanMdState;
}>;

export interface PhaseDocument {
  name: string;
  /** False for a phase that the profile lacks. */
  inProfile: boolean;
  status: PhaseStatus;
  startedAt: string | null;
  endedAt: string | null;
  /** Seconds that it was active; `null` while it is active for the first time, or when it never was. */
  durationS: number | null;
  notes: string | null;
  outputs: readonly string[];
  /** What ran when it ended the last time and went on into the next phase; `null` for none. */
  carried: CarriedWork | null;
  reason: string | null;
  reopened: number;
}

export interface TaskDocument {
  id: string;
  title: string;
  description: string | null;
  status: TaskStatus;
  dependencies: readonly string[];
  wave: number | null;
  cycle: number | null;
  /** The type of agent that it is meant for. */
  agentType: string | null;
  /** Agents that ran it, or were launched for it. */
  agents: string[];
  attempts: number;
  startedAt: string | null;
  endedAt: string | null;
  /** Tokens: estimated, and used as far as reported. */
  estimate: number | null;
  tokens: number | null;
  criteria: readonly string[];
  filesInScope: readonly string[];
  outputs: readonly string[];
  reason: string | null;
}

export interface PlanDocument {
  sessionId: string;
  goal: string | null;
  request: string | null;
  profile: string | null;
  classification: { type: string | null; complexity: string | null };
  currentPhase: string | null;
  phases: PhaseDocument[];
  tasks: TaskDocument[];
  waves: WaveDocument[];
  /** Agents that were launched in no wave, or never. */
  agentsOutsideWaves: AgentDocument[];
  requirements: RequirementRow[];
  deliverables: DeliverableRow[];
  gates: GateDocument[];
  budget: {
    total: number | null;
    used: number;
    percent: number | null;
    phases: { phase: string; tokens: number; source: 'profile' | 'session'; used: number; percent: number | null }[];
  };
  planMd: PlanMdDocument;
  /** Items of plan.md and the agents that were launched for them. */
  service: ItemService;
}

const showPhases = (view: PlanView): PhaseDocument[] =>
  view.phases.values().map(({ activeSince, spentS, ...row }) => ({
    ...row,
    durationS: spentS === null ? null : roundedS(spentS),
  }));

/** Agents launched for a task, by the task's id. */
const launchedFor = (state: AgentsState): Map<string, string[]> => {
  const byTask = new Map<string, string[]>();
  for (const { id, launch } of state.agents.values())
    for (const task of launch?.taskIds ?? []) {
      const launched = byTask.get(task);
      if (launched === undefined) byTask.set(task, [id]);
      else launched.push(id);
    }
  return byTask;
};

const showTasks = (view: PlanView): TaskDocument[] => {
  const launched = launchedFor(view.agents);
  return view.tasks.rows.values().map((row) => {
    const used = view.tokens.tally.tasks.get(row.id);
    return {
      id: row.id,
      title: row.planned?.title ?? row.id,
      description: row.planned?.description ?? null,
      status: row.status,
      dependencies: row.dependencies,
      wave: row.planned?.wave ?? null,
      cycle: row.cycle,
      agentType: row.planned?.agentType ?? null,
      agents: [...new Set([...row.agents.slice(), ...(launched.get(row.id) ?? [])])],
      attempts: row.attempts,
      startedAt: row.startedAt,
      endedAt: row.endedAt,
      estimate: row.planned?.estimate ?? null,
      tokens: used === undefined ? null : TokenTally.task(view.tokens.tally, row.id).tokens,
      criteria: row.planned?.criteria ?? [],
      filesInScope: row.planned?.filesInScope ?? [],
      outputs: row.outputs,
      reason: row.reason,
    };
  });
};

const showBudget = (view: PlanView): PlanDocument['budget'] => {
  const total = tokenBudgetOf(view.session);
  const used = TokenTally.countedTotal(view.tokens.tally);
  return {
    total,
    used,
    percent: percentOf(used, total),
    phases: allocatedPhases(view.allocations).map((phase) => {
      const { tokens, source } = allocatedTo(view.allocations, phase) ?? { tokens: 0, source: 'profile' };
      const spent = TokenTally.phase(view.tokens.tally, phase).tokens;
      return {
        phase,
        tokens,
        source,
        used: spent,
        percent: percentOf(spent, tokens),
      };
    }),
  };
};

export const plan = {
  name: 'plan',
  version: 5,
  ...foldSlices<Omit<PlanView, 'sessionId'>>({
    session,
    phases,
    tasks,
    agents,
    requirements,
    deliverables,
    gates,
    allocations,
    tokens,
    planMd,
  }),
  show: (view) => {
    const planMdShown = showPlanMd(view.planMd);
    return {
      sessionId: view.sessionId,
      goal: view.session.started?.goal ?? null,
      request: view.session.started?.request ?? null,
      profile: view.session.profile?.name ?? null,
      classification: {
        type: view.session.classification.type ?? null,
        complexity: view.session.classification.complexity ?? null,
      },
      currentPhase: view.tokens.activePhase,
      phases: showPhases(view),
      tasks: showTasks(view),
      waves: showWaves(view.agents, view.tasks),
      agentsOutsideWaves: view.agents.agents
        .values()
        .filter(({ wave }) => wave === null)
        .map(showAgent),
      requirements: view.requirements.values(),
      deliverables: view.deliverables.values(),
      gates: showGates(view.gates),
      budget: showBudget(view),
      planMd: planMdShown,
      service: itemService(planMdShown, view.agents),
    };
  },
} satisfies Projection<PlanView, PlanDocument>;
