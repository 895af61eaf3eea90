// A view is made of slices: parts that are folded on their own, so that several views can hold the same part. An event
// goes only to the slices that name its type.
import type { EventType } from '../machines/events/catalog.ts';
import type { EventOf, RecordedEvent } from '../machines/events/envelope.ts';

/** The state after an event, by type of event; the same state when nothing changes. */
export type Steps<State> = { readonly [T in EventType]?: (state: State, event: EventOf<T>) => State };

export interface Slice<State> {
  readonly init: State;
  readonly on: Steps<State>;
  /** Called for every event of whatever type, also of types that this version does not know. */
  readonly every?: (state: State, event: RecordedEvent) => State;
}

/** One step for each of these types of events. */
export const stepsFor = <State, T extends EventType>(
  types: readonly T[],
  step: (state: State, event: Extract<RecordedEvent, { type: T }>) => State,
): Steps<State> => Object.fromEntries(types.map((type) => [type, step])) as Steps<State>;

/** The slice at an index, and what it does with an event. */
export interface Route {
  readonly at: number;
  readonly step: (state: unknown, event: RecordedEvent) => unknown;
}

/** Which of these slices an event of a type goes to: those for every event first, in order. */
export const routesOf = (slices: readonly Slice<unknown>[]): ((type: string) => readonly Route[]) => {
  const always: Route[] = slices.flatMap(({ every }, at) => (every === undefined ? [] : [{ at, step: every }]));
  const byType = new Map<string, Route[]>();
  for (const [at, { on }] of slices.entries())
    for (const [type, step] of Object.entries(on) as [string, Route['step']][])
      byType.set(type, [...(byType.get(type) ?? always), { at, step }]);
  return (type) => byType.get(type) ?? always;
};

/** A view: its session's id, and a member for each slice. */
export type ViewOf<States extends object> = { readonly sessionId: string } & Readonly<States>;

/** `init` and `apply` of a view made of slices, and these. A view in which nothing changes is returned as it is. */
export const foldSlices = <States extends object>(slices: { readonly [K in keyof States]: Slice<States[K]> }) => {
  const keys = Object.keys(slices) as (keyof States)[];
  const all = keys.map((key) => slices[key] as Slice<unknown>);
  const routes = routesOf(all);
  const empty = Object.fromEntries(keys.map((key) => [key, slices[key].init])) as States;

  return {
    slices,
    init: (sessionId: string): ViewOf<States> => ({ sessionId, ...empty }),
    apply: (view: ViewOf<States>, event: RecordedEvent): ViewOf<States> => {
      let next: ViewOf<States> | undefined;
      for (const { at, step } of routes(event.type)) {
        const key = keys[at] as keyof States;
        const before = (next ?? view)[key];
        const after = step(before, event) as typeof before;
        if (after === before) continue;
        next ??= { ...view };
        next[key] = after;
      }
      return next ?? view;
    },
  };
};
