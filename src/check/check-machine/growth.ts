// How far the exploration of a machine went, and which members of its context have so many values that it has no end.
import { counted } from '../../../machines/rules/rule.ts';
import { type Stopped, WHY_STOPPED } from '../bounds.ts';
import { stateKey } from '../state-key.ts';
import type { Place } from './place.ts';

/** Values of a member of the context from which it counts as growing: one in so many states has a value of its own. */
const STATES_FOR_A_VALUE = 10;

/** Members of the context that take new values as long as one explores, with how many they took. */
const growing = (places: readonly Place[]): string[] => {
  const values = new Map<string, Set<string>>();
  for (const { snapshot } of places)
    for (const [member, value] of Object.entries((snapshot.context ?? {}) as Readonly<Record<string, unknown>>)) {
      const known = values.get(member) ?? new Set();
      values.set(member, known.add(stateKey(value)));
    }
  return [...values]
    .filter(([, { size }]) => size > 1 && size * STATES_FOR_A_VALUE >= places.length)
    .map(([member, { size }]) => `context.${member} took ${size} values`);
};

export const limitText = (places: readonly Place[], stopped: Stopped): string => {
  const left = places.filter(({ explored }) => !explored).length;
  const members = growing(places);
  const why =
    members.length === 0
      ? ''
      : ` ${members.join(', ')}: its states may have no end. Let \`key\` return what of the context matters.`;
  return `It stopped after ${counted(places.length - left, 'state')}, ${WHY_STOPPED[stopped]}; ${left} more were reached and not expanded.${why}`;
};
