// The known word that a mistyped one probably means.

/** The most edits between a mistyped word and the intended one; also at most half of the word. */
const MOST_EDITS = 3;
/** Longer words are compared by their beginning. */
const MOST_CHARACTERS = 80;

/** Levenshtein distance. */
export const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
};

/** The nearest of some words, ignoring case; undefined where none is near. */
export const nearestWord = (given: string, words: readonly string[]): string | undefined => {
  const text = given.slice(0, MOST_CHARACTERS).toLowerCase();
  let least = Math.min(MOST_EDITS, Math.floor(text.length / 2)) + 1;
  let best: string | undefined;
  for (const word of words) {
    const distance = editDistance(text, word.slice(0, MOST_CHARACTERS).toLowerCase());
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
};
