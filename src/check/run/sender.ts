// Who sends a command of an exploration or a random sequence: where a profile reserves its word for some actors, the first
// of them, so that what is reserved is reached like everything else.
import type { Profile } from '../../../machines/profile.ts';

/** The actor for whom a word is reserved; undefined where anybody may send it, or where the rule does not refuse. */
export const reservedActor = ({ actors = {}, rules }: Profile, word: string): string | undefined =>
  rules['S.actor'] === undefined || rules['S.actor'] === 'error'
    ? Object.hasOwn(actors, word)
      ? actors[word]?.[0]
      : undefined
    : undefined;

/** The command, sent by one who may. */
export const sentBy = <C extends { readonly name: string; readonly actor?: string }>(
  profile: Profile,
  command: C,
): C => {
  const actor = reservedActor(profile, command.name);
  return actor === undefined ? command : { ...command, actor };
};
