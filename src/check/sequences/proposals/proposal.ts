// What a command's word proposes in a state of the sequence: how likely, and with which data.
import type { CommandInput } from '../../../../machines/commands/inputs.ts';
import type { CommandWord } from '../../../../machines/commands/words.ts';
import type { SequenceState } from '../sequence-state.ts';

export interface Proposal<W extends CommandWord = CommandWord> {
  /** How often the word is chosen, relative to the others. */
  readonly weight: number;
  /** A factor of the weight in this state; 0 where the command could not be legal. Default 1. */
  readonly factor?: (sequence: SequenceState) => number;
  /** The weight while the session is brought to its end. Default 0. */
  readonly endingWeight?: (sequence: SequenceState) => number;
  /** Undefined where the state has nothing that the command could be about. */
  readonly make: (sequence: SequenceState) => CommandInput[W] | undefined;
}

export type Proposals<W extends CommandWord> = { readonly [Word in W]: Proposal<Word> };

/** 1 where the condition holds, else 0. */
export const oneIf = (condition: boolean): number => (condition ? 1 : 0);

/** Makes data of an id, where there is one. */
export const ifFound = <T>(id: string | undefined, make: (id: string) => T): T | undefined =>
  id === undefined ? undefined : make(id);

/** 1 while the session is not paused. */
export const ifRunning = ({ state }: SequenceState): number => oneIf(state.session.state === 'running');
