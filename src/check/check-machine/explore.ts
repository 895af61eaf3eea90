// Every state that a machine's events lead to, found with @xstate/graph: breadth first, with the shortest way to each.
import { getAdjacencyMap } from '@xstate/graph';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  getInitialMicrosteps,
  getMicrosteps,
} from 'xstate';
import { RepriseError } from '../../errors.ts';
import { Bounds, type Stopped } from '../bounds.ts';
import { stateKey } from '../state-key.ts';
import { atRest } from './at-rest.ts';
import { type Exploration, labelOf, type Place } from './place.ts';
import type { CheckMachineOptions } from './result.ts';

const valueText = ({ value }: AnyMachineSnapshot): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Ids of the state nodes that history states remember; part of what a snapshot does next. */
const historyOf = ({ historyValue }: AnyMachineSnapshot): unknown =>
  Object.entries(historyValue ?? {}).map(([id, nodes]) => [id, (nodes as { id: string }[]).map((node) => node.id)]);

/** The events to try in a snapshot: those given, and one without data of each other type that it names. */
const eventsIn = (snapshot: AnyMachineSnapshot, { events = [] }: CheckMachineOptions): readonly EventObject[] => {
  const given = typeof events === 'function' ? events(snapshot) : events;
  const named = [...new Set(snapshot._nodes.flatMap((node: { ownEvents: string[] }) => node.ownEvents))] as string[];
  const rest = named.filter((type) => !given.some((event) => event.type === type) && !type.startsWith('xstate.'));
  return [...given, ...rest.map((type) => ({ type }))];
};

/** The places by their keys, each with an id of its own. */
class Places {
  readonly #machine: AnyStateMachine;
  readonly #keyOf: (snapshot: AnyMachineSnapshot) => unknown;
  readonly #byKey = new Map<string, Place>();
  readonly #bySnapshot = new WeakMap<AnyMachineSnapshot, Place>();
  readonly #ids = new Map<string, number>();

  constructor(machine: AnyStateMachine, { key }: CheckMachineOptions) {
    this.#machine = machine;
    this.#keyOf = key ?? ((snapshot) => [snapshot.value, snapshot.status, snapshot.context, historyOf(snapshot)]);
  }

  get all(): Place[] {
    return [...this.#byKey.values()];
  }

  /** The place of a snapshot that was reached. */
  of(snapshot: AnyMachineSnapshot): Place | undefined {
    return this.#bySnapshot.get(snapshot);
  }

  /** The place of a snapshot, a new one where it is not known. */
  reach(snapshot: AnyMachineSnapshot, before?: Place, by?: EventObject): Place {
    const key = stateKey(this.#keyOf(snapshot));
    const place = this.#byKey.get(key) ?? this.#add(key, snapshot, before, by);
    this.#bySnapshot.set(place.snapshot, place);
    return place;
  }

  #add(key: string, snapshot: AnyMachineSnapshot, before: Place | undefined, by: EventObject | undefined): Place {
    refuseChildren(this.#machine, snapshot);
    const context = Object.keys(snapshot.context ?? {}).length === 0 ? '' : ` ${stateKey(snapshot.context)}`;
    const text = `${valueText(snapshot)}${context}`;
    const alike = (this.#ids.get(text) ?? 0) + 1;
    this.#ids.set(text, alike);
    const id = alike === 1 ? text : `${text} (${alike})`;
    const steps = before === undefined ? 0 : before.steps + 1;
    const place: Place = { number: this.#byKey.size, id, snapshot, before, by, steps, edges: [], explored: false };
    this.#byKey.set(key, place);
    return place;
  }
}

/** @throws RepriseError BAD_INPUT where a guard, an action or an actor stands in the way */
export const exploreMachine = (
  machine: AnyStateMachine,
  options: CheckMachineOptions,
  maxStates: number,
): Exploration => {
  const places = new Places(machine, options);
  const usedUp = new Bounds(options).ofOne(0);
  let stopped: Stopped | undefined;
  const entered = new Set<string>();
  const enter = (steps: readonly (readonly [AnyMachineSnapshot, ...unknown[]])[]): void => {
    for (const [{ _nodes: nodes }] of steps) for (const { id } of nodes as { id: string }[]) entered.add(id);
  };
  const attempt = <T>(what: string, run: () => T): T => {
    try {
      return run();
    } catch (cause) {
      if (cause instanceof RepriseError) throw cause;
      throw new RepriseError(
        'BAD_INPUT',
        `Machine ${machine.id} cannot be checked: ${what} threw ${cause instanceof Error ? cause.message : String(cause)}.`,
        { hint: 'Give the events that it knows, with their data, as `events`.', cause },
      );
    }
  };
  const possibleEvents = (snapshot: AnyMachineSnapshot): EventObject[] => {
    const place = places.of(snapshot);
    if (place === undefined || place.explored) return [];
    stopped ??= place.number >= maxStates ? 'states' : usedUp();
    if (stopped !== undefined) return [];
    place.explored = true;
    if (snapshot.status !== 'active') return [];
    return eventsIn(snapshot, options).filter((event) =>
      attempt(`a guard on ${labelOf(event)} in ${place.id}`, () => snapshot.can(event)),
    );
  };
  const transition: AnyStateMachine['transition'] = (snapshot, event, scope) => {
    const from = places.of(snapshot) as Place;
    const next = attempt(`an action on ${labelOf(event)} in ${from.id}`, () =>
      machine.transition(snapshot, event, atRest(machine, scope, `${labelOf(event)} in ${from.id}`)),
    ) as AnyMachineSnapshot;
    enter(getMicrosteps(machine, snapshot, event));
    const to = places.reach(next, from, event);
    from.edges.push({ command: labelOf(event), to });
    return to.snapshot;
  };
  const initial: AnyStateMachine['getInitialSnapshot'] = (scope, input) => {
    const snapshot = machine.getInitialSnapshot(atRest(machine, scope, 'its start'), input);
    // XState keeps what its start threw in the snapshot.
    if (snapshot.error instanceof RepriseError) throw snapshot.error;
    return snapshot;
  };
  const logic = Object.assign(Object.create(machine) as AnyStateMachine, { transition, getInitialSnapshot: initial });
  attempt('its start', () =>
    getAdjacencyMap(logic, {
      input: options.input,
      events: possibleEvents,
      serializeEvent: labelOf,
      serializeState: (snapshot) => String((places.of(snapshot) ?? places.reach(snapshot)).number),
    }),
  );
  attempt('its start', () => enter(getInitialMicrosteps(machine, options.input as never)));
  for (const { snapshot } of places.all) enter([[snapshot]]);
  return { places: places.all, entered, stopped };
};

const refuseChildren = (machine: AnyStateMachine, snapshot: AnyMachineSnapshot): void => {
  const [child] = Object.keys(snapshot.children ?? {});
  if (child === undefined) return;
  const state = valueText(snapshot);
  throw new RepriseError(
    'BAD_INPUT',
    `Machine ${machine.id} cannot be checked: in state ${state} it has spawned the actor ${child}, and what an actor sends comes from outside of the machine.`,
    {
      hint: 'Let the program that drives the machine run the actor, and send its results as events.',
      fields: { state, property: 'spawn' },
    },
  );
};
