// Commands of the work: agents and their waves, tasks, todos.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import { lastWaveOf } from '../../../../machines/state/work.ts';
import type { SequenceState } from '../sequence-state.ts';
import { of, type Proposals, when } from './proposal.ts';

const AGENT_TYPES = ['implementor', 'tester', 'reviewer'] as const;
const goesOn = ({ state }: SequenceState): number => when(state.session.state === 'running');

/** One or two agents that run. */
const ending = (walk: SequenceState): { agents: { agentId: string }[] } | undefined => {
  const first = walk.find('agent', 'running');
  const second = walk.picks.percent(25) ? walk.find('agent', 'running') : undefined;
  if (first === undefined) return undefined;
  const both = second !== undefined && (second !== first || walk.errs);
  return { agents: (both ? [first, second] : [first]).map((agentId) => ({ agentId })) };
};
const running = ({ state }: SequenceState): number => Math.min(2, state.work.runningAgents);

/** No wave, the newest, or the one after it; in error any. */
const waveFor = ({ picks, errs, state }: SequenceState): { wave?: number } => {
  if (errs) return picks.percent(30) ? {} : { wave: lastWaveOf(state.work) + picks.between(-1, 2) };
  if (picks.percent(40)) return {};
  const last = lastWaveOf(state.work);
  const cycle = state.work.openCycles.at(-1);
  const busy = state.work.runningWaves.some((one) => one.cycle === cycle);
  return { wave: last === 0 || (!busy && picks.percent(60)) ? last + 1 : last };
};

const needed = (walk: SequenceState, kind: 'task' | 'todo'): { dependencies?: string[] } => {
  const ids = [walk.recent(kind), walk.recent(kind)].slice(0, walk.picks.between(0, 2));
  const known = [...new Set(ids.filter((id) => id !== undefined))];
  return known.length > 0 ? { dependencies: known } : {};
};

/** A task or todo that could start: its dependencies are completed. */
const startable = (walk: SequenceState, kind: 'task' | 'todo'): string | undefined => {
  const table = kind === 'task' ? walk.state.work.tasks : walk.state.work.todos;
  const isReady = (id: string): boolean =>
    (table.get(id)?.dependencies ?? []).every((one) => table.get(one)?.state === 'completed');
  for (let tries = 0; tries < 3; tries += 1) {
    const id = walk.find(kind, 'pending', 'failed');
    if (id !== undefined && (walk.errs || isReady(id))) return id;
  }
  return undefined;
};
const tasks = ({ state }: SequenceState): number => Math.min(2, state.work.openTasks);
const todos = ({ state }: SequenceState): number => Math.min(2, state.work.openTodos);

type Words = Extract<CommandWord, `${'agent' | 'task' | 'todo' | 'todos'}.${string}`>;

export const workProposals: Proposals<Words> = {
  'agent.launch': {
    often: 5,
    here: (walk) => goesOn(walk) * when(walk.state.work.runningAgents < 5),
    // Nobody but another agent can mend a failed verdict.
    closing: ({ state, profile }) =>
      when(profile.cycles && state.work.failing.length > 0 && state.work.agents.size < 2),
    make: (walk) => {
      const { picks } = walk;
      const launch = (agentId: string) => {
        const taskId = picks.percent(20) ? walk.recent('task') : undefined;
        const agentType = picks.one(...AGENT_TYPES);
        return { agentId, agentType, ...(taskId !== undefined && { taskIds: [taskId] }) };
      };
      const agents = [launch(walk.fresh('agent'))];
      if (picks.percent(25)) agents.push(launch(walk.errs ? walk.fresh('agent') : `${agents[0]?.agentId}b`));
      return { agents, ...waveFor(walk) };
    },
  },
  'agent.report': {
    often: 2.5,
    here: ({ state }) => when(state.work.agents.size > 0),
    closing: ({ state, profile }) =>
      state.work.agents.size === 0 || !profile.cycles
        ? 0.2
        : state.work.failing.length > 0
          ? 6
          : state.work.validated
            ? 0.2
            : 2,
    make: (walk) => {
      const { picks, closing, state } = walk;
      const agentId =
        (closing && state.work.failing.length > 0 ? ofType(walk, state.work.failing[0] as string) : undefined) ??
        walk.recent('agent');
      if (agentId === undefined) return undefined;
      const verdict = closing || picks.percent(30) ? 'pass' : picks.one(undefined, 'pass', 'fail');
      const findings = Array.from({ length: closing ? 0 : (picks.of([0, 0, 0, 1, 2]) as number) }, (_, index) => ({
        findingId: picks.percent(20)
          ? (walk.recent('finding') ?? 'f1')
          : `f${walk.known('finding').length + 1 + index}`,
        text: 'It leaks',
        blocks: picks.percent(50),
      }));
      return {
        agentId,
        text: 'Done',
        ...(verdict !== undefined && { verdict }),
        ...(findings.length > 0 && { findings }),
      };
    },
  },
  'agent.complete': { often: 5, here: running, closing: (walk) => 10 * running(walk), make: ending },
  'agent.fail': { often: 1, here: running, closing: running, make: ending },
  'agent.kill': { often: 0.6, here: running, closing: running, make: ending },
  'agent.lose': { often: 0.6, here: running, closing: running, make: ending },
  'task.plan': {
    often: 4,
    here: ({ state }) => when(state.work.openTasks < 6),
    make: (walk) => {
      const { picks, errs, state } = walk;
      const taskId = walk.fresh('task');
      const dependencies = errs && picks.percent(10) ? { dependencies: [taskId] } : needed(walk, 'task');
      const waves = (dependencies.dependencies ?? []).map((id) => state.work.tasks.get(id)?.wave ?? 1);
      const wave = errs ? picks.between(0, 3) : Math.max(1, ...waves) + picks.between(0, 1);
      return {
        taskId,
        title: 'Mail the link',
        ...dependencies,
        ...(picks.percent(50) && { wave }),
        ...(picks.percent(30) && { estimate: picks.between(50, 500) }),
      };
    },
  },
  'task.start': {
    often: 5,
    here: (walk) => goesOn(walk) * tasks(walk),
    closing: (walk) => 3 * tasks(walk),
    make: (walk) =>
      of(startable(walk, 'task'), (taskId) => {
        const agentId = walk.picks.percent(50) ? walk.find('agent', 'running') : undefined;
        return { taskId, ...(agentId !== undefined && { agentId }) };
      }),
  },
  'task.complete': {
    often: 5,
    here: tasks,
    closing: (walk) => 6 * tasks(walk),
    make: (walk) => of(walk.find('task', 'running'), (taskId) => ({ taskId })),
  },
  'task.fail': {
    often: 1.2,
    here: tasks,
    make: (walk) => of(walk.find('task', 'running'), (taskId) => ({ taskId, reason: 'No network' })),
  },
  'task.drop': {
    often: 1.2,
    here: tasks,
    closing: (walk) => 3 * tasks(walk),
    make: (walk) => of(walk.find('task', 'pending', 'failed'), (taskId) => ({ taskId, reason: 'Not needed' })),
  },
  'todo.create': {
    often: 3.5,
    here: ({ state }) => when(state.work.openTodos < 6),
    make: (walk) => {
      const agentId = walk.recent('agent');
      const todoId = walk.fresh('todo');
      return {
        todoId,
        content: `Step ${todoId}`,
        ...(agentId !== undefined && walk.picks.percent(80) && { agentId }),
        ...needed(walk, 'todo'),
      };
    },
  },
  'todo.start': {
    often: 3.5,
    here: (walk) => goesOn(walk) * todos(walk),
    make: (walk) => of(startable(walk, 'todo'), (todoId) => ({ todoId })),
  },
  'todo.complete': {
    often: 3.5,
    here: todos,
    closing: todos,
    make: (walk) => of(walk.find('todo', 'in_progress'), (todoId) => ({ todoId })),
  },
  'todo.fail': {
    often: 0.8,
    here: todos,
    make: (walk) =>
      of(walk.find('todo', 'in_progress'), (todoId) => ({
        todoId,
        reason: walk.errs && walk.picks.percent(50) ? ' ' : 'No network',
      })),
  },
  'todo.cancel': {
    often: 0.8,
    here: todos,
    closing: todos,
    make: (walk) => of(walk.find('todo', 'pending', 'in_progress', 'failed'), (todoId) => ({ todoId })),
  },
  'todos.sync': {
    often: 0.8,
    make: (walk) => {
      const { picks } = walk;
      const agentId = walk.recent('agent');
      const statuses = ['pending', 'pending', 'in_progress', 'completed', 'cancelled'] as const;
      const todos = Array.from({ length: picks.between(0, 3) }, (_, index) => ({
        content: `Listed ${index + 1}`,
        status: picks.of(statuses) ?? 'pending',
      }));
      return { todos, ...(agentId !== undefined && { agentId }) };
    },
  },
};

/** An agent of a type among those launched last. */
const ofType = (walk: SequenceState, agentType: string): string | undefined =>
  walk.known('agent').findLast((id) => walk.state.work.agents.get(id)?.agentType === agentType);
