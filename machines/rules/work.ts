// T: tasks. W: waves. A: agents. C: cycles.

import { agent } from '../life-cycles/agent.ts';
import { VALIDATORS } from '../profile.ts';
import { hasProfile, inCycles } from '../state/session.ts';
import type { State } from '../state/state.ts';
import { type OpenFail, openFails } from '../state/verdicts.ts';
import { isIn, lastWaveOf, wavePlaceOf } from '../state/waves.ts';
import type { TaskRow } from '../state/work-rows.ts';
import { counted, listed, rule } from './rule.ts';

/** True when `from` is reached from any of `starts` by following dependencies. */
const reaches = (state: State, starts: readonly string[], from: string): boolean => {
  const seen = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === from) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(state.work.tasks.get(id)?.dependencies ?? []));
  }
  return false;
};

/** Events that name what a task depends on. */
const NEEDING = ['task_planned', 'task_dependencies_changed'] as const;

/** Neither completed nor dropped: a start waits for it. */
const isWaitedFor = (life: TaskRow['state']): boolean => life !== 'completed' && life !== 'dropped';
/** Started, and not waiting for a start since. */
const hasBegun = (life: TaskRow['state']): boolean => life === 'running' || life === 'completed' || life === 'failed';

/** The planned dependencies of a task that are in certain states. */
const dependenciesIn = (state: State, taskId: string, isIn: (life: TaskRow['state']) => boolean): string[] =>
  (state.work.tasks.get(taskId)?.dependencies ?? []).filter((id) => {
    const row = state.work.tasks.get(id);
    return row !== undefined && isIn(row.state);
  });

export const taskRules = [
  rule('T.circle', 'error', 'Dependencies of tasks make no circle.', NEEDING, (state, { data }) => {
    const { taskId, dependencies = [] } = data;
    if (dependencies.includes(taskId)) return `task ${taskId} depends on itself`;
    // Nothing leads to a task that no task ever depended on, so planning tasks in order costs no walk.
    if (!state.work.dependents.has(taskId)) return undefined;
    return reaches(state, dependencies, taskId) ? `task ${taskId} depends on a task that depends on it` : undefined;
  }),
  rule(
    'T.ready',
    'error',
    'A task starts only after its dependencies were completed or dropped.',
    ['task_started'],
    (state, { data }) => {
      // A dependency that was never planned violates T.depends already.
      const open = dependenciesIn(state, data.taskId, isWaitedFor);
      return open.length > 0
        ? `task ${data.taskId} depends on tasks that are neither completed nor dropped: ${listed(open)}`
        : undefined;
    },
  ),
  rule('T.dropped', 'warn', 'A task that starts depends on no dropped task.', ['task_started'], (state, { data }) => {
    const dropped = dependenciesIn(state, data.taskId, (life) => life === 'dropped');
    return dropped.length > 0
      ? `task ${data.taskId} starts although ${dropped.length === 1 ? 'its dependency' : 'its dependencies'} ${listed(dropped)} ${dropped.length === 1 ? 'was' : 'were'} dropped`
      : undefined;
  }),
  rule(
    'T.reopened',
    'warn',
    'A task is reopened before the tasks that depend on it start.',
    ['task_reopened'],
    (state, { data }) => {
      const { tasks, dependents } = state.work;
      const started = (dependents.get(data.taskId)?.keys() ?? []).filter((id) => {
        const row = tasks.get(id);
        return row !== undefined && hasBegun(row.state) && row.dependencies.includes(data.taskId);
      });
      const one = started.length === 1;
      return started.length > 0
        ? `${one ? 'task' : 'tasks'} ${listed(started)} ${one ? 'depends' : 'depend'} on task ${data.taskId}, and ${one ? 'has' : 'have'} started already`
        : undefined;
    },
  ),
  rule(
    'T.agent',
    'error',
    "A task starts under, or is handed over to, an agent that runs, or is the orchestrator's own.",
    ['task_started', 'task_assigned'],
    (state, { data }) =>
      data.agentId !== undefined && !agent.isActive(state.work.agents.get(data.agentId)?.state ?? agent.initial)
        ? `agent ${data.agentId} is not running`
        : undefined,
  ),
];

export const waveRules = [
  rule('W.number', 'error', 'Waves count from 1 without holes.', ['agent_launched'], (state, { data }) => {
    const { wave } = data;
    if (wave === undefined) return undefined;
    const last = lastWaveOf(state.work);
    return wave < 1 || wave > last + 1 ? `wave ${wave} is launched, but the highest so far is ${last}` : undefined;
  }),
  rule(
    'W.after',
    'error',
    'A wave launches only when the agents of the earlier ones of its cycle or phase have ended.',
    ['agent_launched'],
    (state, { data }) => {
      const { wave } = data;
      if (wave === undefined || state.work.runningWaves.length === 0) return undefined;
      const place = wavePlaceOf(state.work, state.session);
      const earlier = state.work.runningWaves.filter((one) => isIn(one, place) && one.wave < wave);
      return earlier.length > 0
        ? earlier.map((one) => `${counted(one.agents, 'agent')} of wave ${one.wave} not ended`).join('; ')
        : undefined;
    },
  ),
  rule(
    'W.task',
    'error',
    "A task's wave is not before its dependencies' waves, except of those that were dropped.",
    NEEDING,
    (state, event) => {
      const { taskId, dependencies = [] } = event.data;
      const wave = event.type === 'task_planned' ? event.data.wave : state.work.tasks.get(taskId)?.wave;
      if (wave === undefined) return undefined;
      const later = dependencies.filter((id) => {
        const row = state.work.tasks.get(id);
        return row !== undefined && row.state !== 'dropped' && (row.wave ?? wave) > wave;
      });
      return later.length > 0 ? `wave ${wave} is before the waves of its dependencies: ${listed(later)}` : undefined;
    },
  ),
];

export const agentRules = [
  rule('A.unique', 'error', 'Agent ids are unique.', ['agent_launched'], (_state, { data }) => {
    const ids = new Set<string>();
    for (const { agentId } of data.agents) {
      if (ids.has(agentId)) return `agent ${agentId} is launched twice in one event`;
      ids.add(agentId);
    }
    return undefined;
  }),
];

export const cycleRules = [
  rule('C.number', 'error', 'Cycles count from 1 without holes.', ['cycle_started'], (state, { data }) =>
    data.cycle === state.work.lastCycle + 1
      ? undefined
      : `expected cycle ${state.work.lastCycle + 1}, got ${data.cycle}`,
  ),
  rule('C.one', 'error', 'One cycle is open at a time.', ['cycle_started'], (state) =>
    state.work.openCycles.length > 0 ? `cycle ${listed(state.work.openCycles.map(String))} is open` : undefined,
  ),
  rule(
    'C.complete',
    'error',
    'A session completes only when no cycle is open, no finding blocks and no baseline is broken; in cycles also only when every plan item is done or dropped.',
    ['session_ended'],
    (state, { data }) => {
      if (data.outcome !== 'completed') return undefined;
      const open: string[] = [];
      if (state.work.openCycles.length > 0) open.push(`cycle ${listed(state.work.openCycles.map(String))} is open`);
      if (state.plan.openItems > 0 && inCycles(state)) open.push(`${counted(state.plan.openItems, 'plan item')} open`);
      if (state.evidence.blockingFindings > 0)
        open.push(`${counted(state.evidence.blockingFindings, 'blocking finding')}`);
      if (state.evidence.brokenBaselines > 0)
        open.push(`${counted(state.evidence.brokenBaselines, 'broken baseline')}`);
      return open.length > 0 ? open.join('; ') : undefined;
    },
  ),
  rule(
    'C.failed',
    'error',
    'A session completes only when each fail was answered by a later pass on the same subject: of an agent that validates, or of the same type.',
    ['session_ended'],
    (state, { data }) => {
      if (data.outcome !== 'completed' || state.work.verdicts.failures === 0) return undefined;
      return `not answered by a pass: ${listed(openFails(state.work.verdicts).map(failText))}`;
    },
  ),
  rule(
    'C.validated',
    'warn',
    'A session completes after an agent that validates passed the work, later than any other agent reported or ended.',
    ['session_ended'],
    (state, { data }) => {
      const { agents, verdicts } = state.work;
      const validators = hasProfile(state.session) ? (state.session.profile.validators ?? VALIDATORS) : [];
      return data.outcome === 'completed' && validators.length > 0 && agents.size > 0 && !verdicts.validated
        ? `no pass of a ${listed(validators, 'or')} is newer than the work`
        : undefined;
    },
  ),
];

const failText = ({ agentType, subject }: OpenFail): string =>
  `the fail of ${agentType || 'an unknown agent'}${subject === undefined ? '' : ` on ${subject}`}`;
