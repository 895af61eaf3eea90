// The life cycle of a todo. A failed one may be started again; one that has not ended may be cancelled.
import { lifeCycle } from './life-cycle.ts';

export const todo = lifeCycle(
  'todo',
  'none',
  ['todo_created', 'todo_started', 'todo_completed', 'todo_failed', 'todo_cancelled'],
  {
    none: { todo_created: 'pending' },
    pending: { todo_started: 'in_progress', todo_cancelled: 'cancelled' },
    in_progress: { todo_completed: 'completed', todo_failed: 'failed', todo_cancelled: 'cancelled' },
    completed: {},
    failed: { todo_started: 'in_progress', todo_cancelled: 'cancelled' },
    cancelled: {},
  },
  { active: ['in_progress'], open: ['pending', 'in_progress'], ended: ['completed', 'failed', 'cancelled'] },
);
