// The word that was probably meant.
import { editDistance } from '../../machines/commands/facts.ts';

const FARTHEST = 3;

/** The nearest of some words; undefined when none is near. */
export const nearest = (word: string, words: readonly string[]): string | undefined => {
  let best: string | undefined;
  let least = FARTHEST + 1;
  for (const one of words) {
    const distance = editDistance(word, one);
    if (distance < least) [best, least] = [one, distance];
  }
  return best;
};
