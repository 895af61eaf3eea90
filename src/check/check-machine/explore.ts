// Every state that a machine's events lead to, found with @xstate/graph: breadth first, the shortest way to each kept.
import { getAdjacencyMap } from '@xstate/graph';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  getInitialMicrosteps,
  getMicrosteps,
} from 'xstate';
import { RepriseError } from '../../errors.ts';
import { stateKey } from '../state-key.ts';
import type { CheckMachineOptions } from './check-machine.ts';

export interface Place {
  readonly number: number;
  readonly id: string;
  readonly snapshot: AnyMachineSnapshot;
  readonly before: Place | undefined;
  readonly by: EventObject | undefined;
  readonly steps: number;
  readonly edges: { readonly command: string; readonly to: Place }[];
  explored: boolean;
}

/** Ids of the state nodes that history states remember; part of what a snapshot will do next. */
const historyOf = ({ historyValue }: AnyMachineSnapshot): unknown =>
  Object.entries(historyValue ?? {}).map(([id, nodes]) => [id, (nodes as { id: string }[]).map((node) => node.id)]);

export const labelOf = ({ type, ...rest }: EventObject): string =>
  Object.keys(rest).length === 0 ? type : `${type} ${JSON.stringify(rest)}`;

/** Every state reached, and the ids of all state nodes that were entered, also those left again at once. */
export interface Explored {
  readonly places: readonly Place[];
  readonly passed: ReadonlySet<string>;
}

export const exploring = (machine: AnyStateMachine, options: CheckMachineOptions, maxStates: number): Explored => {
  const passed = new Set<string>();
  const pass = (steps: readonly (readonly [AnyMachineSnapshot, ...unknown[]])[]): void => {
    for (const [{ _nodes: nodes }] of steps) for (const { id } of nodes as { id: string }[]) passed.add(id);
  };
  const places = new Map<string, Place>();
  const ids = new Map<string, number>();
  const keyOf = options.key ?? ((snapshot) => [snapshot.value, snapshot.status, snapshot.context, historyOf(snapshot)]);

  const arrive = (snapshot: AnyMachineSnapshot, before: Place | undefined, by: EventObject | undefined): Place => {
    const key = stateKey(keyOf(snapshot));
    const known = places.get(key);
    if (known !== undefined) return known;
    refuseChildren(machine, snapshot);
    const context = Object.keys(snapshot.context ?? {}).length === 0 ? '' : ` ${stateKey(snapshot.context)}`;
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
      pass(getMicrosteps(machine, snapshot as never, event as never));
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
  guarded('its start', () => pass(getInitialMicrosteps(machine, options.input as never)));
  for (const { snapshot } of places.values()) pass([[snapshot]]);
  return { places: [...places.values()], passed };
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
