// P.work: what runs when a phase ends. Either it has ended, or the end names it as carried into the next phase.
import type { Table } from '../collections/table.ts';
import { agent } from '../life-cycles/agent.ts';
import { phase as phaseLifeCycle } from '../life-cycles/phase.ts';
import { task } from '../life-cycles/task.ts';
import type { State } from '../state/state.ts';
import { listed, rule } from './rule.ts';

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

/** What is wrong with the ids that are carried: those that do not run, and what runs and is not among them. */
const unfit = <S extends string>({ kind, rows, isActive, count }: Running<S>, ids: readonly string[]): string[] => {
  const carried = new Set(ids);
  const runs = (id: string): boolean => {
    const state = rows.get(id)?.state;
    return state !== undefined && isActive(state);
  };
  const idle = [...carried].filter((id) => !runs(id));
  const wrong = idle.slice(0, 5).map((id) => {
    const state = rows.get(id)?.state;
    // A list of ids that are neither agents nor tasks is taken for agents.
    if (state === undefined) return `there is no ${kind === 'agent' ? 'agent or task' : kind} ${id} to carry`;
    return `${kind} ${id} is ${state} and cannot be carried`;
  });
  if (count === carried.size - idle.length) return wrong;
  const left = rows.entries().flatMap(([id, { state }]) => (isActive(state) && !carried.has(id) ? [id] : []));
  return [...wrong, `${running(kind, left)} and ${left.length === 1 ? 'is' : 'are'} not carried`];
};

/** True where a phase comes after this one: in the profile's order, one that has not ended. */
export const hasNextPhase = ({ session }: State, phase: string): boolean => {
  const index = session.profile.phases.indexOf(phase);
  return session.profile.phases
    .slice(index + 1)
    .some((later) => !phaseLifeCycle.isEnded(session.phases.get(later)?.state ?? phaseLifeCycle.initial));
};

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
