// What a check of a machine takes and returns.
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import type { BoundsOptions } from '../bounds.ts';

export interface CheckMachineOptions extends BoundsOptions {
  /**
   * Events to try, beside one without data of each type that the machine names; an event given here replaces that of its
   * type. A function: by the snapshot.
   */
  readonly events?: readonly EventObject[] | ((snapshot: AnyMachineSnapshot) => readonly EventObject[]);
  /** What the machine is started with. */
  readonly input?: unknown;
  /** Where the machine may rest. Default: its final states; a machine without any must only not get stuck. */
  readonly ends?: (snapshot: AnyMachineSnapshot) => boolean;
  /** What must hold in every state: undefined where it does, else what is wrong, in words. */
  readonly invariants?: Readonly<Record<string, (snapshot: AnyMachineSnapshot) => string | undefined>>;
  /** What distinguishes states. Default: state value, context and history; return less where a context only counts. */
  readonly key?: (snapshot: AnyMachineSnapshot) => unknown;
  /** States expanded before the check stops, with a `limit` in the result. Default 10,000. */
  readonly maxStates?: number;
}

export type MachineProblemKind = 'unreachable-state' | 'cannot-end' | 'dead-end' | 'invariant-violated';

export interface MachineProblem {
  readonly kind: MachineProblemKind;
  /** The state's id, or the invariant's. */
  readonly about: string;
  /** What is wrong, and where, for a person. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: string;
  /** The shortest trace that shows it. */
  readonly events: readonly EventObject[];
}

export interface MachineState {
  /** Short and readable, unique: the state's value, and the context where it has one. */
  readonly id: string;
  /** Transitions, also those that change nothing. */
  readonly edges: readonly { readonly command: string; readonly to: string }[];
  readonly steps: number;
  readonly ended: boolean;
}

export interface MachineCheck {
  readonly machine: string;
  /** True where every state was explored and there is no problem. */
  readonly ok: boolean;
  /** False where the exploration stopped early: then `limit` is how far it went. */
  readonly complete: boolean;
  readonly states: number;
  readonly edges: number;
  readonly explored: readonly MachineState[];
  /** How far the exploration went, where it did not reach every state. */
  readonly limit?: string;
  readonly problems: readonly MachineProblem[];
  readonly durationMs: number;
}
