// Compares the statuses that the views show with the states that the law holds: both follow the same events separately.
import { ENTITY_KINDS, type EntityKind } from '../../../machines/life-cycles/all.ts';
import { entityIds, stateOf } from '../../../machines/state/entities.ts';
import type { State } from '../../../machines/state/state.ts';
import { showView, type Views } from '../../../projections/index.ts';
import type { Folded } from './same-views.ts';

/** An entity whose status in a view is not its state; undefined where the view does not show it. */
export interface StatusDifference {
  readonly kind: EntityKind;
  readonly id: string;
  readonly state: string;
  readonly shown: string | undefined;
}

type Shown = ReadonlyMap<string, string>;
type Row = { readonly id: string; readonly status: string };

const byId = (rows: readonly Row[]): Shown => new Map(rows.map(({ id, status }) => [id, status]));
const all = (ids: readonly string[], status: string): Shown => new Map(ids.map((id) => [id, status]));

/** A wave shows an agent as it was in it: of one launched again, one of its rows has the state that it is in. */
const agentsIn = (rows: readonly Row[], state: State): Shown => {
  const shown = new Map<string, string>();
  for (const { id, status } of rows)
    if (!shown.has(id) || status === stateOf(state, 'agent', id)) shown.set(id, status);
  return shown;
};

/** The statuses that the views show, by kind and id. */
const shownIn = (views: Views, state: State): Readonly<Record<Exclude<EntityKind, 'session' | 'section'>, Shown>> => {
  const [plan, todo, cycles, overview, workbook] = [
    showView(views, 'plan'),
    showView(views, 'todo'),
    showView(views, 'cycles'),
    showView(views, 'overview'),
    showView(views, 'workbook'),
  ];
  return {
    phase: new Map(plan.phases.map(({ name, status }) => [name, status])),
    gate: byId(plan.gates),
    cycle: new Map(cycles.cycles.map(({ cycle, status }) => [String(cycle), status])),
    agent: agentsIn([...plan.waves.flatMap(({ agents }) => agents), ...plan.agentsOutsideWaves], state),
    task: byId(plan.tasks),
    todo: byId(todo.todos),
    requirement: byId(plan.requirements),
    deliverable: byId(plan.deliverables),
    item: byId([plan.planMd, ...plan.planMd.sections].flatMap(({ items }) => items)),
    question: all(
      overview.openQuestions.map(({ entryId }) => entryId),
      'open',
    ),
    finding: new Map(
      [...workbook.blocking, ...workbook.followUps].map(({ id, resolved }) => [id, resolved ? 'resolved' : 'open']),
    ),
    review: all(
      overview.waitingFor.map(({ reviewId }) => reviewId),
      'awaited',
    ),
  };
};

/** Kinds of which a view lists only what waits for an answer. */
const ONLY_OPEN: { readonly [K in EntityKind]?: string } = { question: 'open', review: 'awaited' };

/** True for an entity that no view has to show: the law keeps rows that nothing in force defines. */
const isUnshown = (state: State, kind: EntityKind, id: string): boolean => {
  const now = stateOf(state, kind, id);
  if (kind === 'phase') return now === 'pending' && !state.session.profile.phases.includes(id);
  const only = ONLY_OPEN[kind];
  return only === undefined ? now === 'none' || now === 'undefined' : now !== only;
};

/** Every entity whose status in the views differs from its state. */
export const statusDifferences = ({ state, views }: Folded): StatusDifference[] => {
  const shown = shownIn(views, state);
  return ENTITY_KINDS.flatMap((kind) => {
    // The title and the section of an item are not statuses.
    if (kind === 'session' || kind === 'section') return [];
    const ids = new Set([...entityIds(state, kind), ...shown[kind].keys()]);
    return [...ids].flatMap((id): StatusDifference[] => {
      const inView = shown[kind].get(id);
      const inLaw = stateOf(state, kind, id);
      // A gate of a former profile is shown with its last verdict, and counts for nothing.
      const isFormer = kind === 'gate' && inLaw === 'undefined';
      if (inView === inLaw || isFormer || (inView === undefined && isUnshown(state, kind, id))) return [];
      return [{ kind, id, state: inLaw, shown: inView }];
    });
  });
};
