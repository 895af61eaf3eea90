// The life cycle of a task: planned once; it ends once for each start; a failed one may start again. One that is not
// completed may be dropped, while it runs too.
import { lifeCycle } from './life-cycle.ts';

export const task = lifeCycle(
  'task',
  'none',
  ['task_planned', 'task_started', 'task_completed', 'task_failed', 'task_dropped'],
  {
    none: { task_planned: 'pending' },
    pending: { task_started: 'running', task_dropped: 'dropped' },
    running: { task_completed: 'completed', task_failed: 'failed', task_dropped: 'dropped' },
    completed: {},
    failed: { task_started: 'running', task_dropped: 'dropped' },
    dropped: {},
  },
  { active: ['running'], open: ['pending', 'running', 'failed'], ended: ['completed', 'failed', 'dropped'] },
);
