// P.work, C.agents, C.tasks, C.carried: what runs when a phase or a cycle ends. Either it has ended, or the end names it as
// carried into the next.
import type { Table } from '../collections/table.ts';
import { agent } from '../life-cycles/agent.ts';
import { phase as phaseLifeCycle } from '../life-cycles/phase.ts';
import { task } from '../life-cycles/task.ts';
import { agentRunsIn, runningTasksIn, taskRunsIn } from '../state/running.ts';
import type { State } from '../state/state.ts';
import { counted, listed, rule } from './rule.ts';

/** Everything of one kind that may run. */
interface Running<S extends string> {
  readonly kind: 'agent' | 'task';
  readonly rows: Table<{ readonly state: S }>;
  readonly isActive: (state: S) => boolean;
  /** How many of them run: kept by the fold, so that a legal end costs nothing. */
  readonly count: number;
}

/** `agents a1 and a2 run`, `task t1 runs`. */
const running = (kind: string, ids: readonly string[]): string =>
  ids.length === 1 ? `${kind} ${ids[0]} runs` : `${kind}s ${listed(ids)} run`;

const notCarried = ({ length }: readonly string[]): string => `${length === 1 ? 'is' : 'are'} not carried`;

const distinct = (ids: readonly string[] = []): string[] => [...new Set(ids)];

/** Why what does not run cannot be carried. A list of ids that are neither agents nor tasks is taken for agents. */
const idleText = (kind: 'agent' | 'task', id: string, state: string | undefined): string =>
  state === undefined
    ? `there is no ${kind === 'agent' ? 'agent or task' : kind} ${id} to carry`
    : `${kind} ${id} is ${state} and cannot be carried`;

/** What is wrong with the ids that are carried: those that do not run, and what runs and is not among them. */
const unfit = <S extends string>({ kind, rows, isActive, count }: Running<S>, ids: readonly string[]): string[] => {
  const carried = new Set(ids);
  const runs = (id: string): boolean => {
    const state = rows.get(id)?.state;
    return state !== undefined && isActive(state);
  };
  const idle = [...carried].filter((id) => !runs(id));
  const wrong = idle.slice(0, 5).map((id) => idleText(kind, id, rows.get(id)?.state));
  if (count === carried.size - idle.length) return wrong;
  const left = rows.entries().flatMap(([id, { state }]) => (isActive(state) && !carried.has(id) ? [id] : []));
  return [...wrong, `${running(kind, left)} and ${notCarried(left)}`];
};

/** True where a phase comes after this one: in the profile's order, one that has not ended. */
export const hasNextPhase = ({ session }: State, phase: string): boolean => {
  const index = session.profile.phases.indexOf(phase);
  return session.profile.phases
    .slice(index + 1)
    .some((later) => !phaseLifeCycle.isEnded(session.phases.get(later)?.state ?? phaseLifeCycle.initial));
};

/** Why what does not run in a cycle cannot be carried by it. */
const elsewhere = <S extends string>(
  kind: 'agent' | 'task',
  id: string,
  row: { readonly state: S } | undefined,
  isActive: (state: S) => boolean,
  cycle: number,
): string =>
  row !== undefined && isActive(row.state)
    ? `${kind} ${id} does not run in cycle ${cycle}`
    : idleText(kind, id, row?.state);

export const carriedRules = [
  rule(
    'P.work',
    'error',
    'A phase is completed or abandoned only when its agents and tasks have ended, or are carried into the next phase.',
    ['phase_completed', 'phase_abandoned'],
    (state, { data }) => {
      const { agents = [], tasks = [] } = data.carried ?? {};
      const { work, session } = state;
      const wrong = [
        ...unfit({ kind: 'agent', rows: work.agents, isActive: agent.isActive, count: work.runningAgents }, agents),
        ...unfit({ kind: 'task', rows: work.tasks, isActive: task.isActive, count: work.runningTasks }, tasks),
      ];
      if (wrong.length > 0) return wrong.join('; ');
      // Of a phase that the profile lacks, which violates P.known, nobody knows what comes next.
      return agents.length + tasks.length > 0 &&
        session.profile.phases.includes(data.phase) &&
        !hasNextPhase(state, data.phase)
        ? `no phase comes after ${data.phase} to carry ${listed([...agents, ...tasks])} into`
        : undefined;
    },
  ),
];

export const carriedByCycleRules = [
  rule(
    'C.agents',
    'error',
    'A cycle ends only when its agents have ended, or are carried into the next cycle.',
    ['cycle_ended'],
    (state, { data: { cycle, carried } }) => {
      const running = state.work.cycles.get(String(cycle))?.running ?? 0;
      if (running === 0) return undefined;
      const left = running - distinct(carried?.agents).filter((id) => agentRunsIn(state, id, cycle)).length;
      return left > 0 ? `${counted(left, 'agent')} of cycle ${cycle} not ended` : undefined;
    },
  ),
  rule(
    'C.tasks',
    'warn',
    'A cycle ends when its tasks have ended, or are carried into the next cycle.',
    ['cycle_ended'],
    (state, { data: { cycle, carried } }) => {
      const count = state.work.cycles.get(String(cycle))?.runningTasks ?? 0;
      if (count === distinct(carried?.tasks).filter((id) => taskRunsIn(state, id, cycle)).length) return undefined;
      const left = runningTasksIn(state, cycle).filter((id) => !(carried?.tasks ?? []).includes(id));
      return `${running('task', left)} in cycle ${cycle} and ${notCarried(left)}`;
    },
  ),
  rule(
    'C.carried',
    'error',
    'What a cycle carries into the next are agents and tasks that run in it.',
    ['cycle_ended'],
    (state, { data: { cycle, carried = {} } }) => {
      const { agents, tasks } = state.work;
      const wrong = [
        ...distinct(carried.agents).flatMap((id) =>
          agentRunsIn(state, id, cycle) ? [] : elsewhere('agent', id, agents.get(id), agent.isActive, cycle),
        ),
        ...distinct(carried.tasks).flatMap((id) =>
          taskRunsIn(state, id, cycle) ? [] : elsewhere('task', id, tasks.get(id), task.isActive, cycle),
        ),
      ];
      return wrong.length > 0 ? wrong.slice(0, 5).join('; ') : undefined;
    },
  ),
];
