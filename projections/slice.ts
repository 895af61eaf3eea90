// A view is made of slices: parts that are folded on their own, so that several views can hold the same part. An event
// goes only to the slices that name its type.
import type { EventType } from '../machines/events/catalog.ts';
import type { EventOf, RecordedEvent } from '../machines/events/envelope.ts';

/** What a state becomes by an event of each type named; the same state when nothing changes. */
export type Steps<State> = { readonly [T in EventType]?: (state: State, event: EventOf<T>) => State };

export interface Slice<State> {
  readonly init: State;
  readonly on: Steps<State>;
  /** Called for every event of whatever type, also of types that this version does not know. */
  readonly every?: (state: State, event: RecordedEvent) => State;
}

/** A view: its session's id, and a member for each slice. */
export type ViewOf<States extends object> = { readonly sessionId: string } & Readonly<States>;

type Step = { readonly key: string; readonly step: (state: unknown, event: RecordedEvent) => unknown };

/** `init` and `apply` of a view made of slices, and these. A view in which nothing changes is given back as it is. */
export const foldSlices = <States extends object>(slices: { readonly [K in keyof States]: Slice<States[K]> }) => {
  const parts = Object.entries(slices) as [string, Slice<unknown>][];
  const empty = Object.fromEntries(parts.map(([key, slice]) => [key, slice.init]));
  const always: Step[] = parts.flatMap(([key, { every }]) => (every === undefined ? [] : [{ key, step: every }]));
  const byType = new Map<string, Step[]>();
  for (const [key, slice] of parts)
    for (const [type, step] of Object.entries(slice.on) as [string, Step['step']][])
      byType.set(type, [...(byType.get(type) ?? always), { key, step }]);

  return {
    slices,
    init: (sessionId: string): ViewOf<States> => ({ sessionId, ...empty }) as ViewOf<States>,
    apply: (view: ViewOf<States>, event: RecordedEvent): ViewOf<States> => {
      const steps = byType.get(event.type) ?? always;
      let next = view as unknown as Record<string, unknown>;
      for (let index = 0; index < steps.length; index += 1) {
        const { key, step } = steps[index] as Step;
        const before = next[key];
        const after = step(before, event);
        if (after === before) continue;
        if (next === (view as unknown)) next = { ...next };
        next[key] = after;
      }
      return next as unknown as ViewOf<States>;
    },
  };
};
