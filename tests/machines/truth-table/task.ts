// The table of a task, in sentences.
import { refused, type TruthTable, to } from './cell.ts';

export const task: TruthTable<'task'> = {
  none: {
    task_planned: to('pending', 'a task that is planned waits for its start'),
    task_started: refused('a task that was never planned does not start'),
    task_completed: refused('a task that was never planned is not completed'),
    task_failed: refused('a task that was never planned does not fail'),
    task_dropped: refused('a task that was never planned is not dropped'),
  },
  pending: {
    task_planned: refused('a pending task is planned already'),
    task_started: to('running', 'a pending task may start'),
    task_completed: refused('a task that has not started is not completed'),
    task_failed: refused('a task that has not started does not fail'),
    task_dropped: to('dropped', 'a pending task may be dropped'),
  },
  running: {
    task_planned: refused('a running task is not planned anew'),
    task_started: refused('a running task is not started again'),
    task_completed: to('completed', 'a running task may be completed'),
    task_failed: to('failed', 'a running task may fail'),
    task_dropped: to('dropped', 'a running task may be dropped, which ends it'),
  },
  completed: {
    task_planned: refused('a completed task is not planned anew'),
    task_started: refused('a completed task is not started again'),
    task_completed: refused('a task is completed once'),
    task_failed: refused('a completed task does not fail afterwards'),
    task_dropped: refused('a completed task is not dropped'),
  },
  failed: {
    task_planned: refused('a failed task is started again, not planned anew'),
    task_started: to('running', 'a failed task may be started again'),
    task_completed: refused('a failed task has to start again before it is completed'),
    task_failed: refused('a task fails once for each start'),
    task_dropped: to('dropped', 'a failed task may be dropped'),
  },
  dropped: {
    task_planned: refused('a dropped task is not planned anew under its id'),
    task_started: refused('a dropped task does not start'),
    task_completed: refused('a dropped task is not completed'),
    task_failed: refused('a dropped task does not fail'),
    task_dropped: refused('a task is dropped once'),
  },
};
