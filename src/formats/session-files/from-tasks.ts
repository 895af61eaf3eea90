// Tasks of the planning file: each as `task_planned`, and the starts and ends that the events file does not report.
import type { Entry } from './entry.ts';
import type { Fields } from './facts.ts';
import { some, titled } from './fields.ts';
import type { ImportContext } from './import-context.ts';
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
  for (const task of context.sources.tasks.values()) addTask(task, context);
};

const addTask = (task: Entry, context: ImportContext): void => {
  const { facts, reported, span, plannedAt } = context;
  const taskId = task.id;
  const started = reported.find('task_started', taskId);
  const ended =
    reported.find('task_completed', taskId) ??
    reported.find('task_failed', taskId) ??
    reported.find('task_dropped', taskId);
  const status = statusOf(task.raw('status'));
  const agentId = task.idText('assignedAgentId');
  const { startedAt, completedAt } = timesOf(task, context);
  const createdAt = task.time('createdAt') ?? earliest(started?.time, startedAt, plannedAt) ?? plannedAt;
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
    facts.add('task_planned', { taskId, ...fields, extra: task.rest() }, createdAt, task);
  }
  const by = { actor: agentId };
  if (addsStart) facts.add('task_started', { taskId, agentId }, startedAt ?? completedAt ?? span.end, task, by);
  if (addsEnd) {
    const [type, data] = endOf(status, task, agentId, outputs);
    facts.add(type, { taskId, ...data }, completedAt ?? span.end, task, by);
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
  const starts = todos.map((todo) => todo.time('startedAt'));
  const ends = todos.map((todo) => todo.time('completedAt')).filter((time) => time !== undefined);
  return {
    startedAt: task.time('startedAt') ?? earliest(...starts),
    completedAt: task.time('completedAt') ?? ends.toSorted().at(-1),
  };
};

const earliest = (...times: (string | undefined)[]): string | undefined =>
  times.filter((time) => time !== undefined).toSorted()[0];
