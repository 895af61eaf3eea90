// Todos: what each is, when it started and how it ended, and the tokens that it used. The file has them as they ended;
// the moments that it names become the facts in between.
import type { Entry } from './entry.ts';
import type { Facts, Fields, ImportedFact } from './facts.ts';
import { some, tags } from './fields.ts';
import type { Sources } from './sources.ts';
import type { Span } from './span.ts';
import { PRIORITIES, statusOf } from './words.ts';

/** What a todo says of itself, all but its id. */
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

/** The rest, without what the facts say already: how far it is, and when. */
const restOf = (todo: Entry): Fields | undefined => {
  if (statusOf(todo.raw('status')) !== undefined) todo.take('status');
  return todo.rest();
};

export const addTodos = (sources: Sources, facts: Facts, told: ReadonlyMap<string, ImportedFact>, span: Span): void => {
  const listed = sources.roots.todo.time('timestamp');
  for (const todo of sources.todos) {
    const todoId = todo.id;
    const is = (type: string): boolean => told.has(`${type}:${todoId}`);
    const agent = todo.idText('assignedAgentId') ?? todo.text('assignedAgent');
    const startedAt = todo.time('startedAt');
    const completedAt = todo.time('completedAt');
    const failedAt = todo.time('failedAt');
    const createdAt = todo.time('createdAt') ?? earliest(span.within(listed), startedAt, completedAt, failedAt);
    const status = statusOf(todo.raw('status'));
    const fields = todoFields(todo);
    const ended = (['todo_completed', 'todo_failed', 'todo_cancelled'] as const).some(is);
    const reason = todo.text('errorMessage');
    const tokens = todo.number('actualTokens');
    // What no fact tells, such as a moment that the status denies, stays beside what the todo says.
    const fails = !ended && (status === 'failed' || status === 'dropped');
    const completes = !ended && status === 'completed';
    if (!fails) for (const field of ['failedAt', 'errorMessage']) todo.keep(field);
    if (!completes && !(fails && failedAt === undefined)) todo.keep('completedAt');
    if (is('todo_started') && told.get(`todo_started:${todoId}`)?.time !== startedAt) todo.keep('startedAt');
    if (tokens === 0) todo.keep('actualTokens');
    if (!is('todo_created')) facts.add('todo_created', { todoId, ...fields, extra: restOf(todo) }, createdAt, todo);
    if (startedAt !== undefined && !is('todo_started'))
      facts.add('todo_started', { todoId }, startedAt, todo, { actor: agent });
    else if (startedAt === undefined && status === 'started' && !is('todo_started'))
      facts.add('todo_started', { todoId }, span.end, todo, { actor: agent });
    const endedAt = failedAt ?? completedAt ?? span.end;
    if (!ended && status === 'completed')
      facts.add('todo_completed', { todoId }, completedAt ?? span.end, todo, { actor: agent });
    if (!ended && status === 'failed') facts.add('todo_failed', { todoId, reason }, endedAt, todo, { actor: agent });
    if (!ended && status === 'dropped')
      facts.add('todo_cancelled', { todoId, reason }, endedAt, todo, { actor: agent });
    if (tokens !== undefined && tokens !== 0) {
      // A task that tells its own tokens has those of its todos in them already.
      const task = sources.tasks.get(String(fields.taskId));
      const taskId = typeof task?.raw('actualTokens') === 'number' ? undefined : fields.taskId;
      const used = { total: tokens, todoId, taskId, agentId: fields.agentId };
      facts.add('tokens_used', used, endedAt, todo, { actor: agent });
    }
  }
};

const earliest = (time: string, ...others: (string | undefined)[]): string =>
  others.reduce<string>((first, other) => (other !== undefined && other < first ? other : first), time);
