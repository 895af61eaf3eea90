// The todo file, from a session's record, with a summary that is counted.
import { isObject, type JsonObject } from './entry.ts';
import { said, type Told, tallied } from './told.ts';

export const todoFile = (told: Told): JsonObject => {
  const rest = told.restOfFile('todo');
  const { todos, summary } = told.documents.todo;
  const rests = told.rests('todo_created', 'todo', ({ todoId }) => todoId);
  const tokens = new Map(told.documents.usage.todos.map((one) => [one.todoId, one.tokens]));
  const written: JsonObject[] = todos.map((todo) => {
    const failed = todo.status === 'failed';
    return {
      ...rests.get(todo.id),
      id: todo.id,
      content: todo.content,
      status: todo.status,
      ...said({
        activeForm: todo.activeForm,
        assignedAgent: todo.agentType,
        assignedAgentId: todo.agentId,
        relatedTask: todo.taskId,
        wave: todo.wave,
        createdAt: todo.createdAt,
        startedAt: todo.startedAt,
        completedAt: failed ? undefined : todo.endedAt,
        failedAt: failed ? todo.endedAt : undefined,
        errorMessage: todo.reason,
        priority: todo.priority,
        estimatedTokens: todo.estimate,
        actualTokens: tokens.get(todo.id),
        estimatedDuration: todo.estimatedDurationS,
        actualDuration: todo.durationS,
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
    sessionId: told.sessionId,
    timestamp: rest.timestamp ?? todos.find(({ createdAt }) => createdAt !== null)?.createdAt ?? told.lastTime,
    todos: written,
    summary: {
      ...(isObject(rest.summary) ? rest.summary : {}),
      total: summary.total,
      completed: summary.completed,
      inProgress: summary.inProgress,
      pending: summary.pending,
      failed: summary.failed,
      completionPercentage: summary.percent ?? 0,
      byWave: tallied(texts('wave').map((wave) => `wave_${wave}`)),
      // By agent means by id where any is known, else by type.
      byAgent: tallied(agents.length > 0 ? agents : texts('assignedAgent')),
    },
  };
};
