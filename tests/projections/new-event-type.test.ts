// A type of event that no view names, but that moves an entity by the table of events, shows in every view of that entity.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EventType } from '../../machines/events/catalog.ts';
import type { State } from '../../machines/state/state.ts';
import type { Documents } from '../../projections/index.ts';

/** New types by name, each with the type whose move it makes. */
const NEW = {
  task_finished_elsewhere: 'task_completed',
  todo_finished_elsewhere: 'todo_completed',
  phase_finished_elsewhere: 'phase_completed',
  gate_passed_elsewhere: 'quality_gate_passed',
  cycle_finished_elsewhere: 'cycle_ended',
  plan_item_finished_elsewhere: 'plan_item_done',
  requirement_met_elsewhere: 'requirement_met',
  deliverable_delivered_elsewhere: 'deliverable_delivered',
} as const;

/** The table of events with the new types. */
const extended = (catalog: typeof import('../../machines/events/catalog.ts')): Partial<typeof catalog> => {
  const entries = Object.entries(NEW).map(([type, like]) => {
    const entry = catalog.EVENTS[like];
    return [type, { ...entry, moves: entry.moves.map((move) => ({ ...move, signal: like })) }];
  });
  const table = { ...catalog.EVENTS, ...Object.fromEntries(entries) };
  return {
    ...catalog,
    EVENTS: table,
    EVENT_TYPES: Object.keys(table) as EventType[],
    isEventType: (type: string): type is EventType => Object.hasOwn(table, type),
    entryOf: (type: EventType) => table[type],
  };
};

const NAMED = {
  task_finished_elsewhere: { taskId: 't1' },
  todo_finished_elsewhere: { todoId: 'd1' },
  phase_finished_elsewhere: { phase: 'Context' },
  gate_passed_elsewhere: { gate: 'g1', criteria: ['It is green'] },
  cycle_finished_elsewhere: { cycle: 1 },
  plan_item_finished_elsewhere: { itemId: 'i1' },
  requirement_met_elsewhere: { requirementId: 'r1' },
  deliverable_delivered_elsewhere: { deliverableId: 'v1' },
} satisfies Record<keyof typeof NEW, object>;

let views: Documents;
let state: State;

// The modules work out at load what each type of event does, and files share them: here they are loaded apart.
beforeAll(async () => {
  vi.resetModules();
  vi.doMock(import('../../machines/events/catalog.ts'), async (original) => extended(await original()));
  const { history } = await import('../history.ts');
  const { fold } = await import('../../machines/fold.ts');
  const { initialState } = await import('../../machines/state/state.ts');
  const { foldViews, showAll } = await import('../../projections/index.ts');
  const begun = history()
    .start()
    .add('task_planned', { taskId: 't1', title: 'A task' })
    .add('task_started', { taskId: 't1' })
    .add('todo_created', { todoId: 'd1', content: 'A todo' })
    .add('todo_started', { todoId: 'd1' })
    .add('phase_started', { phase: 'Context' })
    .add('cycle_started', { cycle: 1 })
    .add('plan_item_added', { itemId: 'i1', text: 'An item' })
    .add('requirement_added', { requirementId: 'r1', description: 'A requirement' })
    .add('deliverable_added', { deliverableId: 'v1', description: 'A deliverable' });
  const { events } = Object.entries(NAMED).reduce(
    (all, [type, data]) => all.add(type as EventType, data as never),
    begun,
  );
  views = showAll(foldViews(events, 's1'));
  state = fold(events, initialState('s1'));
});
afterAll(() => {
  vi.doUnmock('../../machines/events/catalog.ts');
  vi.resetModules();
});

test('it has the status that the life cycle leads to, in every view', () => {
  const { plan, todo, overview, cycles, timeline } = views;
  expect(plan.tasks).toMatchObject([{ id: 't1', status: 'completed' }]);
  expect(overview.tasks).toMatchObject({ total: 1, completed: 1 });
  expect(todo.todos).toMatchObject([{ id: 'd1', status: 'completed', endedAt: expect.any(String) }]);
  expect(overview.todos).toMatchObject({ total: 1, completed: 1 });
  expect(plan.phases.find(({ name }) => name === 'Context')).toMatchObject({ status: 'completed' });
  expect(plan.gates.find(({ id }) => id === 'g1')).toMatchObject({
    status: 'passed',
    verdicts: [{ verdict: 'passed' }],
  });
  expect(cycles.cycles).toMatchObject([{ cycle: 1, status: 'ended', plan: { done: 1 } }]);
  expect(overview.currentCycle).toBeNull();
  expect(plan.planMd.items).toMatchObject([{ id: 'i1', status: 'done' }]);
  expect(plan.requirements).toMatchObject([{ id: 'r1', status: 'met' }]);
  expect(plan.deliverables).toMatchObject([{ id: 'v1', status: 'delivered' }]);
  expect(timeline.tasks).toMatchObject([{ id: 't1', status: 'completed' }]);
  expect(timeline.todos).toMatchObject([{ id: 'd1', status: 'completed' }]);
  expect(timeline.cycles).toMatchObject([{ id: '1', status: 'ended' }]);
});

test('it moves the entity in the state that commands are decided in', () => {
  const { work, plan, session } = state;
  expect([work.tasks.get('t1')?.state, work.openTasks]).toEqual(['completed', 0]);
  expect([work.todos.get('d1')?.state, work.openTodos]).toEqual(['completed', 0]);
  expect([plan.items.get('i1')?.state, plan.openItems]).toEqual(['done', 0]);
  expect([session.phases.get('Context')?.state, session.activePhases]).toEqual(['completed', []]);
  expect([session.gates.get('g1')?.state, work.openCycles]).toEqual(['passed', []]);
});
