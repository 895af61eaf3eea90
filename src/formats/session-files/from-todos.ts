// The todo file: what each todo is, when it started, how it ended, and the tokens that it used. The file has todos as
// they ended; the times that it names become the events in between.
import type { EventType } from '../../../machines/events/catalog.ts';
import { agentOf, endTimesOfAgents, launchTimes } from './agent-spans.ts';
import type { Entry } from './entry.ts';
import type { Fields } from './facts.ts';
import { INFERRED, some, tags } from './fields.ts';
import type { ImportContext } from './import-context.ts';
import { creationTimes, endTimes, namedTimes, phaseEndAfter, phaseTimes, type Times } from './missing-times.ts';
import { PRIORITIES, type Status, statusOf } from './words.ts';

/** What the file has of a todo, all but its id. */
export const todoFields = (todo: Entry): Fields => ({
  content: todo.text('content', 'description', 'title') ?? todo.id,
  activeForm: todo.text('activeForm'),
  agentId: todo.idText('assignedAgentId'),
  agentType: todo.text('assignedAgent'),
  taskId: todo.idText('relatedTask'),
  wave: todo.number('wave'),
  dependencies: some(todo.texts('dependencies')),
  priority: todo.oneOf('priority', PRIORITIES),
  estimate: todo.number('estimatedTokens'),
  estimatedDurationS: todo.number('estimatedDuration'),
  tags: tags(todo.texts('tags')),
  notes: todo.text('notes'),
});

/** The rest, without the status, which the events record. */
const restOf = (todo: Entry): Fields | undefined => {
  if (statusOf(todo.raw('status')) !== undefined) todo.take('status');
  return todo.rest();
};

const ENDS = {
  completed: 'todo_completed',
  failed: 'todo_failed',
  dropped: 'todo_cancelled',
} as const satisfies Partial<Record<Status, EventType>>;
const isEnded = (status: Status | undefined): status is keyof typeof ENDS => status !== undefined && status in ENDS;

export const addTodos = (context: ImportContext): void => {
  const { sources, span } = context;
  const { todos } = sources;
  const listedAt = span.within(sources.roots.todo.time('timestamp'));
  const given = new Map(todos.map((todo) => [todo.id, timesOf(todo, context)]));
  const startOf = (todo: Entry): string | undefined => {
    const { startedAt, endedAt } = given.get(todo.id) ?? {};
    return startedAt === undefined || endedAt === undefined ? (startedAt ?? endedAt) : earliest(startedAt, endedAt);
  };
  const named = namedTimes(sources.workbook, 'relatedTodo');
  const thereBy = (todo: Entry): string | undefined => {
    const start = startOf(todo);
    const first = named.get(todo.id);
    return start === undefined ? first : earliest(start, first);
  };
  const launches = launchTimes(context);
  const agentEnds = endTimesOfAgents(context);
  const created = creationTimes(todos, thereBy, listedAt, (todo) => {
    const agent = agentOf(todo) ?? '';
    return { from: launches.get(agent), to: agentEnds.get(agent) };
  });
  const phaseEnd = phaseEndAfter(phaseTimes(context));
  const ends = endTimes(todos, given, agentOf, created, span.end, (todo, startedAt) => [
    phaseEnd(startedAt ?? created.get(todo.id)),
    agentEnds.get(agentOf(todo) ?? ''),
  ]);
  for (const todo of todos) {
    const times = { created: created.get(todo.id) ?? listedAt, end: ends.get(todo.id) ?? span.end };
    addTodo(todo, times, context);
  }
};

/** The times that the files have. */
const timesOf = (todo: Entry, { reported }: ImportContext): Times => {
  const ended = Object.values(ENDS).flatMap((type) => reported.find(type, todo.id) ?? [])[0];
  const [completedAt, failedAt] = [todo.time('completedAt'), todo.time('failedAt')];
  return {
    startedAt: reported.find('todo_started', todo.id)?.time ?? todo.time('startedAt'),
    endedAt: ended?.time ?? (statusOf(todo.raw('status')) === 'completed' ? completedAt : (failedAt ?? completedAt)),
  };
};

const addTodo = (todo: Entry, times: { created: string; end: string }, context: ImportContext): void => {
  const { sources, facts, reported, span } = context;
  const todoId = todo.id;
  const by = { actor: todo.idText('assignedAgentId') ?? todo.text('assignedAgent') };
  const startedAt = todo.time('startedAt');
  const completedAt = todo.time('completedAt');
  const failedAt = todo.time('failedAt');
  const status = statusOf(todo.raw('status'));
  const fields = todoFields(todo);
  const started = reported.find('todo_started', todoId);
  const ended = Object.values(ENDS).some((type) => reported.has(type, todoId));
  const end = isEnded(status) && !ended ? ENDS[status] : undefined;
  const reason = todo.text('errorMessage');
  const tokens = todo.number('actualTokens');
  // What no event records, such as a time that contradicts the status, stays in the rest.
  const fails = end === 'todo_failed' || end === 'todo_cancelled';
  if (!fails) for (const field of ['failedAt', 'errorMessage']) todo.keep(field);
  if (end !== 'todo_completed' && !(fails && failedAt === undefined)) todo.keep('completedAt');
  if (started !== undefined && started.time !== startedAt) todo.keep('startedAt');
  if (tokens === 0) todo.keep('actualTokens');
  if (!reported.has('todo_created', todoId))
    facts.add('todo_created', { todoId, ...fields, extra: restOf(todo) }, times.created, todo);
  if (started === undefined && (startedAt !== undefined || status === 'started'))
    facts.add('todo_started', { todoId }, startedAt ?? span.end, todo, by);
  // What is completed or failed was in progress.
  else if (started === undefined && (status === 'completed' || status === 'failed'))
    facts.add('todo_started', { todoId, extra: INFERRED }, times.end, todo, by);
  const endedAt = failedAt ?? completedAt ?? times.end;
  if (end === 'todo_completed') facts.add(end, { todoId }, completedAt ?? times.end, todo, by);
  else if (end !== undefined) facts.add(end, { todoId, reason }, endedAt, todo, by);
  if (tokens === undefined || tokens === 0) return;
  // A task that has tokens of its own includes those of its todos.
  const task = sources.tasks.get(String(fields.taskId));
  const taskId = typeof task?.raw('actualTokens') === 'number' ? undefined : fields.taskId;
  facts.add('tokens_used', { total: tokens, todoId, taskId, agentId: fields.agentId }, endedAt, todo, by);
};

const earliest = (time: string, ...others: (string | undefined)[]): string =>
  others.reduce<string>((first, other) => (other !== undefined && other < first ? other : first), time);
