// Which events of a record this version of Reprise cannot interpret, by type.
import { type Uninterpreted, uninterpreted } from '../../../machines/events/uninterpreted.ts';

/** A type, or a newer version of one, and the ordinals of its events. They move nothing and change no view. */
export type UninterpretedReport = Uninterpreted & { readonly ordinals: readonly number[] };

export interface UninterpretedTally {
  /** @returns true for an event that cannot be interpreted */
  add(event: { readonly type: string; readonly ordinal: number }): boolean;
  /** In order of first appearance. */
  report(): readonly UninterpretedReport[];
}

export const uninterpretedTally = (): UninterpretedTally => {
  const byType = new Map<string, Uninterpreted & { readonly ordinals: number[] }>();
  return {
    add(event) {
      const known = byType.get(event.type);
      if (known !== undefined) {
        known.ordinals.push(event.ordinal);
        return true;
      }
      const found = uninterpreted(event);
      if (found !== undefined) byType.set(event.type, { ...found, ordinals: [event.ordinal] });
      return found !== undefined;
    },
    report: () => [...byType.values()],
  };
};
