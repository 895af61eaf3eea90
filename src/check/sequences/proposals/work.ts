// Commands of the work: agents and their waves, and tasks.
import type { CommandWord } from '../../../../machines/commands/words.ts';
import { openFails } from '../../../../machines/state/verdicts.ts';
import { isIn, lastWaveOf, wavePlaceOf } from '../../../../machines/state/waves.ts';
import type { SequenceState } from '../sequence-state.ts';
import { ifFound, ifRunning, oneIf, type Proposals } from './proposal.ts';
import { needed, startable, statesThat, takingOver } from './work-picks.ts';

const AGENT_TYPES = ['implementor', 'tester', 'reviewer'] as const;

/** One or two agents that run. */
const ending = (sequence: SequenceState): { agents: { agentId: string }[] } | undefined => {
  const first = sequence.find('agent', 'running');
  const second = sequence.picks.percent(25) ? sequence.find('agent', 'running') : undefined;
  if (first === undefined) return undefined;
  const both = second !== undefined && (second !== first || sequence.careless);
  return { agents: (both ? [first, second] : [first]).map((agentId) => ({ agentId })) };
};
const running = ({ state }: SequenceState): number => Math.min(2, state.work.runningAgents);

/** No wave, the newest, the one after it, or the first anew; in error any. */
const waveFor = ({ picks, careless, state }: SequenceState): { wave?: number } => {
  if (careless) return picks.percent(30) ? {} : { wave: lastWaveOf(state.work) + picks.between(-1, 2) };
  if (picks.percent(40)) return {};
  const last = lastWaveOf(state.work);
  const place = wavePlaceOf(state.work, state.session);
  const busy = state.work.runningWaves.some((one) => isIn(one, place));
  if (last === 0) return { wave: 1 };
  if (busy) return { wave: last };
  return { wave: picks.percent(60) ? last + 1 : 1 };
};

const tasks = ({ state }: SequenceState): number => Math.min(2, state.work.openTasks);

type Words = Extract<CommandWord, `${'agent' | 'task'}.${string}`>;

export const workProposals: Proposals<Words> = {
  'agent.launch': {
    weight: 5,
    factor: (sequence) => ifRunning(sequence) * oneIf(sequence.state.work.runningAgents < 5),
    // Nobody but another agent can mend a failed verdict.
    endingWeight: ({ state }) => oneIf(state.work.verdicts.failures > 0 && state.work.agents.size < 2),
    make: (sequence) => {
      const { picks } = sequence;
      const launch = (agentId: string) => {
        const taskId = picks.percent(20) ? sequence.recent('task') : undefined;
        const agentType = picks.one(...AGENT_TYPES);
        return { agentId, agentType, ...(taskId !== undefined && { taskIds: [taskId] }) };
      };
      const agents = [launch(sequence.newId('agent'))];
      if (picks.percent(25))
        agents.push(launch(sequence.careless ? sequence.newId('agent') : `${agents[0]?.agentId}b`));
      return { agents, ...waveFor(sequence) };
    },
  },
  'agent.find': {
    weight: 0.6,
    factor: (sequence) => oneIf(sequence.find('agent', 'lost') !== undefined),
    make: (sequence) =>
      ifFound(sequence.careless ? sequence.recent('agent') : sequence.find('agent', 'lost'), (agentId) => ({
        agents: [{ agentId }],
      })),
  },
  'agent.report': {
    weight: 2.5,
    factor: ({ state }) => oneIf(state.work.agents.size > 0),
    endingWeight: ({ state, profile }) =>
      state.work.agents.size === 0
        ? 0.2
        : state.work.verdicts.failures > 0
          ? 6
          : state.work.verdicts.validated || profile.validators?.length === 0
            ? 0.2
            : 2,
    make: (sequence) => {
      const { picks, ending } = sequence;
      const answer = ending ? answerOf(sequence) : undefined;
      const agentId = answer?.agentId ?? sequence.recent('agent');
      if (agentId === undefined) return undefined;
      const subject = answer === undefined && picks.percent(15) ? sequence.recent('task') : answer?.subject;
      const verdict = ending || picks.percent(30) ? 'pass' : picks.one(undefined, 'pass', 'fail');
      const findings = Array.from({ length: ending ? 0 : (picks.of([0, 0, 0, 1, 2]) as number) }, (_, index) => ({
        findingId: picks.percent(20)
          ? (sequence.recent('finding') ?? 'f1')
          : `f${sequence.known('finding').length + 1 + index}`,
        text: 'It leaks',
        blocks: picks.percent(50),
      }));
      return {
        agentId,
        text: 'Done',
        ...(verdict !== undefined && { verdict }),
        ...(subject !== undefined && { subject }),
        ...(findings.length > 0 && { findings }),
      };
    },
  },
  'agent.pause': { weight: 0.3, factor: running, make: ending },
  'agent.resume': {
    weight: 1,
    factor: ({ state }) => oneIf(state.work.agents.values().some((row) => row.state === 'paused')),
    endingWeight: ({ state }) => 10 * oneIf(state.work.agents.values().some((row) => row.state === 'paused')),
    make: (sequence) => ifFound(sequence.find('agent', 'paused'), (agentId) => ({ agents: [{ agentId }] })),
  },
  'agent.complete': { weight: 5, factor: running, endingWeight: (sequence) => 10 * running(sequence), make: ending },
  'agent.fail': { weight: 1, factor: running, endingWeight: running, make: ending },
  'agent.kill': { weight: 0.6, factor: running, endingWeight: running, make: ending },
  'agent.lose': { weight: 0.6, factor: running, endingWeight: running, make: ending },
  'task.plan': {
    weight: 4,
    factor: ({ state }) => oneIf(state.work.openTasks < 6),
    make: (sequence) => {
      const { picks, careless, state } = sequence;
      const taskId = sequence.newId('task');
      const dependencies = careless && picks.percent(10) ? { dependencies: [taskId] } : needed(sequence, 'task');
      const waves = (dependencies.dependencies ?? []).map((id) => state.work.tasks.get(id)?.wave ?? 1);
      const wave = careless ? picks.between(0, 3) : Math.max(1, ...waves) + picks.between(0, 1);
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
    weight: 5,
    factor: (sequence) => ifRunning(sequence) * tasks(sequence),
    endingWeight: (sequence) => 3 * tasks(sequence),
    make: (sequence) =>
      ifFound(startable(sequence, 'task'), (taskId) => {
        const agentId = sequence.picks.percent(50) ? sequence.find('agent', 'running') : undefined;
        return { taskId, ...(agentId !== undefined && { agentId }) };
      }),
  },
  'task.complete': {
    weight: 5,
    factor: tasks,
    endingWeight: (sequence) => 6 * tasks(sequence),
    make: (sequence) =>
      ifFound(sequence.find('task', ...statesThat('task', 'task_completed')), (taskId) => ({ taskId })),
  },
  'task.fail': {
    weight: 1.2,
    factor: tasks,
    make: (sequence) =>
      ifFound(sequence.find('task', ...statesThat('task', 'task_failed')), (taskId) => ({
        taskId,
        reason: 'No network',
      })),
  },
  'task.drop': {
    weight: 1.2,
    factor: tasks,
    endingWeight: (sequence) => 3 * tasks(sequence),
    make: (sequence) =>
      ifFound(sequence.find('task', ...statesThat('task', 'task_dropped')), (taskId) => ({
        taskId,
        reason: 'Not needed',
      })),
  },
  'task.reopen': {
    weight: 0.8,
    factor: ({ state }) => oneIf(state.work.tasks.size > state.work.openTasks),
    make: (sequence) =>
      ifFound(sequence.findAgain('task', ...statesThat('task', 'task_reopened')), (taskId) => ({
        taskId,
        reason: 'A hole in it',
      })),
  },
  'task.assign': {
    weight: 0.6,
    factor: tasks,
    make: (sequence) =>
      ifFound(sequence.find('task', ...statesThat('task', 'task_assigned')), (taskId) => ({
        taskId,
        ...takingOver(sequence),
      })),
  },
  'task.depend': {
    weight: 0.8,
    factor: tasks,
    make: (sequence) =>
      ifFound(sequence.find('task', ...statesThat('task', 'task_dependencies_changed')), (taskId) => ({
        taskId,
        dependencies: needed(sequence, 'task').dependencies ?? [],
        reason: 'Found on the way',
      })),
  },
};

/** A pass that answers a fail: of an agent of its type, the newest that judges the same. */
const answerOf = ({ state }: SequenceState): { agentId: string; subject?: string } | undefined => {
  const [fail] = openFails(state.work.verdicts);
  if (fail === undefined) return undefined;
  const { subject } = fail;
  const agentId = state.work.agents
    .entries()
    .findLast(
      ([id, { agentType }]) =>
        agentType === fail.agentType &&
        (subject !== undefined || (state.work.verdicts.given.get(id) ?? []).length === 0),
    )?.[0];
  return agentId === undefined ? undefined : { agentId, ...(subject !== undefined && { subject }) };
};
