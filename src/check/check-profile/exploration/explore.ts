// Exploration of one aspect: breadth first, so that the first way found to a state is a shortest one. The explored state
// is the law's own, stepped by `decide`; two states with the same abstraction are one place.

import { check, type Violation } from '../../../../machines/check.ts';
import type { RecordedEvent } from '../../../../machines/events/envelope.ts';
import type { Invariant } from '../../../../machines/invariants/invariant.ts';
import { provisionalEvent } from '../../../../machines/provisional-event.ts';
import type { State } from '../../../../machines/state/state.ts';
import type { Stopped, Turns } from '../../bounds.ts';
import { LAW, type Law } from '../../run/law.ts';
import { sentBy } from '../../run/sender.ts';
import type { Move } from '../moves/move.ts';
import { abstractionOf } from './abstraction.ts';
import { eventIds } from './event-ids.ts';
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

/** A legal move that violates something, or on which rules and invariants of the law disagree; or one that is refused. */
export interface MoveViolation {
  /** `stricter`: it is refused only by rules that the profile has made stricter. */
  readonly kind: 'invariant-violated' | 'rules-disagree' | 'softened' | 'stricter';
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
  /** Why some are left; undefined where none is. */
  readonly stopped: Stopped | undefined;
  /** The first of each rule, each with a shortest way. */
  readonly violations: readonly MoveViolation[];
}

/** Ids of rules whose severity in the profile is not their own. */
export interface ChangedRules {
  readonly softened: ReadonlySet<string>;
  readonly stricter: ReadonlySet<string>;
}

export interface ExploreOptions {
  readonly law: Law;
  /** The caller's. */
  readonly invariants: readonly Invariant[];
  readonly moves: (state: State) => readonly Move[];
  /**
   * Moves that follow at once wherever one of them is legal; the state before them is passed through and is no place of
   * its own.
   */
  readonly settle?: (state: State) => readonly Move[];
  /** Where to begin. Default: before the start. */
  readonly from?: Place;
  /** Rules that the profile has changed. */
  readonly changed?: ChangedRules;
  /** What distinguishes states. Default: `abstractionOf`. */
  readonly keyOf?: (state: State) => string;
  /** Exploring ends at the first place of which it is true. */
  readonly until?: (place: Place) => boolean;
  readonly maxStates: number;
  /** Whether time or memory is used up. */
  readonly usedUp: () => 'time' | 'memory' | undefined;
  readonly turns: Turns;
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
const times: string[] = [];
/** The time of the command after so many: a second after the one before, as in a `Run`. */
export const timeOf = (steps: number): string => {
  times[steps] ??= new Date(BEGIN + (steps + 1) * 1000).toISOString();
  return times[steps];
};

/** Later than the time of any explored event. */
const LATEST = '9999-12-31T23:59:59.999Z';

/** Hash of events that nobody will see; traces are recorded with real ones. */
const NO_HASH = '0'.repeat(64);

/** The place of a session that has not started. */
export const nowhere = (law: Law, invariants: readonly Invariant[], changed?: ChangedRules): Place => {
  const state = law.initialState(SESSION);
  return {
    number: 0,
    id: abstractionOf(state),
    state,
    memory: initialMemory(SESSION, invariants, changed?.softened),
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

export const explore = async (options: ExploreOptions): Promise<Exploration> => {
  const { law, maxStates, onMove, usedUp, turns, changed, keyOf = abstractionOf, until } = options;
  const origin = options.from ?? nowhere(law, options.invariants, changed);
  const places: Place[] = [];
  const byKey = new Map<string, Place>();
  const ids = new Map<string, number>();
  const violations = new Map<string, MoveViolation>();
  let edges = 0;

  /** The place of a state that was reached: that of an equal state where there is one. */
  const arrive = (reached: Place): Place => {
    const words = keyOf(reached.state);
    const remembered = reached.memory.text();
    const key = remembered === '' ? words : `${words}\n${remembered}`;
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const alike = (ids.get(words) ?? 0) + 1;
    ids.set(words, alike);
    const place: Place = {
      ...reached,
      number: places.length,
      id: alike === 1 ? words : `${words} (${alike})`,
      taken: undefined,
    };
    byKey.set(key, place);
    places.push(place);
    return place;
  };

  const add = (violation: MoveViolation): void => {
    const key = `${violation.kind} ${violation.rule}`;
    if (!violations.has(key)) violations.set(key, violation);
  };

  /** Where a move leads, before it is known which place that is; undefined where it is refused. */
  const step = (from: Place, move: Move): Place | undefined => {
    // Checked before the command is decided: a rejection with all its reasons costs fifty times as much.
    const errors = law === LAW ? errorsOf(from.state, move) : NO_ERRORS;
    if (errors.length > 0) {
      if (changed !== undefined && errors.every(({ rule }) => changed.stricter.has(rule)))
        for (const { rule, detail } of errors) add({ kind: 'stricter', rule, detail, from, move });
      return undefined;
    }
    const call = options.count();
    const now = timeOf(from.steps);
    const decision = law.decide(
      from.state,
      {
        id: `command-${call}`,
        name: move.name,
        data: move.data,
        ...(move.actor !== undefined && { actor: move.actor }),
      },
      { now, newId: eventIds(`event-${call}`), commitId: `commit-${call}`, sha256: () => NO_HASH },
    );
    if (decision.kind !== 'accepted') return undefined;
    const memory = from.memory.next(decision.events as RecordedEvent[], (violation) =>
      add({ ...violation, from, move }),
    );
    // What a profile lets follow an end leads nowhere: the session stays ended.
    const to: Place =
      from.state.session.state === 'ended'
        ? from
        : {
            number: -1,
            id: '',
            state: decision.state,
            memory,
            steps: from.steps + 1,
            before: from,
            by: move,
            taken: undefined,
          };
    for (const event of decision.events) onMove?.(from, event as RecordedEvent, to);
    return to;
  };

  const settled = (reached: Place): Place => {
    if (options.settle === undefined) return reached;
    for (let at = reached; ; ) {
      let next: Place | undefined;
      if (at.state.session.state !== 'ended')
        for (const move of options.settle(at.state)) {
          next = step(at, move);
          if (next !== undefined) break;
        }
      if (next === undefined) return at;
      at = next;
    }
  };

  const expand = (place: Place): void => {
    place.taken = new Map();
    for (const offered of options.moves(place.state)) {
      const move = sentBy(place.state.session.profile, offered);
      const reached = step(place, move);
      if (reached !== undefined)
        place.taken.set(move.label, { move, to: reached === place ? place : arrive(settled(reached)) });
    }
    edges += place.taken.size;
  };

  const stop = (number: number): Stopped | undefined => {
    if (number >= maxStates) return 'states';
    // An invariant that counts has no end of states: it is stopped long before `maxStates`.
    if (places.length > FEW_STATES && places.length > MOST_MEMORIES * ids.size) return 'growing';
    return usedUp();
  };

  const start = arrive(origin);
  let stopped: Stopped | undefined;
  // The list grows while it is gone through.
  for (const place of places) {
    if (until?.(place)) break;
    stopped = stop(place.number);
    if (stopped !== undefined) break;
    expand(place);
    if (turns.due) await turns.take();
  }
  return {
    places,
    start,
    edges,
    left: places.filter(({ taken }) => taken === undefined).length,
    stopped,
    violations: [...violations.values()],
  };
};

const NO_ERRORS: readonly Violation[] = [];

/** What refuses a move. */
const errorsOf = (state: State, move: Move): readonly Violation[] => {
  // A start is decided under its own enforcement, and its data is not complete yet.
  if (move.type === 'session_started' || state.session.enforcement !== 'enforce') return NO_ERRORS;
  const event = provisionalEvent(state, move, { id: ' ', commandId: ' ', time: LATEST, actor: move.actor });
  const violations = check(state, event);
  return violations.length === 0 ? NO_ERRORS : violations.filter(({ severity }) => severity === 'error');
};
