// A small session of work as commands, for the tests of what writes and reads sessions.
import type { NewCommand } from '../../src/session/write/new-command.ts';

/** Commands of a whole session under the profile `normal`, with ids `c1`, `c2`, ... and a minute between them. */
export const wholeSession = (): NewCommand[] => {
  const start = Date.parse('2026-01-31T14:00:00.000Z');
  const sequence: [string, unknown][] = [
    ['session.start', { goal: 'Reset passwords by email', tokenBudget: 1_000 }],
    ['phase.start', { phase: 'Context' }],
    ['requirement.add', { requirementId: 'r1', description: 'A link works once' }],
    ['phase.next', {}],
    ['task.plan', { taskId: 'task_1', title: 'Schema' }],
    ['task.plan', { taskId: 'task_2', title: 'Endpoint', dependencies: ['task_1'] }],
    ['todo.create', { todoId: 'todo_1', content: 'Write the migration' }],
    ['phase.next', {}],
    ['agent.launch', { agents: [{ agentId: 'a1', agentType: 'implementor' }], wave: 1 }],
    ['task.start', { taskId: 'task_1', agentId: 'a1' }],
    ['todo.start', { todoId: 'todo_1' }],
    ['todo.complete', { todoId: 'todo_1' }],
    ['task.complete', { taskId: 'task_1' }],
    ['tokens.use', { total: 250 }],
    ['entry.add', { entryId: 'e1', entryType: 'decision', title: 'Tokens are hashed', content: 'SHA-256 — “once”.' }],
    ['agent.complete', { agents: [{ agentId: 'a1' }] }],
    ['task.start', { taskId: 'task_2' }],
    ['task.complete', { taskId: 'task_2' }],
  ];
  return sequence.map(([name, data], index) => ({
    id: `c${index + 1}`,
    name,
    data,
    time: new Date(start + index * 60_000).toISOString(),
  }));
};

/** The events of `wholeSession`: `phase.next` has two of them, twice. */
export const WHOLE_SESSION_EVENTS = 20;

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** The code that a promise is rejected with. */
export const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    return (error as { code?: string }).code ?? `no code: ${error}`;
  }
  return 'nothing was thrown';
};
