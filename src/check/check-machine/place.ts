// A state of a machine as it was reached, with the shortest way to it.
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import type { Stopped } from '../bounds.ts';

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

/** Every state reached, and the ids of all state nodes that were entered, also those left at once. */
export interface Exploration {
  readonly places: readonly Place[];
  readonly entered: ReadonlySet<string>;
  /** Why states are left that were not expanded; undefined where none is. */
  readonly stopped: Stopped | undefined;
}

export const labelOf = ({ type, ...rest }: EventObject): string =>
  Object.keys(rest).length === 0 ? type : `${type} ${JSON.stringify(rest)}`;

/** The events that lead to a place. */
export const wayTo = (place: Place): EventObject[] => {
  const way: EventObject[] = [];
  for (let at: Place | undefined = place; at?.by !== undefined; at = at.before) way.unshift(at.by);
  return way;
};
