// Which entities stand in the way of a command, by rule: looked up only once it is refused, as the rules themselves go by
// counts.
import { agent } from '../life-cycles/agent.ts';
import { LIFE_CYCLES } from '../life-cycles/all.ts';
import { openChanges } from '../state/reviews.ts';
import type { State } from '../state/state.ts';
import { isIn, wavePlaceOf } from '../state/waves.ts';

type Data = Readonly<Record<string, unknown>>;
interface Rows<R> {
  entries(): [string, R][];
}

const idsWhere = <R>(rows: Rows<R>, isWanted: (row: R) => boolean): string[] =>
  rows.entries().flatMap(([id, row]) => (isWanted(row) ? [id] : []));

export const runningAgents = ({ work }: State): string[] =>
  idsWhere(work.agents, ({ state: life }) => agent.isActive(life));

/** Agents of the waves before one that is launched now: those of the open cycle; where none is open, of the active phase. */
export const agentsOfEarlierWaves = ({ work, session }: State, wave: unknown): string[] => {
  const place = wavePlaceOf(work, session);
  return idsWhere(
    work.agents,
    (row) => agent.isActive(row.state) && isIn(row, place) && row.wave !== undefined && row.wave < Number(wave),
  );
};

export const runningTasks = ({ work }: State): string[] =>
  idsWhere(work.tasks, ({ state: life }) => LIFE_CYCLES.task.isActive(life));

export const openTasks = ({ work }: State): string[] =>
  idsWhere(work.tasks, ({ state: life }) => LIFE_CYCLES.task.isOpen(life));

/** Of a task or a todo, those of its dependencies that are known and not completed. */
export const openDependencies = ({ work }: State, kind: 'task' | 'todo', id: unknown): string[] => {
  const rows = kind === 'task' ? work.tasks : work.todos;
  return (rows.get(String(id))?.dependencies ?? []).filter(
    (one) => (rows.get(one)?.state ?? 'completed') !== 'completed',
  );
};

/** Of a task or a todo, those of its dependencies that were given up. */
export const goneDependencies = ({ work }: State, kind: 'task' | 'todo', id: unknown): string[] =>
  kind === 'task'
    ? (work.tasks.get(String(id))?.dependencies ?? []).filter((one) => work.tasks.get(one)?.state === 'dropped')
    : (work.todos.get(String(id))?.dependencies ?? []).filter((one) => work.todos.get(one)?.state === 'cancelled');

/** The tasks that depend on one and have started, each with whether it runs. */
export const begunDependents = ({ work }: State, taskId: unknown): [id: string, isRunning: boolean][] =>
  (work.dependents.get(String(taskId))?.keys() ?? []).flatMap((id): [string, boolean][] => {
    const row = work.tasks.get(id);
    const begun = row !== undefined && ['running', 'completed', 'failed'].includes(row.state);
    return begun && row.dependencies.includes(String(taskId)) ? [[id, row.state === 'running']] : [];
  });

export const openTodos = ({ work }: State): string[] =>
  idsWhere(work.todos, ({ state: life }) => LIFE_CYCLES.todo.isOpen(life));

/** Other todos in progress of the agent of a todo. */
export const todosBeside = ({ work }: State, todoId: unknown): string[] => {
  const agentId = work.todos.get(String(todoId))?.agentId;
  return idsWhere(work.todos, (row) => LIFE_CYCLES.todo.isActive(row.state) && row.agentId === agentId);
};

export const openItems = ({ plan }: State): string[] =>
  idsWhere(plan.items, ({ state: life }) => LIFE_CYCLES.item.isOpen(life));
export const openChildren = ({ plan }: State, parent: unknown): string[] =>
  idsWhere(plan.items, (row) => row.parent === parent && LIFE_CYCLES.item.isOpen(row.state));
export const openRequirements = ({ plan }: State): string[] =>
  idsWhere(plan.requirements, ({ state: life }) => LIFE_CYCLES.requirement.isOpen(life));
export const openDeliverables = ({ plan }: State): string[] =>
  idsWhere(plan.deliverables, ({ state: life }) => LIFE_CYCLES.deliverable.isOpen(life));
export const openQuestions = ({ evidence }: State): string[] =>
  idsWhere(evidence.questions, ({ state: life }) => LIFE_CYCLES.question.isOpen(life));
export const blockingFindings = ({ evidence }: State): string[] =>
  idsWhere(evidence.findings, ({ state: life, blocks }) => blocks && LIFE_CYCLES.finding.isOpen(life));
export const brokenBaselines = ({ evidence }: State): string[] => idsWhere(evidence.baselines, ({ holds }) => !holds);

/** Phases of the profile before one, or all of them, that have not ended; and any that is active. */
export const unfinishedPhases = ({ session }: State, before?: unknown): string[] => {
  const { phases } = session.profile;
  const end = before === undefined ? phases.length : phases.indexOf(String(before));
  const isDone = (phase: string): boolean =>
    !LIFE_CYCLES.phase.isActive(session.phases.get(phase)?.state ?? 'pending') &&
    (session.phases.get(phase)?.state ?? 'pending') !== 'pending';
  const wanted = phases.slice(0, Math.max(0, end)).filter((phase) => !isDone(phase));
  const strays = before === undefined ? session.activePhases.filter((phase) => !phases.includes(phase)) : [];
  return [...wanted, ...strays];
};

/** Gates that guard a phase and have neither passed nor been waived. */
export const shutGates = ({ session }: State): string[] =>
  idsWhere(
    session.gates,
    ({ state: life, guards }) => guards !== undefined && (life === 'pending' || life === 'failed'),
  );

/** Reviews whose changes are to be reviewed again, of what a fact ends. */
export const changesAsked = ({ evidence }: State, { phase, cycle }: Data): string[] =>
  openChanges(
    evidence.reviews,
    ({ origin }) =>
      (phase === undefined || origin?.phase === phase) && (cycle === undefined || origin?.cycle === cycle),
  );
