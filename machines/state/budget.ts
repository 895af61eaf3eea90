// Tokens: what was allocated, what was used, and which limits are passed. The only part that reads others: a limit may
// come from the profile or from a task's estimate, and a figure without a phase belongs to the active one.
import { Table } from '../collections/table.ts';
import type { EventData } from '../events/catalog.ts';
import { partChanges } from './part.ts';
import type { SessionState } from './session.ts';
import { TokenTally } from './token-tally.ts';
import type { WorkState } from './work.ts';

export interface BudgetState {
  /** Of the session by its start or raised since; else see its profile (`sessionBudget`). */
  readonly session: number | undefined;
  /** Allocated to phases by the session; else see its profile (`allocationOf`). */
  readonly phases: Table<number | undefined>;
  readonly tokens: TokenTally;
  /** Limits (`session`, `phase NAME`, `task ID`) that are passed. A new limit can be passed again. */
  readonly passed: Table<boolean>;
}

export const initialBudget: BudgetState = {
  session: undefined,
  phases: Table.empty(),
  tokens: TokenTally.init(),
  passed: Table.empty(),
};

/** The parts that limits depend on. */
interface Around {
  readonly session: SessionState;
  readonly work: WorkState;
}

export const budgetChanges = partChanges<BudgetState, Around>({
  copy: (part) => ({
    session: part.session,
    phases: part.phases,
    tokens: part.tokens,
    passed: part.passed,
  }),
  steps: {},
  events: {
    session_started: (next, { data }) => {
      next.session = data.tokenBudget;
      next.passed = Table.empty();
    },
    profile_chosen: (next) => {
      next.passed = Table.empty();
    },
    profile_amended: (next, { data }, { session }) => {
      next.passed = Table.empty();
      // What the amendment changes counts; what it leaves as it was does not undo what the session set itself.
      const [before, after] = [session.profile.budget, data.profile.budget];
      if (before.session !== after.session) next.session = undefined;
      for (const phase of next.phases.keys())
        if (limitIn(before.phases, phase) !== limitIn(after.phases, phase))
          next.phases = next.phases.set(phase, undefined);
    },
    budget_raised: (next, { data: { phase, tokens } }) => {
      next.passed = next.passed.set(phase === undefined ? 'session' : `phase ${phase}`, false);
      if (phase === undefined) next.session = tokens;
      else next.phases = next.phases.set(phase, tokens);
    },
    task_planned: (next, { data }) => {
      next.passed = next.passed.set(`task ${data.taskId}`, false);
    },
    budget_allocated: (next, { data }) => {
      next.phases = next.phases.set(data.phase, data.tokens);
      next.passed = next.passed.set(`phase ${data.phase}`, false);
    },
    todo_created: (next, event) => {
      next.tokens = TokenTally.todoOf(next.tokens, event);
    },
    todo_assigned: (next, event) => {
      next.tokens = TokenTally.todoOf(next.tokens, event);
    },
    tokens_used: (next, event, { session, work }) => {
      next.tokens = TokenTally.add(next.tokens, event, session.activePhase);
      for (const { limit } of passedLimits({ session, work, budget: next }, event.data))
        next.passed = next.passed.set(limit, true);
    },
  },
});

const limitIn = (limits: Readonly<Record<string, number>>, phase: string): number | undefined =>
  Object.hasOwn(limits, phase) ? limits[phase] : undefined;

/** Tokens allocated to a phase: by the session, else by its profile. */
export const allocationOf = (
  { session: { profile }, budget }: { readonly session: SessionState; readonly budget: BudgetState },
  phase: string,
): number | undefined => budget.phases.get(phase) ?? limitIn(profile.budget.phases, phase);

/** Tokens for the whole session. */
export const sessionBudget = ({
  session,
  budget,
}: {
  readonly session: SessionState;
  readonly budget: BudgetState;
}): number | undefined => budget.session ?? session.profile.budget.session;

export interface PassedLimit {
  /** `session`, `phase NAME` or `task ID`. */
  readonly limit: string;
  readonly used: number;
  readonly most: number;
}

/** The limits that concern a `tokens_used` and are passed by a tally (default: the state's); the session's first. */
export const passedLimits = (
  state: Around & { readonly budget: BudgetState },
  data: EventData['tokens_used'],
  tokens: TokenTally = state.budget.tokens,
): PassedLimit[] => {
  const passed: PassedLimit[] = [];
  const { phase, taskId } = TokenTally.whoseOf(tokens, data, state.session.activePhase);
  const compare = (limit: string, used: number, most: number | undefined): void => {
    if (most !== undefined && used > most) passed.push({ limit, used, most });
  };
  compare('session', TokenTally.countedTotal(tokens), sessionBudget(state));
  if (phase !== '') compare(`phase ${phase}`, TokenTally.phase(tokens, phase).tokens, allocationOf(state, phase));
  if (taskId !== undefined)
    compare(`task ${taskId}`, TokenTally.task(tokens, taskId).tokens, state.work.tasks.get(taskId)?.estimate);
  return passed;
};

export interface UsedUp {
  /** Undefined for the session's budget. */
  readonly phase: string | undefined;
  readonly used: number;
  readonly most: number;
}

/** Of the session's budget and the active phase's allocation, those of which nothing is left; the session's first. */
export const usedUp = (state: Around & { readonly budget: BudgetState }): UsedUp[] => {
  const { tokens } = state.budget;
  const phase = state.session.activePhase;
  const limits: [phase: string | undefined, used: number, most: number | undefined][] = [
    [undefined, TokenTally.countedTotal(tokens), sessionBudget(state)],
  ];
  if (phase !== null) limits.push([phase, TokenTally.phase(tokens, phase).tokens, allocationOf(state, phase)]);
  return limits.flatMap(([of, used, most]) => (most !== undefined && used >= most ? [{ phase: of, used, most }] : []));
};
