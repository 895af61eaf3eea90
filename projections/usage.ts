// Usage: tokens, cost and time by phase, agent, task, todo and model, and the total against the budget. Which figures
// count is the rule of `machines/state/token-tally.ts`.
import { Table } from '../machines/collections/table.ts';
import { defined } from '../machines/defined.ts';
import { type Figures, NOTHING, plus } from '../machines/state/figures.ts';
import {
  type Basis,
  basisOf,
  countedOf,
  type Scope,
  TokenTally,
  unattributedOf,
} from '../machines/state/token-tally.ts';
import { percentOf, roundedS, secondsBetween } from './duration.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type Slice, type ViewOf } from './slice.ts';
import { type Allocations, allocatedTo, allocations } from './slices/planning.ts';
import { type SessionState, session, tokenBudgetOf } from './slices/session.ts';
import {
  agentSpans,
  type PhaseSpans,
  phaseSpans,
  type SpanRow,
  type Spans,
  spansOf,
  taskSpans,
} from './slices/spans.ts';
import { type TokensState, tokens } from './slices/tokens.ts';

const estimates: Slice<Table<number>> = {
  init: Table.empty(),
  on: {
    task_planned: (state, { data }) => (data.estimate === undefined ? state : state.set(data.taskId, data.estimate)),
  },
};

export type UsageView = ViewOf<{
  session: SessionState;
  tokens: TokensState;
  allocations: Allocations;
  estimates: Table<number>;
  phaseSpans: PhaseSpans;
  agentSpans: Spans;
  taskSpans: Spans;
}>;

export interface UsageFigures {
  tokens: number;
  /** All of it; the next three are its parts. */
  input: number;
  uncached: number;
  /** Read from a cache. */
  cached: number;
  /** Written to a cache. */
  cacheCreation: number;
  output: number;
  /** US dollars; `null` where nobody reported a cost. */
  costUsd: number | null;
}

export interface UsageDocument {
  sessionId: string;
  total: UsageFigures & {
    budget: number | null;
    percent: number | null;
    durationS: number | null;
    /** Of the tokens, those reported after the end of the session; left out where none were. */
    late?: number;
  };
  /**
   * `phase` null: used while no phase was active. `basis`: whose figures counted. `unattributed`: the tokens that the
   * phase's own sum has and no agent, task, todo or the orchestrator accounts for.
   */
  phases: (UsageFigures & {
    phase: string | null;
    basis: Basis;
    unattributed: number;
    allocated: number | null;
    percent: number | null;
    durationS: number | null;
  })[];
  /** The same use attributed; never added to the phases'. */
  agents: (UsageFigures & { agentId: string; durationS: number | null })[];
  tasks: (UsageFigures & {
    taskId: string;
    estimate: number | null;
    percent: number | null;
    durationS: number | null;
  })[];
  todos: (UsageFigures & { todoId: string })[];
  /** `model` null: no model was named. They add up to the total. */
  models: (UsageFigures & { model: string | null; provider: string | null })[];
  /** `provider` null: none was named. What each bills; they add up to the total. */
  providers: (UsageFigures & { provider: string | null })[];
}

const shown = ({ tokens: sum, input, output, cached, cacheCreation, costUsd, costed }: Figures): UsageFigures => ({
  tokens: sum,
  input,
  // What was reported of the cache is more than the input only where it contradicts itself.
  uncached: Math.max(0, input - cached - cacheCreation),
  cached,
  cacheCreation,
  output,
  costUsd: costed === 0 ? null : Math.round(costUsd * 1e6) / 1e6,
});

/** Seconds of all its spans that ended; `null` where no span has ended. */
const secondsOf = (row: SpanRow | undefined): number | null => {
  const seconds = spansOf(row).flatMap(({ start, end }) => secondsBetween(start, end) ?? []);
  return seconds.length === 0 ? null : roundedS(seconds.reduce((sum, each) => sum + each, 0));
};

const showPhases = (view: UsageView): UsageDocument['phases'] => {
  const { tally } = view.tokens;
  const names = new Set([...view.phaseSpans.spans.keys(), ...tally.phases.keys()]);
  return [...names].map((phase) => {
    const scope = tally.phases.get(phase);
    const figures = shown(countedOf(scope));
    const allocated = allocatedTo(view.allocations, phase)?.tokens ?? null;
    return {
      phase: phase === '' ? null : phase,
      ...figures,
      basis: basisOf(scope),
      unattributed: unattributedOf(scope),
      allocated,
      percent: percentOf(figures.tokens, allocated),
      durationS: secondsOf(view.phaseSpans.spans.get(phase)),
    };
  });
};

export const usage = {
  name: 'usage',
  version: 3,
  ...foldSlices<Omit<UsageView, 'sessionId'>>({
    session,
    tokens,
    allocations,
    estimates,
    phaseSpans,
    agentSpans,
    taskSpans,
  }),
  show: (view) => {
    const { tally } = view.tokens;
    const total = shown(TokenTally.total(tally));
    const budget = tokenBudgetOf(view.session);
    const models = TokenTally.models(tally);
    const both = (a: Spans, b: Table<Scope>): string[] => [...new Set([...a.keys(), ...b.keys()])];
    return {
      sessionId: view.sessionId,
      total: {
        ...total,
        budget,
        percent: percentOf(total.tokens, budget),
        durationS: secondsBetween(view.session.startedAt, view.session.endedAt),
        ...defined({ late: view.session.late.tokens || undefined }),
      },
      phases: showPhases(view),
      agents: both(view.agentSpans, tally.agents).map((agentId) => ({
        agentId,
        ...shown(TokenTally.agent(tally, agentId)),
        durationS: secondsOf(view.agentSpans.get(agentId)),
      })),
      tasks: both(view.taskSpans, tally.tasks).map((taskId) => {
        const figures = shown(TokenTally.task(tally, taskId));
        const estimate = view.estimates.get(taskId) ?? null;
        return {
          taskId,
          ...figures,
          estimate,
          percent: percentOf(figures.tokens, estimate),
          durationS: secondsOf(view.taskSpans.get(taskId)),
        };
      }),
      todos: tally.todos.keys().map((todoId) => ({ todoId, ...shown(TokenTally.todo(tally, todoId)) })),
      models: models.map(({ model, provider, figures }) => ({
        ...{ model: model ?? null, provider: provider ?? null },
        ...shown(figures),
      })),
      providers: [...new Set(models.map(({ provider }) => provider))].map((provider) => ({
        provider: provider ?? null,
        ...shown(
          models.filter((row) => row.provider === provider).reduce((sum, { figures }) => plus(sum, figures), NOTHING),
        ),
      })),
    };
  },
} satisfies Projection<UsageView, UsageDocument>;
