// The entities of a state by kind: in which table they are, and in which state of their life cycle.
import type { Table } from '../collections/table.ts';
import { type EntityKind, lifeCycleOf } from '../life-cycles/all.ts';
import type { State } from './state.ts';

type Rows = Table<{ readonly state: string }>;

type KeyedKind = Exclude<EntityKind, 'session'>;

const ROWS: Record<KeyedKind, (state: State) => Rows> = {
  phase: ({ session }) => session.phases,
  gate: ({ session }) => session.gates,
  cycle: ({ work }) => work.cycles,
  agent: ({ work }) => work.agents,
  task: ({ work }) => work.tasks,
  todo: ({ work }) => work.todos,
  requirement: ({ plan }) => plan.requirements,
  deliverable: ({ plan }) => plan.deliverables,
  section: ({ plan }) => plan.sections,
  item: ({ plan }) => plan.items,
  question: ({ evidence }) => evidence.questions,
  finding: ({ evidence }) => evidence.findings,
  review: ({ evidence }) => evidence.reviews.rows,
};

/** The state that an entity is in; of one that is not known, the initial state of its life cycle. */
export const stateOf = (state: State, kind: EntityKind, id: string): string =>
  kind === 'session' ? state.session.state : (ROWS[kind](state).get(id)?.state ?? lifeCycleOf(kind).initial);

/** The ids of the known entities of a kind, in the order in which they became known. */
export const entityIds = (state: State, kind: KeyedKind): string[] => ROWS[kind](state).keys();
