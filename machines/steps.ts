// Which entities an event moves, and by which signal of their life cycle: the table of events read as steps. What follows
// from the state as well is a cascade. Both the check and the fold follow the steps.
import { EVENT_TYPES, type EventType, entryOf } from './events/catalog.ts';
import type { RecordedEvent } from './events/envelope.ts';
import type { Cascade, Move } from './events/event.ts';
import type { Step } from './life-cycles/step.ts';
import { definedGateId, gateIdOf } from './state/session.ts';
import type { State } from './state/state.ts';

type Data = Readonly<Record<string, unknown>>;
type StepsOfMove = (state: State, data: Data) => readonly Step[];

const NONE: readonly Step[] = [];

/** The steps of an event, in order; empty for one that moves no entity, or whose type this version does not know. */
export const stepsOf = (state: State, event: RecordedEvent): readonly Step[] => {
  const moves = movesOf.get(event.type);
  if (moves === undefined) return NONE;
  const [first, ...others] = moves;
  const steps = first?.(state, event.data) ?? NONE;
  return others.length === 0 ? steps : [...steps, ...others.flatMap((move) => move(state, event.data))];
};

/** The ids at a path of the table: of one field, or of one in each item of a list. */
const idsAt = (path: string): ((data: Data) => readonly string[]) => {
  const [list, field] = path.split('[].') as [string, string?];
  if (field === undefined) return (data) => [String(data[list])];
  return (data) => ((data[list] ?? []) as readonly Data[]).map((item) => String(item[field]));
};

const stepsOfMove = (type: EventType, move: Move): StepsOfMove => {
  if ('cascade' in move) return CASCADES[move.cascade];
  const { kind } = move;
  if (kind === 'session') {
    const steps = [{ kind, id: '', signal: type }];
    return () => steps;
  }
  const { id, signal = type, by, when } = move;
  const ids = idsAt(id);
  const idOf = kind === 'gate' ? gateIdFor(type) : (_state: State, named: string) => named;
  const conditions = Object.entries(when ?? {});
  return (state, data) =>
    conditions.some(([field, value]) => data[field] !== value)
      ? NONE
      : ids(data).map((named) => ({
          kind,
          id: idOf(state, named, data),
          signal: by === undefined ? signal : `${type}.${data[by]}`,
        }));
};

/** A gate is referred to by its id or its name; a definition replaces the gate of its name. */
const gateIdFor = (type: EventType): ((state: State, named: string, data: Data) => string) =>
  entryOf(type).command.creates === 'gate'
    ? (state, gateId, { name }) => definedGateId(state.session, { gateId, name: String(name) })
    : (state, named) => gateIdOf(state.session, named);

const CASCADES: Readonly<Record<Cascade, StepsOfMove>> = {
  later_phases_and_gates: (state, { phase }) => {
    const index = state.session.profile.phases.indexOf(String(phase));
    if (index < 0) return NONE;
    const [, ...later] = state.session.profile.phases.slice(index);
    const guarded = new Set([phase, ...later]);
    const gates = state.session.gates.entries().filter(([, { guards }]) => guards !== undefined && guarded.has(guards));
    return [
      ...gates.map(([id]): Step => ({ kind: 'gate', id, signal: 'earlier_phase_reopened' })),
      ...later.map((id): Step => ({ kind: 'phase', id, signal: 'earlier_phase_reopened' })),
    ];
  },
  open_cycles: (state) =>
    state.work.openCycles.map((id): Step => ({ kind: 'cycle', id: String(id), signal: 'review_requested' })),
  awaiting_cycles: (state, { reviewId }) =>
    state.evidence.awaitedReviews > 1 || state.evidence.reviews.get(String(reviewId))?.state !== 'awaited'
      ? NONE
      : state.work.openCycles
          .filter((id) => state.work.cycles.get(String(id))?.state === 'awaiting')
          .map((id) => ({ kind: 'cycle', id: String(id), signal: 'reviews_given' })),
};

const movesOf = new Map<string, readonly StepsOfMove[]>(
  EVENT_TYPES.filter((type) => entryOf(type).moves.length > 0).map((type) => [
    type,
    entryOf(type).moves.map((move) => stepsOfMove(type, move)),
  ]),
);
