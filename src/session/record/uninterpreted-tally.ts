// What of a record this version of Reprise cannot interpret: events by type, and members of events that it knows.
import { type Uninterpreted, uninterpreted } from '../../../machines/events/uninterpreted.ts';
import { unknownMembers } from '../../../machines/events/unknown-members.ts';

/** Members of events of a known type that are not known: a newer version wrote them. Only they are not interpreted. */
export interface UnknownMembers {
  readonly reason: 'unknown_members';
  readonly type: string;
  /** Their paths, `data.colour`. */
  readonly members: readonly string[];
}

/**
 * A type, a newer version of one, or members of one, and the ordinals of its events. Events of the first two move nothing
 * and change no view.
 */
export type UninterpretedReport = (Uninterpreted | UnknownMembers) & { readonly ordinals: readonly number[] };

export interface UninterpretedTally {
  add(event: { readonly type: string; readonly ordinal: number }): void;
  /** In order of first appearance. */
  report(): readonly UninterpretedReport[];
}

/** What of an event is not interpreted; undefined where all of it is. */
export const notInterpreted = (event: { readonly type: string }): Uninterpreted | UnknownMembers | undefined => {
  const whole = uninterpreted(event);
  if (whole !== undefined) return whole;
  const members = unknownMembers(event);
  return members.length === 0 ? undefined : { reason: 'unknown_members', type: event.type, members };
};

export const uninterpretedTally = (): UninterpretedTally => {
  const found = new Map<string, UninterpretedReport & { readonly ordinals: number[] }>();
  return {
    add(event) {
      const what = notInterpreted(event);
      if (what === undefined) return;
      const key = JSON.stringify([event.type, what.reason === 'unknown_members' ? what.members : undefined]);
      const known = found.get(key);
      if (known === undefined) found.set(key, { ...what, ordinals: [event.ordinal] });
      else known.ordinals.push(event.ordinal);
    },
    report: () => [...found.values()],
  };
};
