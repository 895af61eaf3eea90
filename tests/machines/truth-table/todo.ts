// The table of a todo, in sentences.
import { refused, type TruthTable, to } from './cell.ts';

export const todo: TruthTable<'todo'> = {
  none: {
    todo_created: to('pending', 'a todo that is created waits for its start'),
    todo_started: refused('a todo that was never created does not start'),
    todo_completed: refused('a todo that was never created is not completed'),
    todo_failed: refused('a todo that was never created does not fail'),
    todo_cancelled: refused('a todo that was never created is not cancelled'),
    todo_reopened: refused('a todo that was never created has nothing to reopen'),
    todo_assigned: refused('a todo that was never created is not handed over'),
  },
  pending: {
    todo_created: refused('a pending todo is not created again'),
    todo_started: to('in_progress', 'a pending todo may start'),
    todo_completed: refused('a todo that has not started is not completed'),
    todo_failed: refused('a todo that has not started does not fail'),
    todo_cancelled: to('cancelled', 'a pending todo may be cancelled'),
    todo_reopened: refused('a pending todo has nothing to reopen'),
    todo_assigned: to('pending', 'a pending todo may be handed over, and stays pending'),
  },
  in_progress: {
    todo_created: refused('a todo in progress is not created anew'),
    todo_started: refused('a todo in progress is not started again'),
    todo_completed: to('completed', 'a todo in progress may be completed'),
    todo_failed: to('failed', 'a todo in progress may fail'),
    todo_cancelled: to('cancelled', 'a todo in progress may be cancelled'),
    todo_reopened: refused('a todo in progress is not reopened'),
    todo_assigned: to('in_progress', 'a todo in progress may be handed over, and stays in progress'),
  },
  completed: {
    todo_created: refused('a completed todo is not created anew'),
    todo_started: refused('a completed todo is not started again'),
    todo_completed: refused('a todo is completed once'),
    todo_failed: refused('a completed todo does not fail afterwards'),
    todo_cancelled: refused('a completed todo is not cancelled'),
    todo_reopened: to('pending', 'a completed todo that is reopened waits for a start again'),
    todo_assigned: refused('a completed todo is not handed over'),
  },
  failed: {
    todo_created: refused('a failed todo is started again, not created anew'),
    todo_started: to('in_progress', 'a failed todo may be started again'),
    todo_completed: refused('a failed todo has to start again before it is completed'),
    todo_failed: refused('a todo fails once for each start'),
    todo_cancelled: to('cancelled', 'a failed todo may be cancelled'),
    todo_reopened: refused('a failed todo is started again, not reopened'),
    todo_assigned: to('failed', 'a failed todo may be handed over before it is started again'),
  },
  cancelled: {
    todo_created: refused('a cancelled todo is not created anew under its id'),
    todo_started: refused('a cancelled todo does not start'),
    todo_completed: refused('a cancelled todo is not completed'),
    todo_failed: refused('a cancelled todo does not fail'),
    todo_cancelled: refused('a todo is cancelled once'),
    todo_reopened: to('pending', 'a cancelled todo that is reopened waits for a start again'),
    todo_assigned: refused('a cancelled todo is not handed over'),
  },
};
