// Exploration of one aspect with @xstate/graph: breadth first, so that the first way found to a state is a shortest one.
// The logic's state is the law's own, stepped by `decide`; two states that the abstraction calls the same are one place.

import { getAdjacencyMap } from '@xstate/graph';
import { fromTransition } from 'xstate';
import { check } from '../../../machines/check.ts';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { State } from '../../../machines/state/state.ts';
import { LAW, type Law } from '../run.ts';
import { abstractionOf } from './abstraction.ts';
import type { Move } from './moves.ts';
import { type Watched, watching } from './watch.ts';

/** A state reached, and the shortest way to it. */
export interface Place {
  /** From 0, in the order in which they were reached. */
  readonly number: number;
  readonly id: string;
  readonly state: State;
  readonly watched: Watched;
  /** Commands from before the start. */
  readonly steps: number;
  readonly before: Place | undefined;
  readonly by: Move | undefined;
  /** The legal moves and where they lead; undefined where it was not gone on from. */
  taken: Map<string, Taken> | undefined;
}

export interface Taken {
  readonly move: Move;
  readonly to: Place;
}

/** A legal move after which an invariant is broken, or of which the two sayings of the law tell differently. */
export interface Breach {
  readonly kind: 'invariant-broken' | 'law-disagrees';
  readonly rule: string;
  readonly detail: string;
  readonly from: Place;
  readonly move: Move;
}

export interface Exploration {
  readonly places: readonly Place[];
  readonly start: Place;
  readonly edges: number;
  /** Places that were reached and not gone on from; 0 where all was explored. */
  readonly left: number;
  /** The first of each rule, each with a shortest way. */
  readonly breaches: readonly Breach[];
}

export interface ExploreOptions {
  readonly law: Law;
  /** One's own. */
  readonly invariants: readonly Invariant[];
  readonly moves: (state: State) => readonly Move[];
  /** Where to begin. Default: before the start. */
  readonly from?: Place;
  readonly maxStates: number;
  /** A number that was never given before: ids of an exploration that goes on from another must be none of its own. */
  readonly count: () => number;
  /** Told of each legal move, once for each place that it is made in. */
  readonly onMove?: (from: Place, event: RecordedEvent, to: Place) => void;
}

type Step = Move & { readonly type: Move['type'] };

/** Below so many states no memory is said to grow without end. */
const FEW_STATES = 4_000;
/** So many memories for each state of the law: what invariants remember of a process seldom has half of it. */
const MOST_MEMORIES = 10;

/** Session id of all explored and told sessions; as that of a `Run`. */
export const SESSION = 's1';

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');
/** The time of the command after so many: a second after the one before, as in a `Run`. */
export const timeOf = (steps: number): string => new Date(BEGIN + (steps + 1) * 1000).toISOString();

/** Ids and hashes of events nobody will see; stories are recorded with real ones. */
const NO_HASH = '0'.repeat(64);

/** The place of a session that has not started. */
export const nowhere = (law: Law, invariants: readonly Invariant[]): Place => {
  const state = law.initialState(SESSION);
  return {
    number: 0,
    id: abstractionOf(state),
    state,
    watched: watching(SESSION, invariants),
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
  const breaches = new Map<string, Breach>();
  let edges = 0;

  const arrive = (state: State, watched: Watched, before: Place | undefined, by: Move | undefined): Place => {
    const words = abstractionOf(state);
    const memory = watched.memory();
    const key = memory === '' ? words : `${words}\n${memory}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const alike = (ids.get(words) ?? 0) + 1;
    ids.set(words, alike);
    const steps = before === undefined ? origin.steps : before.steps + 1;
    const id = alike === 1 ? words : `${words} (${alike})`;
    const place: Place = { number: places.size, id, state, watched, steps, before, by, taken: undefined };
    places.set(key, place);
    return place;
  };
  // An invariant that counts would go on for ever: it is stopped long before `maxStates`, and said to be.
  const grows = (): boolean => places.size > FEW_STATES && places.size > MOST_MEMORIES * ids.size;
  const start = arrive(origin.state, origin.watched, origin.before, origin.by);

  const decided = (from: Place, move: Move): Taken | undefined => {
    // The law is asked before the command is written out: to be told why in full costs fifty times as much.
    if (law === LAW && refused(from.state, move)) return undefined;
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
    const watched = from.watched.next(decision.events as RecordedEvent[], ({ kind, rule, detail }) => {
      if (!breaches.has(`${kind} ${rule}`)) breaches.set(`${kind} ${rule}`, { kind, rule, detail, from, move });
    });
    // What a profile lets follow an end leads nowhere: the session stays as it ended.
    const to = from.state.session.state === 'ended' ? from : arrive(decision.state, watched, from, move);
    for (const event of decision.events) onMove?.(from, event as RecordedEvent, to);
    return { move, to };
  };

  const goOn = (place: Place): Map<string, Taken> => {
    if (place.taken !== undefined) return place.taken;
    place.taken = new Map();
    for (const move of options.moves(place.state)) {
      const taken = decided(place, move);
      if (taken !== undefined) place.taken.set(move.label, taken);
    }
    edges += place.taken.size;
    return place.taken;
  };

  const logic = fromTransition<Place, Step, never, undefined>(
    (place, { label }) => goOn(place).get(label)?.to ?? place,
    start,
  );
  getAdjacencyMap(logic, {
    input: undefined,
    serializeState: ({ context }) => String(context.number),
    serializeEvent: ({ label }) => label,
    // Every legal move was taken by now. Those that lead to places known already are not queued: the queue is an array
    // that is shifted, and with all of them took half of the whole time.
    events: ({ context }) =>
      [...goOn(context).values()].flatMap(({ move, to }) => (to.before === context && to.by === move ? [move] : [])),
    stopWhen: ({ context }) => context.number >= maxStates || grows(),
  });
  const all = [...places.values()];
  return {
    places: all,
    start,
    edges,
    left: all.filter(({ taken }) => taken === undefined).length,
    breaches: [...breaches.values()],
  };
};

const refused = (state: State, { type, data, actor }: Move): boolean => {
  const event = {
    type,
    data,
    id: ' ',
    sessionid: state.sessionId,
    ordinal: state.ordinal + 1,
    actor: actor ?? 'orchestrator',
    commandid: ' ',
    commitid: ' ',
    time: '9999-12-31T23:59:59.999Z',
  } as unknown as RecordedEvent;
  // A start is held to its own enforcement, and its data is not whole yet.
  return (
    type !== 'session_started' &&
    state.session.enforcement === 'enforce' &&
    check(state, event).some(({ severity }) => severity === 'error')
  );
};
