// The todo file from a session's record, with a summary that is counted.
import { type JsonObject, nonEmpty, objectOr } from './json-object.ts';
import type { SessionEvents } from './session-events.ts';
import { asJsonObject, tally } from './tally.ts';

export const todoFile = (session: SessionEvents): JsonObject => {
  const rest = session.restOfFile('todo');
  const { todos, summary } = session.documents.todo;
  const rests = session.rests('todo_created', 'todo', ({ todoId }) => todoId);
  const inferred = session.inferredStarts('todo_started', ({ todoId }) => todoId);
  const tokens = new Map(session.documents.usage.todos.map((one) => [one.todoId, one.tokens]));
  const written: JsonObject[] = todos.map((todo) => {
    const failed = todo.status === 'failed';
    return {
      ...rests.get(todo.id),
      id: todo.id,
      content: todo.content,
      status: todo.status,
      ...nonEmpty({
        activeForm: todo.activeForm,
        assignedAgent: todo.agentType,
        assignedAgentId: todo.agentId,
        relatedTask: todo.taskId,
        wave: todo.wave,
        createdAt: todo.createdAt,
        startedAt: inferred.has(todo.id) ? undefined : todo.startedAt,
        completedAt: failed ? undefined : todo.endedAt,
        failedAt: failed ? todo.endedAt : undefined,
        errorMessage: todo.reason,
        priority: todo.priority,
        estimatedTokens: todo.estimate,
        actualTokens: tokens.get(todo.id),
        estimatedDuration: todo.estimatedDurationS,
        actualDuration: inferred.has(todo.id) ? undefined : todo.durationS,
        notes: todo.notes,
        tags: todo.tags,
      }),
      dependencies: todo.dependencies,
    };
  });
  const texts = (field: string): string[] =>
    written.flatMap(({ [field]: value }) =>
      typeof value === 'string' || typeof value === 'number' ? String(value) : [],
    );
  const agents = texts('assignedAgentId');
  return {
    ...rest,
    sessionId: session.sessionId,
    timestamp: rest.timestamp ?? todos.find(({ createdAt }) => createdAt !== null)?.createdAt ?? session.lastTime,
    todos: written,
    summary: {
      ...objectOr(rest.summary),
      total: summary.total,
      completed: summary.completed,
      inProgress: summary.inProgress,
      pending: summary.pending,
      failed: summary.failed,
      completionPercentage: summary.percent ?? 0,
      byWave: asJsonObject(tally(texts('wave').map((wave) => `wave_${wave}`))),
      // By the agents' ids where any is known, else by their types.
      byAgent: asJsonObject(tally(agents.length > 0 ? agents : texts('assignedAgent'))),
    },
  };
};
