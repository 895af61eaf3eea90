// How similar two lines of a plan are: one a shortened form of the other, or reworded.

/** What a shortened text may end in. */
const ELLIPSIS = /\s*(?:…|\.\.\.)$/u;
/** Scripts that set no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const WORD = /[\p{L}\p{N}_]/u;

/** The text without a closing ellipsis. */
export const stem = (text: string): string => text.replace(ELLIPSIS, '');

/** True where `short` is the beginning of `long`, ending between words (or anywhere, where an ellipsis follows). */
export const shortens = (short: string, long: string): boolean => {
  const start = stem(short);
  if (start === '' || start.length >= long.length || !long.startsWith(start)) return false;
  if (start !== short) return true;
  const before = [...start.slice(-2)].at(-1) as string;
  const next = String.fromCodePoint(long.codePointAt(start.length) as number);
  return !WORD.test(before) || !WORD.test(next) || UNSPACED.test(before) || UNSPACED.test(next);
};

/** True where one text is the other shortened. */
export const isShortened = (a: string, b: string): boolean => shortens(a, b) || shortens(b, a);

/** Below this similarity two texts are two items. */
export const MIN_SIMILARITY = 0.5;
/** In characters. */
const MAX_COMPARED = 200;
const pairs = (text: string): Map<string, number> => {
  const counts = new Map<string, number>();
  const lower = text.slice(0, MAX_COMPARED).toLowerCase();
  for (let at = 0; at < lower.length - 1; at += 1) {
    const pair = lower.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
};

/** From 0 to 1: the share of pairs of characters that two texts have in common (Dice). */
export const similarity = (a: string, b: string): number => {
  const inA = pairs(a);
  const total = Math.max(0, Math.min(a.length, MAX_COMPARED) - 1) + Math.max(0, Math.min(b.length, MAX_COMPARED) - 1);
  if (total === 0) return 0;
  let shared = 0;
  for (const [pair, count] of pairs(b)) shared += Math.min(count, inA.get(pair) ?? 0);
  return (2 * shared) / total;
};
