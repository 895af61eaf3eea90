// An event whose type a slice does not name, but which moves an entity: its row changes as the life cycle says, and
// nothing else of it. Steps of known types stand in for those of a new one: they get an event of a type of another name.
import { expect, test } from 'vitest';
import type { EventType } from '../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { plan, todo } from '../../projections/index.ts';
import type { Slice } from '../../projections/slice.ts';
import { type History, history } from '../history.ts';

type Step<S> = (state: S, event: RecordedEvent) => S;
const stepOf = <S>({ on }: Slice<S>, type: EventType): Step<S> => on[type] as Step<S>;

/** The state before the last event, and after it as one of another type. */
const aroundLast = <S>(slice: Slice<S>, { events }: History): [before: S, after: S] => {
  const last = events.at(-1) as RecordedEvent;
  const before = events.slice(0, -1).reduce((state, event) => stepOf(slice, event.type)(state, event), slice.init);
  const renamed: object = { ...last, type: 'of_another_name' };
  return [before, stepOf(slice, last.type)(before, renamed as RecordedEvent)];
};

const minute = (at: number) => `2026-01-31T14:0${at}:00.000Z`;

test('a task has the status, its end where it has ended, and all else as before', () => {
  const started = history()
    .add('task_planned', { taskId: 't', title: 'T', estimate: 5 })
    .add('task_started', { taskId: 't', agentId: 'a' }, { at: 1 });
  const rowsAround = (record: History) =>
    aroundLast(plan.slices.tasks, record).map(({ rows }) => rows.get('t') as object);
  const [before, completed] = rowsAround(
    started.add('task_completed', { taskId: 't', agentId: 'b', outputs: ['o'] }, { at: 4 }),
  );
  expect(completed).toEqual({ ...before, status: 'completed', endedAt: minute(4) });
  const [ended, reopened] = rowsAround(started.add('task_reopened', { taskId: 't', reason: 'r' }));
  expect(reopened).toEqual({ ...ended, status: 'pending', endedAt: null });
  const [failed, again] = rowsAround(
    history()
      .add('task_failed', { taskId: 't' }, { at: 1 })
      .add('task_failed', { taskId: 't', reason: 'r' }, { at: 4 }),
  );
  expect(again).toEqual(failed);
});

test('a todo has the status, its end and its place among those that ended, and all else as before', () => {
  const rowsAround = (record: History) => aroundLast(todo.slices.todos, record).map((rows) => rows.get('d') as object);
  const started = history().add('todo_created', { todoId: 'd', content: 'D' }).add('todo_started', { todoId: 'd' });
  const [before, completed] = rowsAround(started.add('todo_completed', { todoId: 'd', notes: 'n' }, { at: 4 }));
  expect(completed).toEqual({ ...before, status: 'completed', endedAt: minute(4), endedBy: 3 });
  const [ended, reopened] = rowsAround(started.add('todo_reopened', { todoId: 'd', reason: 'r' }));
  expect(reopened).toEqual({ ...ended, status: 'pending', endedAt: null, endedBy: 0 });
  const [first, second] = rowsAround(
    history().add('todo_completed', { todoId: 'd' }, { at: 1 }).add('todo_completed', { todoId: 'd' }, { at: 4 }),
  );
  expect(second).toEqual(first);
});

test('a phase has the status, its times, and all else as before', () => {
  const rowsAround = (record: History) => aroundLast(plan.slices.phases, record).map((rows) => rows.get('Context'));
  const record = history().start({}, { at: 0 }).add('phase_started', { phase: 'Context' }, { at: 1 });
  const [pending, active] = rowsAround(record);
  expect(active).toEqual({ ...pending, status: 'active', startedAt: minute(1), activeSince: minute(1) });
  const [, completed] = rowsAround(record.add('phase_completed', { phase: 'Context', notes: 'n' }, { at: 4 }));
  expect(completed).toEqual({
    ...{ ...active, status: 'completed', endedAt: minute(4), activeSince: null, spentS: 180 },
  });
});

test('a requirement and a deliverable have the status, and all else as before', () => {
  const [, requirements] = aroundLast(
    plan.slices.requirements,
    history()
      .add('requirement_added', { requirementId: 'r', description: 'R', priority: 'high' })
      .add('requirement_met', { requirementId: 'r', notes: 'n' }),
  );
  expect(requirements.get('r')).toEqual({
    ...{ id: 'r', description: 'R', priority: 'high', verification: null, status: 'met', notes: null },
  });
  const [, deliverables] = aroundLast(
    plan.slices.deliverables,
    history()
      .add('deliverable_added', { deliverableId: 'd', description: 'D', path: 'p' })
      .add('deliverable_delivered', { deliverableId: 'd', notes: 'n' }),
  );
  expect(deliverables.get('d')).toEqual({
    ...{ id: 'd', description: 'D', path: 'p', status: 'delivered', deliveredAt: null, notes: null },
  });
});
