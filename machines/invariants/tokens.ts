// B: tokens. Of a phase its own figures count (they name it and nothing else), else those of tasks, agents and the
// orchestrator, else those of todos; of a task those that name it, else those of its todos. Never added to each other.

import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import type { Profile } from '../profile.ts';
import { type Invariant, invariant, type Reducer, reducer } from './invariant.ts';

type Used = EventOf<'tokens_used'>;
type Level = 0 | 1 | 2;

/** Sums by level, finest last; undefined where no event reported tokens. */
type Levels = readonly [number | undefined, number | undefined, number | undefined];
const NO_LEVELS: Levels = [undefined, undefined, undefined];

const tokensOf = ({ data }: Used): number | undefined =>
  data.total ??
  (data.input === undefined && data.output === undefined ? undefined : (data.input ?? 0) + (data.output ?? 0));

const plus = (levels: Levels | undefined, level: Level, tokens: number | undefined): Levels => {
  const sums: [number | undefined, number | undefined, number | undefined] = [...(levels ?? NO_LEVELS)];
  if (tokens !== undefined) sums[level] = (sums[level] ?? 0) + tokens;
  return sums;
};
const counts = ([own, attributed, todos]: Levels): number => own ?? attributed ?? todos ?? 0;

interface Spent {
  readonly activePhase: string | undefined;
  readonly session: number;
  readonly phases: Table<Levels>;
  readonly tasks: Table<Levels>;
  readonly profile: Profile | undefined;
  readonly budget: number | undefined;
  readonly allocations: Table<number>;
  readonly estimates: Table<number | undefined>;
  /** Limits reported as passed; one that is set anew is reported anew. */
  readonly reported: Table<boolean>;
}

const phaseOf = (spent: Spent, { data }: Used): string => data.phase ?? spent.activePhase ?? '';

const begins = (spent: Spent, { data }: { data: { phase: string } }): Spent => ({ ...spent, activePhase: data.phase });
const ends = (spent: Spent, { data }: { data: { phase: string } }): Spent =>
  spent.activePhase === data.phase ? { ...spent, activePhase: undefined } : spent;
const follows = (spent: Spent, { data }: { data: { profile: Profile } }): Spent => ({
  ...spent,
  profile: data.profile,
  reported: Table.empty(),
});

const use = (spent: Spent, event: Used): Spent => {
  const { taskId, agentId, todoId } = event.data;
  const tokens = tokensOf(event);
  const phase = phaseOf(spent, event);
  const ofPhase = event.data.phase !== undefined && taskId === undefined && agentId === undefined;
  const level = todoId !== undefined ? 2 : ofPhase ? 0 : 1;
  const before = spent.phases.get(phase) ?? NO_LEVELS;
  const after = plus(before, level, tokens);
  return {
    ...spent,
    session: spent.session - counts(before) + counts(after),
    phases: spent.phases.set(phase, after),
    tasks:
      taskId === undefined
        ? spent.tasks
        : spent.tasks.set(taskId, plus(spent.tasks.get(taskId), todoId === undefined ? 0 : 2, tokens)),
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
const phaseLimit = (spent: Spent, event: Used): Limit => {
  const phase = phaseOf(spent, event);
  const ofProfile = spent.profile?.budget.phases ?? {};
  return {
    key: `phase ${phase}`,
    most: spent.allocations.get(phase) ?? (Object.hasOwn(ofProfile, phase) ? ofProfile[phase] : undefined),
    used: counts(spent.phases.get(phase) ?? NO_LEVELS),
  };
};
const taskLimit = (spent: Spent, { data: { taskId = '' } }: Used): Limit => ({
  key: `task ${taskId}`,
  most: spent.estimates.get(taskId),
  used: counts(spent.tasks.get(taskId) ?? NO_LEVELS),
});
const isPassed = ({ most, used }: Limit): boolean => most !== undefined && used > most;

const spent: Reducer<Spent> = reducer<Spent>(
  () => ({
    activePhase: undefined,
    session: 0,
    phases: Table.empty(),
    tasks: Table.empty(),
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
    session_started: (spent, event) => ({ ...follows(spent, event), budget: event.data.tokenBudget }),
    profile_chosen: follows,
    profile_amended: follows,
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

const grows = invariant({
  id: 'B.grows',
  memo: {},
  check: {
    tokens_used: (_, { data }) =>
      [data.input, data.output, data.cached, data.total].some((figure) => figure !== undefined && figure < 0)
        ? 'a count is below zero'
        : undefined,
  },
});

export const tokenInvariants: readonly Invariant[] = [
  grows,
  within('B.session', sessionLimit),
  within('B.phase', phaseLimit),
  within('B.task', taskLimit),
];
