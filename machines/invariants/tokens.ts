// B: tokens. What names a phase and nothing else is the phase's sum, and everything else in it the detail: the larger
// counts. Within the detail, what todos used is compared with what their agents, and with what their tasks, reported
// themselves: again the larger counts, and of these two ways of counting the one that gives less.

import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import type { Profile } from '../profile.ts';
import { type Invariant, invariant, type Reducer, reducer } from './invariant.ts';
import { phasesAfter } from './phases-and-gates.ts';

type Used = EventOf<'tokens_used'>;

/** Without a total: input and output, and what a cache has of an input that leaves it out. */
const tokensOf = ({ data }: Used): number => {
  const beside = data.inputWithoutCache ? [data.cached, data.cacheCreation] : [];
  return data.total ?? [data.input, data.output, ...beside].reduce((sum: number, count) => sum + (count ?? 0), 0);
};

/** Sums of tokens by who reported them, each as [reported without a todo, used by todos]. */
type Ledger = Table<readonly [number, number]>;
interface Account {
  readonly sum: number;
  readonly ofAgents: number;
  readonly ofTasks: number;
}
const EMPTY: Account = { sum: 0, ofAgents: 0, ofTasks: 0 };
const counts = ({ sum, ofAgents, ofTasks }: Account = EMPTY): number => Math.max(sum, Math.min(ofAgents, ofTasks));

interface Spent {
  readonly activePhase: string | undefined;
  readonly session: number;
  /** By phase, and by task. */
  readonly phases: Table<Account>;
  readonly tasks: Table<Account>;
  readonly ledger: Ledger;
  /** The agent that has a todo, and the task that it was created for. */
  readonly todos: Table<{ readonly agentId?: string | undefined; readonly taskId?: string | undefined }>;
  readonly profile: Profile | undefined;
  readonly budget: number | undefined;
  readonly allocations: Table<number | undefined>;
  readonly estimates: Table<number | undefined>;
  /** Limits reported as passed; one that is set anew is reported anew. */
  readonly reported: Table<boolean>;
}

const phaseOf = (spent: Spent, { data }: Used): string => data.phase ?? spent.activePhase ?? '';
const taskOf = ({ todos }: Spent, { data: { taskId, todoId } }: Used): string | undefined =>
  taskId ?? (todoId === undefined ? undefined : todos.get(todoId)?.taskId);
const agentOf = ({ todos }: Spent, { data: { agentId, todoId } }: Used): string | undefined =>
  agentId ?? (todoId === undefined ? undefined : todos.get(todoId)?.agentId);

const begins = (spent: Spent, { data }: { data: { phase: string } }): Spent => ({ ...spent, activePhase: data.phase });
const ends = (spent: Spent, { data }: { data: { phase: string } }): Spent =>
  spent.activePhase === data.phase ? { ...spent, activePhase: undefined } : spent;
/** The phases after an unskipped one run again, so that none of them is active. */
const undoes = (spent: Spent, { data }: { data: { phase: string } }): Spent =>
  [data.phase, ...phasesAfter(spent.profile?.phases ?? [], data.phase)].includes(spent.activePhase ?? '')
    ? { ...spent, activePhase: undefined }
    : spent;
const follows = (spent: Spent, { data }: { data: { profile: Profile } }): Spent => ({
  ...spent,
  profile: data.profile,
  reported: Table.empty(),
});

/** A limit that the amendment changes replaces what the session itself had set. */
const amends = (spent: Spent, event: { data: { profile: Profile } }): Spent => {
  const after = follows(spent, event);
  const limits = (profile: Profile | undefined) => new Map(Object.entries(profile?.budget.phases ?? {}));
  const [before, now] = [limits(spent.profile), limits(event.data.profile)];
  let { allocations } = spent;
  for (const phase of new Set([...before.keys(), ...now.keys()]))
    if (before.get(phase) !== now.get(phase)) allocations = allocations.set(phase, undefined);
  const kept = spent.profile?.budget.session === event.data.profile.budget.session;
  return { ...after, allocations, budget: kept ? spent.budget : undefined };
};

/** By how much the larger sum of a page of the ledger grows, and the ledger after it. */
const enter = (ledger: Ledger, page: readonly unknown[], tokens: number, byTodo: boolean): [number, Ledger] => {
  const name = JSON.stringify(page);
  const [direct, ofTodos] = ledger.get(name) ?? [0, 0];
  const after = byTodo ? ([direct, ofTodos + tokens] as const) : ([direct + tokens, ofTodos] as const);
  return [Math.max(...after) - Math.max(direct, ofTodos), ledger.set(name, after)];
};

const use = (spent: Spent, event: Used): Spent => {
  const tokens = tokensOf(event);
  const phase = phaseOf(spent, event);
  const [agentId, taskId, { todoId }] = [agentOf(spent, event), taskOf(spent, event), event.data];
  const isSum = event.data.phase !== undefined && [agentId, taskId, todoId].every((id) => id === undefined);
  const [agent, task] = [agentId && { agentId }, taskId && { taskId }];
  // Without a todo a use is its agent's, whatever its task; a todo's use is looked at in both ways.
  const ofAgents = agent ?? task ?? { todoId };
  const ofTasks = todoId === undefined ? ofAgents : (task ?? agent ?? { todoId });
  let { ledger } = spent;
  const added = (account: Account = EMPTY, whole: object): Account => {
    if (isSum) return { ...account, sum: account.sum + tokens };
    const [byAgents, between] = enter(ledger, ['agents', whole, ofAgents], tokens, todoId !== undefined);
    const [byTasks, after] = enter(between, ['tasks', whole, ofTasks], tokens, todoId !== undefined);
    ledger = after;
    return { ...account, ofAgents: account.ofAgents + byAgents, ofTasks: account.ofTasks + byTasks };
  };
  const before = spent.phases.get(phase);
  const account = added(before, { phase });
  const tasks =
    taskId === undefined ? spent.tasks : spent.tasks.set(taskId, added(spent.tasks.get(taskId), { taskId }));
  return {
    ...spent,
    session: spent.session - counts(before) + counts(account),
    phases: spent.phases.set(phase, account),
    tasks,
    ledger,
  };
};

interface Limit {
  readonly key: string;
  readonly most: number | undefined;
  readonly used: number;
}

const sessionLimit = (spent: Spent): Limit => ({
  key: 'session',
  most: spent.budget ?? spent.profile?.budget.session,
  used: spent.session,
});
/** The session's allocation to a phase, else its profile's. */
const phaseLimit = (spent: Spent, event: Used): Limit => limitOf(spent, phaseOf(spent, event));
const limitOf = (spent: Spent, phase: string): Limit => {
  const ofProfile = spent.profile?.budget.phases ?? {};
  return {
    key: `phase ${phase}`,
    most: spent.allocations.get(phase) ?? (Object.hasOwn(ofProfile, phase) ? ofProfile[phase] : undefined),
    used: counts(spent.phases.get(phase)),
  };
};
const taskLimit = (spent: Spent, event: Used): Limit => {
  const taskId = taskOf(spent, event) ?? '';
  return { key: `task ${taskId}`, most: spent.estimates.get(taskId), used: counts(spent.tasks.get(taskId)) };
};
const isPassed = ({ most, used }: Limit): boolean => most !== undefined && used > most;

const spent: Reducer<Spent> = reducer<Spent>(
  () => ({
    activePhase: undefined,
    session: 0,
    phases: Table.empty(),
    tasks: Table.empty(),
    ledger: Table.empty(),
    todos: Table.empty(),
    profile: undefined,
    budget: undefined,
    allocations: Table.empty(),
    estimates: Table.empty(),
    reported: Table.empty(),
  }),
  {
    phase_started: begins,
    phase_reopened: begins,
    phase_completed: ends,
    phase_skipped: ends,
    phase_abandoned: ends,
    phase_unskipped: undoes,
    session_started: (spent, event) => ({ ...follows(spent, event), budget: event.data.tokenBudget }),
    profile_chosen: follows,
    profile_amended: amends,
    budget_raised: (spent, { data: { phase, tokens } }) => ({
      ...spent,
      budget: phase === undefined ? tokens : spent.budget,
      allocations: phase === undefined ? spent.allocations : spent.allocations.set(phase, tokens),
      reported: spent.reported.set(phase === undefined ? 'session' : `phase ${phase}`, false),
    }),
    budget_allocated: (spent, { data }) => ({
      ...spent,
      allocations: spent.allocations.set(data.phase, data.tokens),
      reported: spent.reported.set(`phase ${data.phase}`, false),
    }),
    task_planned: (spent, { data }) => ({
      ...spent,
      estimates: spent.estimates.set(data.taskId, data.estimate),
      reported: spent.reported.set(`task ${data.taskId}`, false),
    }),
    todo_created: (spent, { data: { todoId, agentId, taskId } }) => ({
      ...spent,
      todos: spent.todos.set(todoId, { agentId, taskId }),
    }),
    todo_assigned: (spent, { data: { todoId, agentId } }) => ({
      ...spent,
      todos: spent.todos.set(todoId, { agentId, taskId: spent.todos.get(todoId)?.taskId }),
    }),
    tokens_used: (spent, event) => {
      const after = use(spent, event);
      const passed = [sessionLimit(after), phaseLimit(after, event), taskLimit(after, event)].filter(isPassed);
      return { ...after, reported: passed.reduce((reported, { key }) => reported.set(key, true), after.reported) };
    },
  },
);

/** Reports a limit that is passed with this use, where it has not been reported yet. */
const within = (id: string, of: (spent: Spent, event: Used) => Limit): Invariant =>
  invariant({
    id,
    severity: 'warn',
    memo: { spent },
    check: {
      tokens_used: ({ spent }, event) => {
        const limit = of(use(spent, event), event);
        return isPassed(limit) && spent.reported.get(limit.key) !== true
          ? `${limit.key === 'session' ? 'the session' : limit.key} has used ${limit.used} of ${limit.most} tokens`
          : undefined;
      },
    },
  });

const raised = invariant({
  id: 'B.raised',
  memo: { spent },
  check: {
    budget_raised: ({ spent }, { data: { phase, tokens } }) => {
      const { most } = phase === undefined ? sessionLimit(spent) : limitOf(spent, phase);
      const whose = phase === undefined ? 'the session' : `phase ${phase}`;
      if (most === undefined) return `${whose} has no budget to raise`;
      return tokens <= most ? `${whose} has ${most} tokens already` : undefined;
    },
  },
});

const leftToStart = ({ spent }: { spent: Spent }): string[] =>
  [sessionLimit(spent), ...(spent.activePhase === undefined ? [] : [limitOf(spent, spent.activePhase)])].flatMap(
    ({ key, used, most }) => (most !== undefined && used >= most ? [`nothing is left of ${most} tokens (${key})`] : []),
  );

const left = invariant({
  id: 'B.spent',
  memo: { spent },
  check: { agent_launched: leftToStart, task_started: leftToStart },
});

const grows = invariant({
  id: 'B.grows',
  memo: {},
  check: {
    tokens_used: (_, { data }) =>
      [data.input, data.output, data.cached, data.cacheCreation, data.total].some(
        (figure) => figure !== undefined && figure < 0,
      )
        ? 'a count is below zero'
        : undefined,
  },
});

const count = invariant({
  id: 'B.count',
  memo: {},
  check: {
    tokens_used: (_, { data: { input, output, cached, cacheCreation, total, costUsd } }) =>
      (input ?? output ?? cached ?? cacheCreation ?? total ?? costUsd) === undefined
        ? 'neither a count nor a cost is given'
        : undefined,
  },
});

export const tokenInvariants: readonly Invariant[] = [
  grows,
  count,
  raised,
  left,
  within('B.session', sessionLimit),
  within('B.phase', phaseLimit),
  within('B.task', taskLimit),
];
