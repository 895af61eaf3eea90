// Events of todos, the small steps of one agent.
import { z } from 'zod';
import { data, Id, Ids, Priority, Seconds, Text, Title, Tokens, Whole } from './fields.ts';

export const todoEvents = {
  todo_created: data({
    todoId: Id,
    content: Text,
    activeForm: Text.describe('what it says while it runs ("Writing tests")').optional(),
    agentId: Id.optional(),
    agentType: Title.optional(),
    taskId: Id.optional(),
    wave: Whole.optional(),
    dependencies: Ids.optional(),
    priority: Priority.optional(),
    estimate: Tokens.optional(),
    estimatedDurationS: Seconds.optional(),
    tags: z.array(Title).max(1_000).optional(),
    notes: Text.optional(),
  }),
  todo_started: data({ todoId: Id }),
  todo_completed: data({ todoId: Id, notes: Text.optional() }),
  todo_failed: data({ todoId: Id, reason: Text.optional() }),
  todo_cancelled: data({ todoId: Id, reason: Text.optional() }),
};
