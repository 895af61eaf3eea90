// P.work: agents and tasks that run when a phase is completed or abandoned.
import type { Carried } from '../events/fields.ts';
import { AGENT_AT_WORK } from './agent-changes.ts';
import { type EventIn, type Invariant, invariant, named } from './invariant.ts';
import { type Phases, phaseIn, phases } from './phases-and-gates.ts';
import { countIn, type States, statesOf } from './states.ts';

const agents = statesOf('agent');
const tasks = statesOf('task');

const TASK_AT_WORK: readonly string[] = ['running'];

/** What is named must run, and everything that runs must be named. */
const mismatch = (what: string, states: States, atWork: readonly string[], ids: readonly string[] = []): string[] => {
  const distinct = [...new Set(ids)];
  const ended = distinct.filter((id) => !atWork.includes(states.of.get(id) ?? ''));
  const left = countIn(states, ...atWork) - (distinct.length - ended.length);
  return [
    ...ended.map((id) => `${what} ${named(id)} is carried and does not run`),
    ...(left > 0 ? [`${what}s that run and are not carried: ${left}`] : []),
  ];
};

const carriesNowhere = ({ order, ...rest }: Phases, phase: string, { agents, tasks }: Carried): boolean => {
  const some = (agents ?? []).length + (tasks ?? []).length > 0;
  if (!some || !order.includes(phase)) return false;
  const later = order.slice(order.indexOf(phase) + 1);
  return later.every((name) => ['completed', 'skipped', 'abandoned'].includes(phaseIn({ order, ...rest }, name)));
};

const ends = (
  { agents, tasks, phases }: { agents: States; tasks: States; phases: Phases },
  { data: { phase, carried = {} } }: EventIn<'phase_completed' | 'phase_abandoned'>,
) => {
  const wrong = [
    ...mismatch('agent', agents, AGENT_AT_WORK, carried.agents),
    ...mismatch('task', tasks, TASK_AT_WORK, carried.tasks),
  ];
  if (wrong.length > 0) return wrong;
  return carriesNowhere(phases, phase, carried) ? `no phase follows ${named(phase)} to carry anything into` : [];
};

const work = invariant({
  id: 'P.work',
  memo: { agents, tasks, phases },
  check: { phase_completed: ends, phase_abandoned: ends },
});

export const carriedInvariants: readonly Invariant[] = [work];
