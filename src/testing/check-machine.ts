// The check of a user's own XState machine: every state that its events lead to, explored with @xstate/graph.
import { getAdjacencyMap, getStateNodes } from '@xstate/graph';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { RepriseError } from '../errors.ts';
import { requireOptions } from './check-machine/options.ts';
import { refuseUncheckable } from './check-machine/uncheckable.ts';
import { memoryText } from './check-profile/memory-text.ts';

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

export interface MachineFinding {
  readonly kind: 'unreachable-state' | 'cannot-end' | 'dead-end' | 'invariant-broken';
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
  readonly findings: readonly MachineFinding[];
  readonly durationMs: number;
}

interface Place {
  readonly number: number;
  readonly id: string;
  readonly snapshot: AnyMachineSnapshot;
  readonly before: Place | undefined;
  readonly by: EventObject | undefined;
  readonly steps: number;
  readonly edges: { readonly command: string; readonly to: Place }[];
  explored: boolean;
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
  const places = exploring(machine, options, maxStates);
  const left = places.filter(({ explored }) => !explored).length;
  const findings = [
    ...(left > 0 ? [] : unreachable(machine, places)),
    ...withoutEnd(machine, places, ends, left, options.ends !== undefined),
    ...Object.entries(invariants).flatMap(([id, holds]) => broken(id, holds, places)),
  ];
  return {
    machine: machine.id,
    ok: findings.length === 0,
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
    findings,
    durationMs: Math.round(performance.now() - begun),
  };
};

/** Ids of the state nodes that history states remember; part of what a snapshot will do next. */
const historyOf = ({ historyValue }: AnyMachineSnapshot): unknown =>
  Object.entries(historyValue ?? {}).map(([id, nodes]) => [id, (nodes as { id: string }[]).map((node) => node.id)]);

const labelOf = ({ type, ...rest }: EventObject): string =>
  Object.keys(rest).length === 0 ? type : `${type} ${JSON.stringify(rest)}`;

const exploring = (machine: AnyStateMachine, options: CheckMachineOptions, maxStates: number): Place[] => {
  const places = new Map<string, Place>();
  const ids = new Map<string, number>();
  const keyOf = options.key ?? ((snapshot) => [snapshot.value, snapshot.status, snapshot.context, historyOf(snapshot)]);

  const arrive = (snapshot: AnyMachineSnapshot, before: Place | undefined, by: EventObject | undefined): Place => {
    const key = memoryText(keyOf(snapshot));
    const known = places.get(key);
    if (known !== undefined) return known;
    refuseChildren(machine, snapshot);
    const context = Object.keys(snapshot.context ?? {}).length === 0 ? '' : ` ${memoryText(snapshot.context)}`;
    const value = typeof snapshot.value === 'string' ? snapshot.value : JSON.stringify(snapshot.value);
    const words = `${value}${context}`;
    const alike = (ids.get(words) ?? 0) + 1;
    ids.set(words, alike);
    const id = alike === 1 ? words : `${words} (${alike})`;
    const steps = before === undefined ? 0 : before.steps + 1;
    const place: Place = { number: places.size, id, snapshot, before, by, steps, edges: [], explored: false };
    places.set(key, place);
    return place;
  };

  const placeOf = new WeakMap<AnyMachineSnapshot, Place>();
  const eventsOf = (snapshot: AnyMachineSnapshot): readonly EventObject[] => {
    const given = typeof options.events === 'function' ? options.events(snapshot) : (options.events ?? []);
    const named = [...new Set(snapshot._nodes.flatMap((node: { ownEvents: string[] }) => node.ownEvents))] as string[];
    const rest = named.filter((type) => !given.some((event) => event.type === type) && !type.startsWith('xstate.'));
    return [...given, ...rest.map((type) => ({ type }))];
  };
  const guarded = <T>(what: string, ask: () => T): T => {
    try {
      return ask();
    } catch (cause) {
      if (cause instanceof RepriseError) throw cause;
      throw new RepriseError(
        'BAD_INPUT',
        `Machine ${machine.id} cannot be checked: ${what} threw ${cause instanceof Error ? cause.message : String(cause)}.`,
        { hint: 'Give the events that it knows, with what they carry, as `events`.', cause },
      );
    }
  };
  const goOn = (snapshot: AnyMachineSnapshot): EventObject[] => {
    const place = placeOf.get(snapshot);
    if (place === undefined || place.explored || place.number >= maxStates) return [];
    place.explored = true;
    if (snapshot.status !== 'active') return [];
    return eventsOf(snapshot).filter((event) =>
      guarded(`a guard on ${labelOf(event)} in ${place.id}`, () => snapshot.can(event)),
    );
  };
  const logic = {
    ...machine,
    getInitialSnapshot: machine.getInitialSnapshot.bind(machine),
    transition: ((snapshot, event, scope) => {
      const from = placeOf.get(snapshot as never) as Place;
      const next = guarded(`an action on ${labelOf(event)} in ${from.id}`, () =>
        machine.transition(snapshot as never, event as never, scope as never),
      ) as AnyMachineSnapshot;
      const to = arrive(next, from, event);
      from.edges.push({ command: labelOf(event), to });
      placeOf.set(to.snapshot, to);
      return to.snapshot;
    }) as AnyStateMachine['transition'],
  };
  guarded('its start', () =>
    getAdjacencyMap(logic as unknown as AnyStateMachine, {
      input: options.input,
      events: goOn as never,
      serializeEvent: labelOf,
      serializeState: ((snapshot: AnyMachineSnapshot) => {
        const place = placeOf.get(snapshot) ?? arrive(snapshot, undefined, undefined);
        placeOf.set(snapshot, place);
        return String(place.number);
      }) as never,
    }),
  );
  return [...places.values()];
};

const refuseChildren = (machine: AnyStateMachine, { children, value }: AnyMachineSnapshot): void => {
  const [child] = Object.keys(children ?? {});
  if (child === undefined) return;
  const state = typeof value === 'string' ? value : JSON.stringify(value);
  throw new RepriseError(
    'BAD_INPUT',
    `Machine ${machine.id} cannot be checked: in state ${state} it has spawned the actor ${child}, and what an actor sends comes from outside of the machine.`,
    {
      hint: 'Let whoever drives the machine run the actor, and send what it brings back as an event.',
      fields: { state, property: 'spawn' },
    },
  );
};

const wayTo = (place: Place): EventObject[] => {
  const way: EventObject[] = [];
  for (let at: Place | undefined = place; at?.by !== undefined; at = at.before) way.unshift(at.by);
  return way;
};

/** State nodes that no snapshot is in. One with an `always` is only passed through, and nobody sees it. */
const unreachable = (machine: AnyStateMachine, places: readonly Place[]): MachineFinding[] => {
  const seen = new Set(
    places.flatMap(({ snapshot }) => snapshot._nodes.map(({ id }: { id: string }) => id)) as string[],
  );
  return getStateNodes(machine.root)
    .filter(({ id, type, always }) => !seen.has(id) && type !== 'history' && (always ?? []).length === 0)
    .map(({ id }) => ({
      kind: 'unreachable-state',
      about: id,
      sentence: `State ${id} can never be reached: no event leads there.`,
      events: [],
    }));
};

const withoutEnd = (
  machine: AnyStateMachine,
  places: readonly Place[],
  ends: (snapshot: AnyMachineSnapshot) => boolean,
  left: number,
  said: boolean,
): MachineFinding[] => {
  const final = said || [machine.root, ...getStateNodes(machine.root)].some(({ type }) => type === 'final');
  const deadEnd = (place: Place, why: string): MachineFinding => ({
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
): MachineFinding[] => {
  for (const place of places) {
    const wrong = holds(place.snapshot);
    if (wrong !== undefined)
      return [
        {
          kind: 'invariant-broken',
          about: id,
          sentence: `${id} does not hold in ${place.id}: ${wrong}.`,
          events: wayTo(place),
        },
      ];
  }
  return [];
};
