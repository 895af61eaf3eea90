// A command that an exploration tries, and how a part of the work offers its commands.
import { COMMANDS, type CommandWord } from '../../../../machines/commands/words.ts';
import type { EventType } from '../../../../machines/events/catalog.ts';
import type { Profile } from '../../../../machines/profile.ts';
import type { State } from '../../../../machines/state/state.ts';
import type { TraceCommand } from '../result.ts';

/** A command to try, with the type of the event that it would become. */
export interface Move extends TraceCommand {
  readonly type: EventType;
  /** The command in short: `phase.start Review`. Different for different commands. */
  readonly label: string;
}

/** @param args the arguments in short */
export const move = (name: keyof typeof COMMANDS & CommandWord, data: object, args: string): Move => ({
  name,
  type: COMMANDS[name],
  data,
  label: args === '' ? name : `${name} ${args}`,
});

/** The moves of a part in a state. */
export type Moves = (state: State, profile: Profile) => readonly Move[];

/** Moves that are the same in every state. */
export const always =
  (moves: readonly Move[]): Moves =>
  () =>
    moves;

/** Moves that depend on the profile alone, made once for each. */
export const ofProfile = (make: (profile: Profile) => readonly Move[]): Moves => {
  const made = new WeakMap<Profile, readonly Move[]>();
  return (_state, profile) => {
    let moves = made.get(profile);
    if (moves === undefined) {
      moves = make(profile);
      made.set(profile, moves);
    }
    return moves;
  };
};

/** The text of every reason, title and description in an explored command. */
export const EXPLORED = 'Explored';
