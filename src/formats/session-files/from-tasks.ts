// Tasks of the planning file: each as `task_planned`, and the starts and ends that the events file does not report.
import { agentOf, endTimesOfAgents, launchTimes } from './agent-spans.ts';
import type { Entry } from './entry.ts';
import type { Fields } from './facts.ts';
import { some, titled } from './fields.ts';
import type { ImportContext } from './import-context.ts';
import { creationTimes, endTimes, namedTimes, phaseEndAfter, phaseTimes } from './missing-times.ts';
import { type Status, statusOf } from './words.ts';

/** What the plan has of a task, all but its id. */
export const taskFields = (task: Entry): Fields => {
  const description = task.text('description');
  const { title, whole } = titled(task.text('name', 'title') ?? description ?? task.id);
  return {
    title,
    description: description === title ? undefined : (description ?? whole),
    dependencies: some(task.texts('dependencies')),
    wave: task.number('wave'),
    agentType: task.text('assignedAgent', 'agent'),
    estimate: task.number('estimatedTokens'),
    criteria: some(task.texts('successCriteria', 'criteria')),
    filesInScope: some(task.texts('filesInScope')),
  };
};

export const addTasks = (context: ImportContext): void => {
  const { sources, reported, span, plannedAt } = context;
  const tasks = [...sources.tasks.values()];
  const given = new Map(
    tasks.map((task) => {
      const { startedAt, completedAt } = timesOf(task, context);
      const ended = END_TYPES.flatMap((type) => reported.find(type, task.id) ?? [])[0];
      const started = reported.find('task_started', task.id);
      return [task.id, { startedAt: started?.time ?? startedAt, endedAt: ended?.time ?? completedAt }];
    }),
  );
  const named = namedTimes([...sources.workbook, ...sources.todos], 'relatedTask');
  const thereBy = ({ id }: Entry): string | undefined => earliest(given.get(id)?.startedAt, named.get(id));
  const created = creationTimes(tasks, thereBy, plannedAt);
  const phaseEnd = phaseEndAfter(phaseTimes(context));
  const launches = launchTimes(context);
  const agentEnds = endTimesOfAgents(context);
  /** When the agent of a task ended; one of which no file has that ended with the phase of its launch. */
  const agentEnd = (agent = ''): string | undefined => agentEnds.get(agent) ?? phaseEnd(launches.get(agent));
  // A task that began in a phase and ended ended with it.
  const ends = endTimes(
    tasks,
    given,
    () => undefined,
    created,
    span.end,
    (task, startedAt) => [phaseEnd(startedAt), agentEnd(agentOf(task))],
  );
  for (const task of tasks)
    addTask(task, context, { created: created.get(task.id) ?? plannedAt, end: ends.get(task.id) ?? span.end });
};

const END_TYPES = ['task_completed', 'task_failed', 'task_dropped'] as const;

const addTask = (task: Entry, context: ImportContext, times: { created: string; end: string }): void => {
  const { facts, reported } = context;
  const taskId = task.id;
  const started = reported.find('task_started', taskId);
  const ended = END_TYPES.flatMap((type) => reported.find(type, taskId) ?? [])[0];
  const status = statusOf(task.raw('status'));
  const agentId = task.idText('assignedAgentId');
  const { startedAt, completedAt } = timesOf(task, context);
  if (status !== undefined) task.take('status');
  const addsStart = started === undefined && (status === 'started' || status === 'completed' || status === 'failed');
  const addsEnd = ended === undefined && (status === 'completed' || status === 'failed' || status === 'dropped');
  // What neither start nor end records stays with the plan of the task.
  if (!addsStart && started?.time !== startedAt) task.keep('startedAt');
  if (!addsEnd && ended?.time !== completedAt) task.keep('completedAt');
  if (!addsStart && !addsEnd && started?.data.agentId !== agentId) task.keep('assignedAgentId');
  if (task.number('actualTokens') === 0) task.keep('actualTokens');
  const outputs = some(task.texts('outputs'));
  const reportedOutputs = ended?.data.outputs;
  if (reportedOutputs !== undefined && JSON.stringify(reportedOutputs) !== JSON.stringify(outputs))
    task.keep('outputs');
  if (!reported.has('task_planned', taskId)) {
    const fields = taskFields(task);
    facts.add('task_planned', { taskId, ...fields, extra: task.rest() }, times.created, task);
  }
  const by = { actor: agentId };
  if (addsStart) facts.add('task_started', { taskId, agentId }, startedAt ?? times.end, task, by);
  if (addsEnd) {
    const [type, data] = endOf(status, task, agentId, outputs);
    facts.add(type, { taskId, ...data }, completedAt ?? times.end, task, by);
  }
};

const endOf = (
  status: Extract<Status, 'completed' | 'failed' | 'dropped'>,
  task: Entry,
  agentId: string | undefined,
  outputs: readonly string[] | undefined,
): ['task_completed' | 'task_failed' | 'task_dropped', Fields] => {
  switch (status) {
    case 'completed':
      return ['task_completed', { agentId, outputs }];
    case 'failed':
      return ['task_failed', { agentId, reason: task.text('errorMessage', 'notes') }];
    case 'dropped':
      return ['task_dropped', { reason: task.text('notes') ?? 'not said' }];
    default:
      return status satisfies never;
  }
};

/** The task's own times, else those between which its todos were worked on. */
const timesOf = (task: Entry, { sources }: ImportContext) => {
  const todos = sources.todosOfTask.get(task.id) ?? [];
  // A todo may have one of its times only: the task ran then.
  const times = todos.map((todo) => [todo.time('startedAt'), todo.time('completedAt')] as const);
  const ends = times.flatMap(([start, end]) => end ?? start ?? []);
  return {
    startedAt: task.time('startedAt') ?? earliest(...times.map(([start, end]) => start ?? end)),
    completedAt: task.time('completedAt') ?? ends.toSorted().at(-1),
  };
};

const earliest = (...times: (string | undefined)[]): string | undefined =>
  times.filter((time) => time !== undefined).toSorted()[0];
