// The check of a user's own XState machine: every state that its events lead to, explored with @xstate/graph.
import { getStateNodes } from '@xstate/graph';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { RepriseError } from '../../errors.ts';
import { exploring, labelOf, type Place } from './explore.ts';
import { requireOptions } from './options.ts';
import { refuseUncheckable } from './uncheckable.ts';

export interface CheckMachineOptions {
  /**
   * Events to try beside one of each type that the machine names, which then has no payload; those given here stand in
   * the place of that. A function: by the snapshot.
   */
  readonly events?: readonly EventObject[] | ((snapshot: AnyMachineSnapshot) => readonly EventObject[]);
  /** What the machine is started with. */
  readonly input?: unknown;
  /** Where the machine may come to rest. Default: its final states; a machine without any only must not get stuck. */
  readonly ends?: (snapshot: AnyMachineSnapshot) => boolean;
  /** What must hold everywhere: undefined where it does, else what is wrong, in words. */
  readonly invariants?: Readonly<Record<string, (snapshot: AnyMachineSnapshot) => string | undefined>>;
  /** What tells states apart. Default: state value, context and history; give less where a context only counts. */
  readonly key?: (snapshot: AnyMachineSnapshot) => unknown;
  /** States gone on from before the check stops and says so. Default 10,000. */
  readonly maxStates?: number;
}

export interface MachineProblem {
  readonly kind: 'unreachable-state' | 'cannot-end' | 'dead-end' | 'invariant-violated';
  /** The state's id, or the invariant's. */
  readonly about: string;
  readonly sentence: string;
  /** The shortest way to it. */
  readonly events: readonly EventObject[];
}

export interface MachineState {
  /** Short and readable, unique: the state's value, and the context where it has one. */
  readonly id: string;
  /** Moves that change something, or are taken without a change. */
  readonly edges: readonly { readonly command: string; readonly to: string }[];
  readonly steps: number;
  readonly ended: boolean;
}

export interface MachineCheck {
  readonly machine: string;
  /** True where nothing was found. */
  readonly ok: boolean;
  readonly states: number;
  readonly edges: number;
  readonly explored: readonly MachineState[];
  /** Undefined where every state was explored; else how far it went. */
  readonly limit?: string;
  readonly problems: readonly MachineProblem[];
  readonly durationMs: number;
}

const MAX_STATES = 10_000;

/**
 * Explores a machine from its start: which states nothing leads to, whether it can end, from where it no longer can, and
 * what breaks an invariant. Each with the shortest events that show it.
 *
 * @throws RepriseError BAD_INPUT for what is no machine, for a machine that uses `after`, `invoke`, a delay or a spawned
 * actor (what these do is no event), and where a guard or action throws on an event.
 */
export const checkMachine = (machine: AnyStateMachine, options: CheckMachineOptions = {}): MachineCheck => {
  const begun = performance.now();
  refuseUncheckable(machine);
  requireOptions(options);
  const { maxStates = MAX_STATES, ends = ({ status }) => status === 'done', invariants = {} } = options;
  const { places, passed } = exploring(machine, options, maxStates);
  const left = places.filter(({ explored }) => !explored).length;
  const problems = [
    ...(left > 0 ? [] : unreachable(machine, passed, options)),
    ...withoutEnd(machine, places, ends, left, options.ends !== undefined),
    ...Object.entries(invariants).flatMap(([id, holds]) => broken(id, holds, places)),
  ];
  return {
    machine: machine.id,
    ok: problems.length === 0,
    states: places.length,
    edges: places.reduce((sum, { edges }) => sum + edges.length, 0),
    explored: places.map(({ id, edges, steps, snapshot }) => ({
      id,
      edges: edges.map(({ command, to }) => ({ command, to: to.id })),
      steps,
      ended: ends(snapshot),
    })),
    ...(left === 0
      ? {}
      : {
          limit: `It stopped after ${places.length - left} states; ${left} more were reached and not gone on from. Where a context only counts, \`key\` can tell states apart by less.`,
        }),
    problems,
    durationMs: Math.round(performance.now() - begun),
  };
};

const wayTo = (place: Place): EventObject[] => {
  const way: EventObject[] = [];
  for (let at: Place | undefined = place; at?.by !== undefined; at = at.before) way.unshift(at.by);
  return way;
};

/** State nodes that nothing enters, not even to leave them again at once. */
const unreachable = (
  machine: AnyStateMachine,
  passed: ReadonlySet<string>,
  { events }: CheckMachineOptions,
): MachineProblem[] => {
  const guarded = [...getStateNodes(machine.root)].some(({ transitions }) =>
    [...transitions.values()].some((list) => list.some(({ guard }) => guard !== undefined)),
  );
  const tried =
    events === undefined && guarded
      ? ' Events were tried without data: what guards read of them, give as `events`.'
      : '';
  return getStateNodes(machine.root)
    .filter(({ id, type }) => !passed.has(id) && type !== 'history')
    .map(({ id }) => ({
      kind: 'unreachable-state',
      about: id,
      sentence: `State ${id} can never be reached: no event leads there.${tried}`,
      events: [],
    }));
};

const withoutEnd = (
  machine: AnyStateMachine,
  places: readonly Place[],
  ends: (snapshot: AnyMachineSnapshot) => boolean,
  left: number,
  said: boolean,
): MachineProblem[] => {
  const final = said || [machine.root, ...getStateNodes(machine.root)].some(({ type }) => type === 'final');
  const deadEnd = (place: Place, why: string): MachineProblem => ({
    kind: 'dead-end',
    about: place.id,
    sentence: `${place.by === undefined ? 'The start' : `After ${labelOf(place.by)} the machine`} is in ${place.id}, ${why}`,
    events: wayTo(place),
  });
  if (!final)
    return places
      .filter(({ explored, edges, id }) => explored && edges.every(({ to }) => to.id === id))
      .map((place) => deadEnd(place, 'and nothing leads out of it.'));
  const able = new Set(places.filter(({ snapshot, explored }) => !explored || ends(snapshot)));
  for (let grown = true; grown; ) {
    grown = false;
    for (const place of places.toReversed())
      if (!able.has(place) && place.edges.some(({ to }) => able.has(to))) {
        able.add(place);
        grown = true;
      }
  }
  const [start] = places;
  if (start === undefined) return [];
  if (!able.has(start) && left === 0)
    return [
      {
        kind: 'cannot-end',
        about: machine.id,
        sentence: `Machine ${machine.id} can never end: no events lead from its start to ${said ? 'where it may rest' : 'a final state'}.`,
        events: [],
      },
    ];
  return places
    .filter((place) => !able.has(place) && (place.before === undefined || able.has(place.before)))
    .map((place) => deadEnd(place, 'from where it can no longer end.'));
};

const broken = (
  id: string,
  holds: (snapshot: AnyMachineSnapshot) => string | undefined,
  places: readonly Place[],
): MachineProblem[] => {
  for (const place of places) {
    let wrong: string | undefined;
    try {
      wrong = holds(place.snapshot);
    } catch (cause) {
      throw new RepriseError('BAD_INPUT', `${id}, asked in ${place.id}, threw ${(cause as Error)?.message ?? cause}.`, {
        hint: 'An invariant gives undefined where it holds, else a sentence.',
        cause,
      });
    }
    if (wrong !== undefined)
      return [
        {
          kind: 'invariant-violated',
          about: id,
          sentence: `${id} does not hold in ${place.id}: ${wrong}.`,
          events: wayTo(place),
        },
      ];
  }
  return [];
};
