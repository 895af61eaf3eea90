// The moves that a session has taken, by their ids in the chart: how often, and by which event last. Read from the events
// alone, each in the state before it.
import { wordFor } from '../commands/words.ts';
import { EVENT_TYPES, type EventType, isEventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import { definedGateId, gateIdOf } from '../state/gate-names.ts';
import type { State } from '../state/state.ts';
import { kindsMovedBy, stepsOf } from '../steps.ts';
import { cycleIn } from './active-states.ts';

export interface Taken {
  readonly count: number;
  /** The ordinal of the newest event that took it. */
  readonly last: number;
}

const KINDS = new Set(['session', 'phase', 'gate', 'cycle']);
const MOVING: ReadonlySet<string> = new Set(
  EVENT_TYPES.filter((type) => kindsMovedBy(type).some((kind) => KINDS.has(kind))),
);

const aboutOf = (state: State, event: RecordedEvent): string | undefined => {
  switch (event.type) {
    case 'phase_started':
    case 'phase_completed':
    case 'phase_skipped':
    case 'phase_abandoned':
    case 'phase_unskipped':
    case 'phase_reopened':
      return event.data.phase;
    case 'quality_gate_passed':
    case 'quality_gate_failed':
    case 'quality_gate_waived':
      return gateIdOf(state.session, event.data.gate);
    case 'gate_defined':
      return definedGateId(state.session, event.data);
    case 'session_ended':
      return event.data.outcome;
    case 'review_given':
      return event.data.verdict;
    default:
      return undefined;
  }
};

/** The move of the chart that an event is; undefined for one that moves nothing of it. `state`: before the event. */
export const moveIdOf = (state: State, event: RecordedEvent): string | undefined => {
  if (!MOVING.has(event.type) || !isEventType(event.type)) return undefined;
  if (!stepsOf(state, event).some(({ kind }) => KINDS.has(kind))) return undefined;
  const word = wordFor(event.type as EventType);
  const about = aboutOf(state, event);
  return about === undefined ? word : `${word} ${about}`;
};

const MOVES_A_CYCLE: ReadonlySet<string> = new Set(EVENT_TYPES.filter((type) => kindsMovedBy(type).includes('cycle')));

/** The id under which a trail counts a move of the cycles once more, by the state that it was taken from. */
export const takenFrom = (id: string, state: string): string => `${id} from ${state}`;

/** The moves taken so far; it grows with each event that is added. */
export class Trail {
  readonly #taken = new Map<string, Taken>();

  /** @param state before the event */
  add(state: State, event: RecordedEvent): void {
    const id = moveIdOf(state, event);
    if (id === undefined) return;
    this.#count(id, event.ordinal);
    if (MOVES_A_CYCLE.has(event.type)) this.#count(takenFrom(id, cycleIn(state)), event.ordinal);
  }

  #count(id: string, last: number): void {
    this.#taken.set(id, { count: (this.#taken.get(id)?.count ?? 0) + 1, last });
  }

  /** By id of the move. */
  get taken(): ReadonlyMap<string, Taken> {
    return this.#taken;
  }
}
