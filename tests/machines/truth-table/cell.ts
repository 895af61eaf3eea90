// What a cell of a machine's table is: what is expected of one state and one signal, and why, in a sentence of the
// contract. The tables of this folder are written by hand from the text of SPEC.md; a missing cell does not compile.
import type { EntityKind, LIFE_CYCLES, StateOf } from '../../../machines/life-cycles/all.ts';

export type SignalOf<K extends EntityKind> = (typeof LIFE_CYCLES)[K]['signals'][number];

/** `to`: the state after it; `refused`: the machine has no such transition. `because` is the title of the cell's test. */
export type Cell<S extends string = string> =
  | { readonly to: S; readonly because: string }
  | { readonly refused: true; readonly because: string };

export type TruthTable<K extends EntityKind> = Readonly<
  Record<StateOf<K>, Readonly<Record<SignalOf<K>, Cell<StateOf<K>>>>>
>;

export const to = <const S extends string>(state: S, because: string): Cell<S> => ({ to: state, because });
export const refused = (because: string): Cell<never> => ({ refused: true, because });
