// Which entities an event moves, and by which signal of their life cycle: the table of events read as steps. What follows
// from the state as well is a cascade. Both the check and the fold follow the steps.
import { EVENT_TYPES, type EventType, entryOf } from './events/catalog.ts';
import type { RecordedEvent } from './events/envelope.ts';
import type { Cascade, Move } from './events/event.ts';
import { type Data, namedSteps } from './events/moves.ts';
import type { EntityKind } from './life-cycles/all.ts';
import type { Step } from './life-cycles/step.ts';
import { definedGateId, gateIdOf } from './state/gate-names.ts';
import type { State } from './state/state.ts';

type StepsOf = (state: State, data: Data) => readonly Step[];

const NONE: readonly Step[] = [];

/** The steps of an event, in order; empty for one that moves no entity, or whose type this version does not know. */
export const stepsOf = (state: State, event: RecordedEvent): readonly Step[] =>
  stepsByType.get(event.type)?.(state, event.data) ?? NONE;

/** The kinds of the entities that an event of a type can move. */
export const kindsMovedBy = (type: EventType): readonly EntityKind[] =>
  entryOf(type).moves.flatMap((move) => ('cascade' in move ? CASCADES[move.cascade].kinds : [move.kind]));

const stepsOfType = (type: EventType): StepsOf => {
  const [first = () => NONE, ...others] = entryOf(type).moves.map((move) => stepsOfMove(type, move));
  if (others.length === 0) return first;
  return (state, data) => {
    let steps = first(state, data);
    for (const other of others) {
      const more = other(state, data);
      if (more.length > 0) steps = [...steps, ...more];
    }
    return steps;
  };
};

const stepsOfMove = (type: EventType, move: Move): StepsOf => {
  if ('cascade' in move) return CASCADES[move.cascade].steps;
  const named = namedSteps(type, move);
  if (move.kind !== 'gate') return (_state, data) => named(data);
  const idOf = gateIdFor(type);
  return (state, data) => named(data).map((step) => ({ ...step, id: idOf(state, step.id, data) }));
};

/** A gate is referred to by its id or its name; a definition replaces the gate of its name. */
const gateIdFor = (type: EventType): ((state: State, named: string, data: Data) => string) =>
  entryOf(type).command.creates === 'gate'
    ? (state, gateId, { name }) => definedGateId(state.session, { gateId, name: String(name) })
    : (state, named) => gateIdOf(state.session, named);

interface CascadeSteps {
  readonly kinds: readonly EntityKind[];
  readonly steps: StepsOf;
}

const CASCADES: Readonly<Record<Cascade, CascadeSteps>> = {
  later_phases_and_gates: {
    kinds: ['gate', 'phase'],
    steps: (state, { phase }) => {
      const index = state.session.profile.phases.indexOf(String(phase));
      if (index < 0) return NONE;
      const [, ...later] = state.session.profile.phases.slice(index);
      const guarded = new Set([phase, ...later]);
      const gates = state.session.gates
        .entries()
        .filter(([, { guards }]) => guards !== undefined && guarded.has(guards));
      return [
        ...gates.map(([id]): Step => ({ kind: 'gate', id, signal: 'earlier_phase_reopened' })),
        ...later.map((id): Step => ({ kind: 'phase', id, signal: 'earlier_phase_reopened' })),
      ];
    },
  },
  open_cycles: {
    kinds: ['cycle'],
    steps: (state) =>
      state.work.openCycles.map((id): Step => ({ kind: 'cycle', id: String(id), signal: 'review_requested' })),
  },
  awaiting_cycles: {
    kinds: ['cycle'],
    steps: (state, { reviewId }) =>
      state.evidence.reviews.awaited > 1 || state.evidence.reviews.rows.get(String(reviewId))?.state !== 'awaited'
        ? NONE
        : state.work.openCycles
            .filter((id) => state.work.cycles.get(String(id))?.state === 'awaiting')
            .map((id) => ({ kind: 'cycle', id: String(id), signal: 'reviews_given' })),
  },
};

const stepsByType: ReadonlyMap<string, StepsOf> = new Map(
  EVENT_TYPES.filter((type) => entryOf(type).moves.length > 0).map((type) => [type, stepsOfType(type)]),
);
