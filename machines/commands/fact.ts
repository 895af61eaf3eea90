// A fact: what a command becomes before it is an event with an id, a time and an ordinal.
import type { EventType } from '../events/catalog.ts';

/** An event's type and data. */
export interface Fact {
  readonly type: EventType;
  readonly data: unknown;
}

/** The facts of a command (none where there is nothing to do, and why), or why its data are not valid. */
export type Facts = { readonly facts: readonly Fact[]; readonly why?: string } | { readonly invalid: string };
