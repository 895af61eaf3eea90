// What tokens were used: one tally, by which the usage view counts and the law holds a session to its budget.
//
// A `tokens_used` event belongs to the phase that it names, else to the phase active at that moment, else to no phase.
// Within a phase, figures that name the phase and no task, todo or agent are the phase's own, and they count; figures of
// a task, an agent or the orchestrator itself (or, finer, of a todo) attribute that use, and are never added to it.
// Where a phase has no figure of its own the attributed ones count, and where these are missing too those of the todos.

import { Table } from '../collections/table.ts';
import type { EventOf, RecordedEvent } from '../events/envelope.ts';
import type { phaseEvents } from '../events/phase.ts';

/** Sums. `cached` is a part of `input`; `tokens` is the total reported, else input and output. */
export interface Figures {
  /** Events that reported tokens, and events that reported a cost. */
  readonly records: number;
  readonly costed: number;
  readonly tokens: number;
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  /** US dollars. */
  readonly costUsd: number;
}

/** Sums of one phase, task, agent or model, by what the events named: they are never added to each other. */
export interface Levels {
  readonly own: Figures;
  readonly attributed: Figures;
  readonly todos: Figures;
}

/** Which of the levels counts. */
export type Basis = 'own' | 'attributed' | 'todos' | 'none';

export interface TokenTally {
  /** Tokens of the whole session that count. */
  readonly counted: number;
  /** By phase; the key `''` is for no phase. */
  readonly phases: Table<Levels>;
  readonly tasks: Table<Levels>;
  readonly agents: Table<Levels>;
  readonly todos: Table<Levels>;
  readonly models: Table<{ readonly phase: string; readonly model: string; readonly levels: Levels }>;
}

const NOTHING: Figures = { records: 0, costed: 0, tokens: 0, input: 0, output: 0, cached: 0, costUsd: 0 };
const NO_LEVELS: Levels = { own: NOTHING, attributed: NOTHING, todos: NOTHING };

const init = (): TokenTally => ({
  counted: 0,
  phases: Table.empty(),
  tasks: Table.empty(),
  agents: Table.empty(),
  todos: Table.empty(),
  models: Table.empty(),
});

/** Tokens that one event reports. */
export const tokensOf = (data: EventOf<'tokens_used'>['data']): number =>
  data.total ?? (data.input ?? 0) + (data.output ?? 0);

const plus = (sum: Figures, data: EventOf<'tokens_used'>['data']): Figures => ({
  records: sum.records + ((data.total ?? data.input ?? data.output) === undefined ? 0 : 1),
  costed: sum.costed + (data.costUsd === undefined ? 0 : 1),
  tokens: sum.tokens + tokensOf(data),
  input: sum.input + (data.input ?? 0),
  output: sum.output + (data.output ?? 0),
  cached: sum.cached + (data.cached ?? 0),
  costUsd: sum.costUsd + (data.costUsd ?? 0),
});

const plusAt = (levels: Levels | undefined, level: keyof Levels, data: EventOf<'tokens_used'>['data']): Levels => {
  const { own, attributed, todos } = levels ?? NO_LEVELS;
  return {
    own: level === 'own' ? plus(own, data) : own,
    attributed: level === 'attributed' ? plus(attributed, data) : attributed,
    todos: level === 'todos' ? plus(todos, data) : todos,
  };
};

/** The level that counts for tokens. */
export const basisOf = (levels: Levels): Basis =>
  levels.own.records > 0
    ? 'own'
    : levels.attributed.records > 0
      ? 'attributed'
      : levels.todos.records > 0
        ? 'todos'
        : 'none';

/**
 * The figures that count: tokens by the first level that reports tokens, cost by the first that reports a cost; of a part
 * (a model) by the levels of the whole, so that parts add up to it.
 */
export const countedOf = (levels: Levels | undefined, by: Levels | undefined = levels): Figures => {
  if (levels === undefined || by === undefined) return NOTHING;
  const level = basisOf(by);
  const tokens = level === 'none' ? NOTHING : levels[level];
  const cost = levels[by.own.costed > 0 ? 'own' : by.attributed.costed > 0 ? 'attributed' : 'todos'];
  return cost === tokens ? tokens : { ...tokens, costed: cost.costed, costUsd: cost.costUsd };
};

/** Collision-free for any two texts. */
const modelKey = (phase: string, model: string): string => `${phase.length}:${phase}${model}`;

/** Whose a figure is. One that names nothing is the orchestrator's, beside those of its agents, not the whole phase's. */
const levelOf = (data: EventOf<'tokens_used'>['data']): keyof Levels => {
  if (data.todoId !== undefined) return 'todos';
  return data.phase !== undefined && data.taskId === undefined && data.agentId === undefined ? 'own' : 'attributed';
};

/** The tally with one more event; a few steps, however long the session is. */
const add = (tally: TokenTally, event: EventOf<'tokens_used'>, activePhase: string | null | undefined): TokenTally => {
  const data = event.data;
  const phase = data.phase ?? activePhase ?? '';
  const level = levelOf(data);
  const before = tally.phases.get(phase);
  const after = plusAt(before, level, data);
  const ofEntity = data.todoId === undefined ? 'own' : 'todos';
  const entity = (table: Table<Levels>, id: string | undefined): Table<Levels> =>
    id === undefined ? table : table.set(id, plusAt(table.get(id), ofEntity, data));
  const key = data.model === undefined ? undefined : modelKey(phase, data.model);
  return {
    counted: tally.counted - countedOf(before).tokens + countedOf(after).tokens,
    phases: tally.phases.set(phase, after),
    tasks: entity(tally.tasks, data.taskId),
    agents: entity(tally.agents, data.agentId),
    todos: entity(tally.todos, data.todoId),
    models:
      key === undefined || data.model === undefined
        ? tally.models
        : tally.models.set(key, {
            phase,
            model: data.model,
            levels: plusAt(tally.models.get(key)?.levels, level, data),
          }),
  };
};

export const TokenTally = {
  init,
  add,
  /** Tokens of the whole session that count. */
  countedTotal: (tally: TokenTally): number => tally.counted,
  /** Figures of a phase that count (`''`: of no phase). */
  phase: (tally: TokenTally, phase: string): Figures => countedOf(tally.phases.get(phase)),
  /** Figures that name the task; those of its todos only where there are no such figures. */
  task: (tally: TokenTally, taskId: string): Figures => countedOf(tally.tasks.get(taskId)),
  agent: (tally: TokenTally, agentId: string): Figures => countedOf(tally.agents.get(agentId)),
  todo: (tally: TokenTally, todoId: string): Figures => countedOf(tally.todos.get(todoId)),
  /** By model, in order of first mention: of each phase the level that counts, so that models add up to the total. */
  models: (tally: TokenTally): { model: string; figures: Figures }[] => {
    const sums = new Map<string, Figures>();
    for (const { phase, model, levels } of tally.models.values()) {
      sums.set(model, sumOf([sums.get(model) ?? NOTHING, countedOf(levels, tally.phases.get(phase))]));
    }
    return [...sums].map(([model, figures]) => ({ model, figures }));
  },
  /** Everything that counts, added up over the phases. */
  total: (tally: TokenTally): Figures => sumOf(tally.phases.values().map((levels) => countedOf(levels))),
};

const sumOf = (all: readonly Figures[]): Figures =>
  all.reduce(
    (sum, each) => ({
      records: sum.records + each.records,
      costed: sum.costed + each.costed,
      tokens: sum.tokens + each.tokens,
      input: sum.input + each.input,
      output: sum.output + each.output,
      cached: sum.cached + each.cached,
      costUsd: sum.costUsd + each.costUsd,
    }),
    NOTHING,
  );

type PhaseEvent = keyof typeof phaseEvents;
const isStarted = (_active: string | null, phase: string): string => phase;
const isEnded = (active: string | null, phase: string): string | null => (phase === active ? null : active);
/** The compiler demands an answer for every event of a phase; others leave the active phase as it is. */
const ACTIVE_PHASE: { readonly [T in PhaseEvent]: (active: string | null, phase: string) => string | null } = {
  phase_started: isStarted,
  phase_reopened: isStarted,
  phase_completed: isEnded,
  phase_skipped: isEnded,
};
const isPhaseEvent = (event: RecordedEvent): event is Extract<RecordedEvent, { type: PhaseEvent }> =>
  Object.hasOwn(ACTIVE_PHASE, event.type);

/**
 * The phase that is active after an event: the one started or reopened last, until it ends. `null` for none. Where a
 * record lets two run at once, the earlier is not taken up again when the later ends.
 */
export const activePhaseAfter = (active: string | null, event: RecordedEvent): string | null =>
  isPhaseEvent(event) ? ACTIVE_PHASE[event.type](active, event.data.phase) : active;
