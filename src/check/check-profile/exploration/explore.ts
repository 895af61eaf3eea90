// Exploration of one aspect with @xstate/graph: breadth first, so that the first way found to a state is a shortest one.
// The explored state is the law's own, stepped by `decide`; two states with the same abstraction are one place.

import { getAdjacencyMap } from '@xstate/graph';
import { fromTransition } from 'xstate';
import { check } from '../../../../machines/check.ts';
import { defined } from '../../../../machines/defined.ts';
import type { RecordedEvent } from '../../../../machines/events/envelope.ts';
import type { Invariant } from '../../../../machines/invariants/invariant.ts';
import { provisionalEvent } from '../../../../machines/provisional-event.ts';
import type { State } from '../../../../machines/state/state.ts';
import { LAW, type Law } from '../../run/law.ts';
import type { Move } from '../moves/move.ts';
import { abstractionOf } from './abstraction.ts';
import { type InvariantMemory, initialMemory } from './invariant-memory.ts';

/** A state reached, and the shortest way to it. */
export interface Place {
  /** From 0, in the order in which they were reached. */
  readonly number: number;
  readonly id: string;
  readonly state: State;
  readonly memory: InvariantMemory;
  /** Commands from before the start. */
  readonly steps: number;
  readonly before: Place | undefined;
  readonly by: Move | undefined;
  /** The legal moves and where they lead; undefined where the place was not expanded. */
  taken: Map<string, Taken> | undefined;
}

export interface Taken {
  readonly move: Move;
  readonly to: Place;
}

/** A legal move after which an invariant is violated, or on which rules and invariants of the law disagree. */
export interface MoveViolation {
  readonly kind: 'invariant-violated' | 'rules-disagree';
  readonly rule: string;
  readonly detail: string;
  readonly from: Place;
  readonly move: Move;
}

export interface Exploration {
  readonly places: readonly Place[];
  readonly start: Place;
  readonly edges: number;
  /** Places that were reached and not expanded; 0 where the exploration is complete. */
  readonly left: number;
  /** The first of each rule, each with a shortest way. */
  readonly violations: readonly MoveViolation[];
}

export interface ExploreOptions {
  readonly law: Law;
  /** The caller's. */
  readonly invariants: readonly Invariant[];
  readonly moves: (state: State) => readonly Move[];
  /** Where to begin. Default: before the start. */
  readonly from?: Place;
  readonly maxStates: number;
  /** A number that was never given before: an exploration that continues another must not repeat its ids. */
  readonly count: () => number;
  /** Called with each legal move, once for each place that it is made in. */
  readonly onMove?: (from: Place, event: RecordedEvent, to: Place) => void;
}

/** Below so many states no memory counts as growing without end. */
const FEW_STATES = 4_000;
/** Memories for each state of the law, at most: what invariants remember of a process seldom has half as many. */
const MOST_MEMORIES = 10;

/** Session id of explored sessions and traces, that of a `Run`. */
export const SESSION = 's1';

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');
/** The time of the command after so many: a second after the one before, as in a `Run`. */
export const timeOf = (steps: number): string => new Date(BEGIN + (steps + 1) * 1000).toISOString();

/** Later than the time of any explored event. */
const LATEST = '9999-12-31T23:59:59.999Z';

/** Hash of events that nobody will see; traces are recorded with real ones. */
const NO_HASH = '0'.repeat(64);

/** The place of a session that has not started. */
export const nowhere = (law: Law, invariants: readonly Invariant[]): Place => {
  const state = law.initialState(SESSION);
  return {
    number: 0,
    id: abstractionOf(state),
    state,
    memory: initialMemory(SESSION, invariants),
    steps: 0,
    before: undefined,
    by: undefined,
    taken: undefined,
  };
};

/** The moves that lead to a place. */
export const wayTo = (place: Place): Move[] => {
  const way: Move[] = [];
  for (let at: Place | undefined = place; at?.by !== undefined; at = at.before) way.unshift(at.by);
  return way;
};

export const explore = (options: ExploreOptions): Exploration => {
  const { law, maxStates, onMove } = options;
  const origin = options.from ?? nowhere(law, options.invariants);
  const places = new Map<string, Place>();
  const ids = new Map<string, number>();
  const violations = new Map<string, MoveViolation>();
  let edges = 0;

  const arrive = (state: State, memory: InvariantMemory, before: Place | undefined, by: Move | undefined): Place => {
    const words = abstractionOf(state);
    const remembered = memory.text();
    const key = remembered === '' ? words : `${words}\n${remembered}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const alike = (ids.get(words) ?? 0) + 1;
    ids.set(words, alike);
    const steps = before === undefined ? origin.steps : before.steps + 1;
    const id = alike === 1 ? words : `${words} (${alike})`;
    const place: Place = { number: places.size, id, state, memory, steps, before, by, taken: undefined };
    places.set(key, place);
    return place;
  };
  // An invariant that counts has no end of states: it is stopped long before `maxStates`, with a limit in the result.
  const grows = (): boolean => places.size > FEW_STATES && places.size > MOST_MEMORIES * ids.size;
  const start = arrive(origin.state, origin.memory, origin.before, origin.by);

  const decided = (from: Place, move: Move): Taken | undefined => {
    // Checked before the command is decided: a rejection with all its reasons costs fifty times as much.
    if (law === LAW && isRefused(from.state, move)) return undefined;
    const call = options.count();
    const now = timeOf(from.steps);
    const decision = law.decide(
      from.state,
      {
        id: `command-${call}`,
        name: move.name,
        data: move.data,
        ...defined({ actor: move.actor }),
      },
      { now, newId: () => `event-${call}`, commitId: `commit-${call}`, sha256: () => NO_HASH },
    );
    if (decision.kind !== 'accepted') return undefined;
    const memory = from.memory.next(decision.events as RecordedEvent[], ({ kind, rule, detail }) => {
      const key = `${kind} ${rule}`;
      if (!violations.has(key)) violations.set(key, { kind, rule, detail, from, move });
    });
    // What a profile lets follow an end leads nowhere: the session stays ended.
    const to = from.state.session.state === 'ended' ? from : arrive(decision.state, memory, from, move);
    for (const event of decision.events) onMove?.(from, event as RecordedEvent, to);
    return { move, to };
  };

  const expand = (place: Place): Map<string, Taken> => {
    if (place.taken !== undefined) return place.taken;
    place.taken = new Map();
    for (const move of options.moves(place.state)) {
      const taken = decided(place, move);
      if (taken !== undefined) place.taken.set(move.label, taken);
    }
    edges += place.taken.size;
    return place.taken;
  };

  const logic = fromTransition<Place, Move, never, undefined>(
    (place, { label }) => expand(place).get(label)?.to ?? place,
    start,
  );
  getAdjacencyMap(logic, {
    input: undefined,
    serializeState: ({ context }) => String(context.number),
    serializeEvent: ({ label }) => label,
    // Moves that lead to known places are not queued: the graph's queue is an array that is shifted, and shifting took
    // half of the time with all of them in it.
    events: ({ context }) =>
      [...expand(context).values()].flatMap(({ move, to }) => (to.before === context && to.by === move ? [move] : [])),
    stopWhen: ({ context }) => context.number >= maxStates || grows(),
  });
  const all = [...places.values()];
  return {
    places: all,
    start,
    edges,
    left: all.filter(({ taken }) => taken === undefined).length,
    violations: [...violations.values()],
  };
};

const isRefused = (state: State, move: Move): boolean => {
  // A start is decided under its own enforcement, and its data is not complete yet.
  if (move.type === 'session_started' || state.session.enforcement !== 'enforce') return false;
  const event = provisionalEvent(state, move, { id: ' ', commandId: ' ', time: LATEST, actor: move.actor });
  return check(state, event).some(({ severity }) => severity === 'error');
};
