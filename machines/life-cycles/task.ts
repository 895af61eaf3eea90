// The life cycle of a task: planned once; it ends once for each start; a failed one may start again. One that is not
// completed may be dropped, while it runs too; what is completed or dropped waits for a start again once it is reopened.
// A running task may be handed over to another agent, and what a task depends on may change until it is over.
import { lifeCycle } from './life-cycle.ts';

export const task = lifeCycle(
  'task',
  'none',
  [
    'task_planned',
    'task_started',
    'task_completed',
    'task_failed',
    'task_dropped',
    'task_reopened',
    'task_assigned',
    'task_dependencies_changed',
  ],
  {
    none: { task_planned: 'pending' },
    pending: { task_started: 'running', task_dropped: 'dropped', task_dependencies_changed: 'pending' },
    running: {
      task_completed: 'completed',
      task_failed: 'failed',
      task_dropped: 'dropped',
      task_assigned: 'running',
      task_dependencies_changed: 'running',
    },
    completed: { task_reopened: 'pending' },
    failed: { task_started: 'running', task_dropped: 'dropped', task_dependencies_changed: 'failed' },
    dropped: { task_reopened: 'pending' },
  },
  { active: ['running'], open: ['pending', 'running', 'failed'], ended: ['completed', 'failed', 'dropped'] },
);
