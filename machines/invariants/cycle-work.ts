// C: the agents and tasks that run in a cycle when it ends.
import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import { type AgentChange, onAgentChange, runsAfter } from './agent-changes.ts';
import { type EventIn, type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { stateAfter, TRANSITIONS } from './transitions.ts';

/** An agent or a task: whether it runs, and the cycle it belongs to; '' for none. */
interface Runner {
  readonly runs: boolean;
  readonly cycle: string;
}
interface Runners {
  readonly of: Table<Runner>;
  /** By cycle, how many run. */
  readonly running: Table<number>;
}
type Kind = 'agents' | 'tasks';

interface InCycles {
  /** Cycles that are open, in the order of their starts. */
  readonly open: readonly number[];
  readonly agents: Runners;
  readonly tasks: Runners;
  readonly taskStates: Table<string>;
  /** Named by the end of a cycle while no other was open: they belong to the next that starts. */
  readonly waiting: readonly { readonly kind: Kind; readonly id: string }[];
}

const noRunners = (): Runners => ({ of: Table.empty(), running: Table.empty() });

const put = ({ of, running }: Runners, id: string, runner: Runner): Runners => {
  const before = of.get(id);
  let counts = running;
  if (before?.runs === true) counts = counts.set(before.cycle, (counts.get(before.cycle) ?? 0) - 1);
  if (runner.runs) counts = counts.set(runner.cycle, (counts.get(runner.cycle) ?? 0) + 1);
  return { of: of.set(id, runner), running: counts };
};

const newestOpen = ({ open }: InCycles): string => `${open.at(-1) ?? ''}`;

/** It belongs to another cycle from now on. */
const moveTo = (before: InCycles, kind: Kind, id: string, cycle: string): InCycles => {
  const runner = before[kind].of.get(id);
  return runner === undefined ? before : { ...before, [kind]: put(before[kind], id, { ...runner, cycle }) };
};

const namedBy = ({ data: { carried = {} } }: EventOf<'cycle_ended'>): InCycles['waiting'] => [
  ...(carried.agents ?? []).map((id) => ({ kind: 'agents' as const, id })),
  ...(carried.tasks ?? []).map((id) => ({ kind: 'tasks' as const, id })),
];

const cycleEnded = (before: InCycles, event: EventOf<'cycle_ended'>): InCycles => {
  const open = before.open.filter((cycle) => cycle !== event.data.cycle);
  const carried = namedBy(event);
  const ended: InCycles = { ...before, open };
  const after = carried.reduce((so, { kind, id }) => moveTo(so, kind, id, newestOpen(ended)), ended);
  return open.length > 0 ? after : { ...after, waiting: [...after.waiting, ...carried] };
};

const cycleStarted = (before: InCycles, { data: { cycle } }: EventOf<'cycle_started'>): InCycles => {
  const open = before.open.includes(cycle) ? before.open : [...before.open, cycle];
  const after = before.waiting.reduce((so, { kind, id }) => moveTo(so, kind, id, `${cycle}`), before);
  return { ...after, open, waiting: [] };
};

const launched = (before: InCycles, { data }: EventOf<'agent_launched'>): InCycles => {
  let { agents } = before;
  for (const { agentId } of data.agents)
    if (agents.of.get(agentId)?.runs !== true) agents = put(agents, agentId, { runs: true, cycle: newestOpen(before) });
  return { ...before, agents };
};

const agentChanged = (before: InCycles, { type, data }: EventIn<AgentChange>): InCycles => {
  let { agents } = before;
  for (const { agentId } of data.agents) {
    const agent = agents.of.get(agentId);
    // One that was never launched does not run, whatever is reported of it.
    if (agent !== undefined) agents = put(agents, agentId, { ...agent, runs: runsAfter(type) });
  }
  return { ...before, agents };
};

type TaskEvent = EventIn<keyof (typeof TRANSITIONS)['task']['legal']>;

const taskMoved = (before: InCycles, { type, data: { taskId } }: TaskEvent): InCycles => {
  const state = stateAfter('task', before.taskStates.get(taskId) ?? TRANSITIONS.task.none, type);
  const cycle = type === 'task_started' ? newestOpen(before) : (before.tasks.of.get(taskId)?.cycle ?? '');
  return {
    ...before,
    taskStates: before.taskStates.set(taskId, state),
    tasks: put(before.tasks, taskId, { runs: state === 'running', cycle }),
  };
};

const inCycles: Reducer<InCycles> = reducer<InCycles>(
  () => ({ open: [], agents: noRunners(), tasks: noRunners(), taskStates: Table.empty(), waiting: [] }),
  {
    cycle_started: cycleStarted,
    cycle_ended: cycleEnded,
    agent_launched: launched,
    ...onAgentChange(agentChanged),
    task_planned: taskMoved,
    task_started: taskMoved,
    task_completed: taskMoved,
    task_failed: taskMoved,
    task_dropped: taskMoved,
    task_reopened: taskMoved,
    task_assigned: taskMoved,
    task_dependencies_changed: taskMoved,
  },
);

const belongs = ({ of }: Runners, id: string, cycle: number): boolean => {
  const runner = of.get(id);
  return runner?.runs === true && runner.cycle === `${cycle}`;
};

/** How many run in the cycle and are not named as carried. */
const left = (runners: Runners, cycle: number, carried: readonly string[] = []): number =>
  (runners.running.get(`${cycle}`) ?? 0) - [...new Set(carried)].filter((id) => belongs(runners, id, cycle)).length;

const agents = invariant({
  id: 'C.agents',
  memo: { inCycles },
  check: {
    cycle_ended: ({ inCycles }, { data: { cycle, carried } }) => {
      const count = left(inCycles.agents, cycle, carried?.agents);
      return count > 0 ? `agents of cycle ${cycle} that have not ended and are not carried: ${count}` : undefined;
    },
  },
});

const tasks = invariant({
  id: 'C.tasks',
  severity: 'warn',
  memo: { inCycles },
  check: {
    cycle_ended: ({ inCycles }, { data: { cycle, carried } }) => {
      const count = left(inCycles.tasks, cycle, carried?.tasks);
      return count > 0 ? `tasks of cycle ${cycle} that have not ended and are not carried: ${count}` : undefined;
    },
  },
});

const carried = invariant({
  id: 'C.carried',
  memo: { inCycles },
  check: {
    cycle_ended: ({ inCycles }, event) =>
      namedBy(event)
        .filter(({ kind, id }) => !belongs(inCycles[kind], id, event.data.cycle))
        .map(({ id }) => `${named(id)} is carried and does not run in cycle ${event.data.cycle}`),
  },
});

export const cycleWorkInvariants: readonly Invariant[] = [agents, tasks, carried];
