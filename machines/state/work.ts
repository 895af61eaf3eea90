// The work: cycles and their waves, agents, tasks and todos.
import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';
import { agent } from '../life-cycles/agent.ts';
import { cycle } from '../life-cycles/cycle.ts';
import { task } from '../life-cycles/task.ts';
import { todo } from '../life-cycles/todo.ts';
import { type Profile, validates } from '../profile.ts';
import { type CarriedOn, carryOn, moveTask, NOTHING_CARRIED, takeUp, withRunning } from './cycle-work.ts';
import { type Dependents, NO_DEPENDENTS, withDependent } from './dependents.ts';
import { countChange, type Draft, moved, partChanges, targetOf } from './part.ts';
import { givenAtLaunch, initialVerdicts, judged, type Verdicts, worked } from './verdicts.ts';
import { lastWaveOf, type RunningWave, wavePlaceOf, withAgents } from './waves.ts';
import type { AgentRow, CycleRow, TaskRow, TodoRow } from './work-rows.ts';

export interface WorkState {
  readonly cycles: Table<CycleRow>;
  readonly lastCycle: number;
  readonly openCycles: readonly number[];
  readonly carried: CarriedOn;

  readonly agents: Table<AgentRow>;
  /** Those that have not ended: running or paused; so too in cycles and waves. */
  readonly runningAgents: number;
  readonly runningWaves: readonly RunningWave[];
  /** The highest wave launched while no cycle was open. */
  readonly lastWave: number;
  readonly verdicts: Verdicts;

  readonly tasks: Table<TaskRow>;
  readonly openTasks: number;
  readonly runningTasks: number;
  readonly dependents: Dependents;

  readonly todos: Table<TodoRow>;
  readonly openTodos: number;
  /** By agent. */
  readonly todosInProgress: Table<number>;
}

export const initialWork: WorkState = {
  cycles: Table.empty(),
  lastCycle: 0,
  openCycles: [],
  carried: NOTHING_CARRIED,
  agents: Table.empty(),
  runningAgents: 0,
  runningWaves: [],
  lastWave: 0,
  verdicts: initialVerdicts,
  tasks: Table.empty(),
  openTasks: 0,
  runningTasks: 0,
  dependents: NO_DEPENDENTS,
  todos: Table.empty(),
  openTodos: 0,
  todosInProgress: Table.empty(),
};

const FIRST_CYCLE: CycleRow = { state: cycle.initial, running: 0, runningTasks: 0, lastWave: 0 };
const FIRST_AGENT: AgentRow = {
  state: agent.initial,
  agentType: '',
  cycle: undefined,
  phase: undefined,
  wave: undefined,
  inCycle: undefined,
};
const FIRST_TASK: TaskRow = {
  state: task.initial,
  dependencies: [],
  wave: undefined,
  estimate: undefined,
  attempts: 0,
  inCycle: undefined,
};
const FIRST_TODO: TodoRow = { state: todo.initial, content: '', dependencies: [], agentId: undefined };

const cycleIn = (state: CycleRow['state'], { running, runningTasks, lastWave }: CycleRow = FIRST_CYCLE): CycleRow => ({
  state,
  running,
  runningTasks,
  lastWave,
});
const agentIn = (
  state: AgentRow['state'],
  { agentType, cycle: number, phase, wave, inCycle }: AgentRow = FIRST_AGENT,
): AgentRow => ({
  state,
  agentType,
  cycle: number,
  phase,
  wave,
  inCycle,
});
const taskIn = (
  state: TaskRow['state'],
  { dependencies, wave, estimate, attempts, inCycle }: TaskRow = FIRST_TASK,
): TaskRow => ({ state, dependencies, wave, estimate, attempts, inCycle });
const todoIn = (state: TodoRow['state'], { content, dependencies, agentId }: TodoRow = FIRST_TODO): TodoRow => ({
  state,
  content,
  dependencies,
  agentId,
});

const moveAgent = (next: Draft<WorkState>, id: string, from: AgentRow['state'], to: AgentRow['state']): void => {
  next.agents = moved(next.agents, id, to, agentIn);
  const change = countChange(agent.isActive, from, to);
  if (change !== 0) countRunning(next, id, change);
};

const countRunning = (next: Draft<WorkState>, agentId: string, change: number): void => {
  next.runningAgents += change;
  const row = next.agents.get(agentId);
  next.cycles = withRunning(next.cycles, row?.inCycle, 'running', change);
  if (row?.wave === undefined) return;
  next.runningWaves = withAgents(next.runningWaves, row, row.wave, change);
};

const countInProgress = (next: Draft<WorkState>, agentId: string | undefined, change: number): void => {
  if (change !== 0 && agentId !== undefined)
    next.todosInProgress = next.todosInProgress.set(agentId, (next.todosInProgress.get(agentId) ?? 0) + change);
};

/** What the work depends on besides: which types of agents validate, and the phase that a wave belongs to. */
interface Around {
  readonly session: { readonly profile: Profile; readonly activePhase: string | null };
}

/** The end of an agent that does not validate is the newest work. */
const ended = (next: Draft<WorkState>, { data }: EventOf<AgentEnd>, { session }: Around): void => {
  if (data.agents.some(({ agentId }) => !validates(session.profile, next.agents.get(agentId)?.agentType ?? '')))
    next.verdicts = worked(next.verdicts);
};
type AgentEnd = 'agent_completed' | 'agent_failed' | 'agent_killed' | 'agent_lost';

export const workChanges = partChanges<WorkState, Around>({
  copy: (part) => ({
    cycles: part.cycles,
    lastCycle: part.lastCycle,
    openCycles: part.openCycles,
    carried: part.carried,
    agents: part.agents,
    runningAgents: part.runningAgents,
    runningWaves: part.runningWaves,
    lastWave: part.lastWave,
    verdicts: part.verdicts,
    tasks: part.tasks,
    openTasks: part.openTasks,
    runningTasks: part.runningTasks,
    dependents: part.dependents,
    todos: part.todos,
    openTodos: part.openTodos,
    todosInProgress: part.todosInProgress,
  }),
  steps: {
    cycle: (next, { id, signal }) => {
      const from = next.cycles.get(id)?.state ?? cycle.initial;
      const to = targetOf(cycle, from, signal);
      next.cycles = moved(next.cycles, id, to, cycleIn);
      const change = countChange(cycle.isOpen, from, to);
      if (change > 0) next.openCycles = [...next.openCycles, Number(id)];
      else if (change < 0) next.openCycles = next.openCycles.filter((number) => number !== Number(id));
    },
    agent: (next, { id, signal }) => {
      // Its row comes first, as the step counts it in its cycle and wave: see `agent_launched` below.
      if (signal === 'agent_launched') return;
      const from = next.agents.get(id)?.state ?? agent.initial;
      // No end or report of an agent makes up for a launch that is missing.
      moveAgent(next, id, from, from === agent.initial ? 'unmatched' : endOf(from, signal));
    },
    task: (next, { id, signal }) => {
      const from = next.tasks.get(id)?.state ?? task.initial;
      const target = targetOf(task, from, signal);
      // A change that names no state: a task first known by one waits.
      const to = target === task.initial ? 'pending' : target;
      next.tasks = moved(next.tasks, id, to, taskIn);
      next.openTasks += countChange(task.isOpen, from, to);
      const change = countChange(task.isActive, from, to);
      next.runningTasks += change;
      next.cycles = withRunning(next.cycles, next.tasks.get(id)?.inCycle, 'runningTasks', change);
    },
    todo: (next, { id, signal }) => {
      const from = next.todos.get(id)?.state ?? todo.initial;
      const target = targetOf(todo, from, signal);
      const to = target === todo.initial ? 'pending' : target;
      next.todos = moved(next.todos, id, to, todoIn);
      next.openTodos += countChange(todo.isOpen, from, to);
      countInProgress(next, next.todos.get(id)?.agentId, countChange(todo.isActive, from, to));
    },
  },
  events: {
    cycle_started: (next, { data }) => {
      if (data.cycle > next.lastCycle) next.lastCycle = data.cycle;
      takeUp(next, data.cycle);
    },
    cycle_ended: (next, { data }) => {
      if (data.carried !== undefined) carryOn(next, data.carried);
    },
    agent_launched: (next, { data }, { session }) => {
      const open = next.openCycles.at(-1);
      const place = wavePlaceOf(next, session);
      const { wave } = data;
      for (const launch of data.agents) {
        const { agentId, agentType } = launch;
        const state = next.agents.get(agentId)?.state ?? agent.initial;
        // One that is at work keeps its first launch.
        if (!agent.isActive(state)) {
          next.agents = next.agents.set(agentId, { state, agentType, ...place, wave, inCycle: open });
          next.verdicts = givenAtLaunch(next.verdicts, launch);
        }
        moveAgent(next, agentId, state, targetOf(agent, state, 'agent_launched'));
      }
      if (wave === undefined || wave <= lastWaveOf(next)) return;
      if (open === undefined) next.lastWave = wave;
      else next.cycles = next.cycles.update(String(open), (row) => ({ ...row, lastWave: wave }));
    },
    agent_reported: (next, { data }, { session }) => {
      const agentType = next.agents.get(data.agentId)?.agentType ?? '';
      next.verdicts = judged(next.verdicts, data, agentType, validates(session.profile, agentType));
    },
    agent_completed: ended,
    agent_failed: ended,
    agent_killed: ended,
    agent_lost: ended,
    task_planned: (next, { data }) => {
      const { taskId, dependencies = [], wave, estimate } = data;
      next.tasks = next.tasks.update(taskId, ({ state, attempts, inCycle }) => ({
        state,
        dependencies,
        wave,
        estimate,
        attempts,
        inCycle,
      }));
      next.dependents = withDependent(next.dependents, taskId, dependencies);
    },
    task_dependencies_changed: (next, { data: { taskId, dependencies } }) => {
      next.dependents = withDependent(next.dependents, taskId, dependencies);
      next.tasks = next.tasks.update(taskId, (row) => ({ ...row, dependencies }));
    },
    task_started: (next, { data }) => {
      next.tasks = next.tasks.update(data.taskId, ({ state, dependencies, wave, estimate, attempts, inCycle }) => ({
        state,
        dependencies,
        wave,
        estimate,
        attempts: attempts + 1,
        inCycle,
      }));
      moveTask(next, data.taskId, next.openCycles.at(-1));
    },
    todo_created: (next, { data }) => {
      const { todoId, content, dependencies = [], agentId } = data;
      next.todos = next.todos.update(todoId, ({ state }) => ({ state, content, dependencies, agentId }));
    },
    todo_assigned: (next, { data: { todoId, agentId } }) => {
      const row = next.todos.get(todoId);
      if (row === undefined || row.agentId === agentId) return;
      const { state, content, dependencies } = row;
      const running = todo.isActive(state) ? 1 : 0;
      countInProgress(next, row.agentId, -running);
      next.todos = next.todos.set(todoId, { state, content, dependencies, agentId });
      countInProgress(next, agentId, running);
    },
  },
});

const endOf = (from: AgentRow['state'], signal: string): AgentRow['state'] =>
  from === 'unmatched' ? 'unmatched' : targetOf(agent, from, signal);
