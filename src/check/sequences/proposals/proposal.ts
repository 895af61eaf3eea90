// What a command's word proposes where a sequence stands: how likely, and with which data.
import type { CommandInput } from '../../../../machines/commands/inputs.ts';
import type { CommandWord } from '../../../../machines/commands/words.ts';
import type { SequenceState } from '../sequence-state.ts';

export interface Proposal<W extends CommandWord = CommandWord> {
  /** How often the word comes, against the others. */
  readonly often: number;
  /** How much more often than that here; 0 where it could not be legal. Default 1. */
  readonly here?: (walk: SequenceState) => number;
  /** How often it comes while a session is brought to its end. Default 0. */
  readonly closing?: (walk: SequenceState) => number;
  /** Undefined where it has nothing to speak of here; in error there is always something. */
  readonly make: (walk: SequenceState) => CommandInput[W] | undefined;
}

export type Proposals<W extends CommandWord> = { readonly [Word in W]: Proposal<Word> };

/** 1 where it is so, else 0. */
export const when = (so: boolean): number => (so ? 1 : 0);

/** What is made of an id, where there is one. */
export const of = <T>(id: string | undefined, make: (id: string) => T): T | undefined =>
  id === undefined ? undefined : make(id);
