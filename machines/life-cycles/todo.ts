// The life cycle of a todo. A failed one may be started again; one that has not ended may be cancelled. Until it is
// completed or cancelled another agent may take it over; after that it waits for a start again once it is reopened.
import { lifeCycle } from './life-cycle.ts';

export const todo = lifeCycle(
  'todo',
  'none',
  ['todo_created', 'todo_started', 'todo_completed', 'todo_failed', 'todo_cancelled', 'todo_reopened', 'todo_assigned'],
  {
    none: { todo_created: 'pending' },
    pending: { todo_started: 'in_progress', todo_cancelled: 'cancelled', todo_assigned: 'pending' },
    in_progress: {
      todo_completed: 'completed',
      todo_failed: 'failed',
      todo_cancelled: 'cancelled',
      todo_assigned: 'in_progress',
    },
    completed: { todo_reopened: 'pending' },
    failed: { todo_started: 'in_progress', todo_cancelled: 'cancelled', todo_assigned: 'failed' },
    cancelled: { todo_reopened: 'pending' },
  },
  { active: ['in_progress'], open: ['pending', 'in_progress'], ended: ['completed', 'failed', 'cancelled'] },
);
