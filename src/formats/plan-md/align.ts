// The alignment of two lists: pairs of members in the order of both, with the greatest total weight.
import { groupBy } from '../../../machines/collections/group-by.ts';

/** Larger tables are divided at members that each list has once. */
const MAX_CELLS = 40_000;

type Weight<A, B> = (a: A, b: B) => number;
export type Pair<A, B> = readonly [A, B];

/** Places of both lists, from `fromA` up to but not including `toA`, and so for B. */
interface Range {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Pairs in order; equal keys mean the same member, `weight` 0 means that two members cannot be a pair. */
export const align = <A, B>(
  as: readonly A[],
  bs: readonly B[],
  keyA: (a: A) => string,
  keyB: (b: B) => string,
  weight: Weight<A, B>,
): Pair<A, B>[] => {
  // A small table is weighed completely, so that a repeated line is matched by its neighbours.
  if (as.length * bs.length <= MAX_CELLS) return heaviest(as, bs, weight);
  const pairs: Pair<A, B>[] = [];
  const keysA = as.map(keyA);
  const keysB = bs.map(keyB);
  const between = (range: Range, anchored: boolean): void => {
    const { fromA, toA, fromB, toB } = range;
    if (fromA >= toA || fromB >= toB) return;
    if ((toA - fromA) * (toB - fromB) <= MAX_CELLS) {
      pairs.push(...heaviest(as.slice(fromA, toA), bs.slice(fromB, toB), weight));
      return;
    }
    const anchors = anchored ? sameInOrder(keysA, keysB, range) : sameOnce(keysA, keysB, range);
    let [a, b] = [fromA, fromB];
    for (const [nextA, nextB] of anchors) {
      if (!anchored) between({ fromA: a, toA: nextA, fromB: b, toB: nextB }, true);
      pairs.push([as[nextA] as A, bs[nextB] as B]);
      [a, b] = [nextA + 1, nextB + 1];
    }
    if (!anchored) between({ fromA: a, toA, fromB: b, toB }, true);
  };
  let [fromA, fromB, toA, toB] = [0, 0, as.length, bs.length];
  while (fromA < toA && fromB < toB && keysA[fromA] === keysB[fromB]) pairs.push([as[fromA++] as A, bs[fromB++] as B]);
  while (toA > fromA && toB > fromB && keysA[toA - 1] === keysB[toB - 1]) pairs.push([as[--toA] as A, bs[--toB] as B]);
  between({ fromA, toA, fromB, toB }, false);
  return pairs;
};

/** The order-keeping pairs of greatest weight. */
const heaviest = <A, B>(as: readonly A[], bs: readonly B[], weight: Weight<A, B>): Pair<A, B>[] => {
  const width = bs.length + 1;
  const best = new Float64Array((as.length + 1) * width);
  const weights = new Float64Array(as.length * bs.length);
  for (let i = as.length - 1; i >= 0; i -= 1)
    for (let j = bs.length - 1; j >= 0; j -= 1) {
      const w = weight(as[i] as A, bs[j] as B);
      weights[i * bs.length + j] = w;
      const skip = Math.max(best[(i + 1) * width + j] as number, best[i * width + j + 1] as number);
      const pair = w > 0 ? w + (best[(i + 1) * width + j + 1] as number) : 0;
      best[i * width + j] = Math.max(skip, pair);
    }
  const pairs: Pair<A, B>[] = [];
  for (let i = 0, j = 0; i < as.length && j < bs.length; ) {
    const here = best[i * width + j] as number;
    const w = weights[i * bs.length + j] as number;
    if (w > 0 && here === w + (best[(i + 1) * width + j + 1] as number)) {
      pairs.push([as[i] as A, bs[j] as B]);
      i += 1;
      j += 1;
    } else if (here === best[(i + 1) * width + j]) i += 1;
    else j += 1;
  }
  return pairs;
};

/** The place of each key in a range; -1 for a key that is there more than once. */
const placesOfOnce = (keys: readonly string[], from: number, to: number): Map<string, number> => {
  const places = new Map<string, number>();
  for (let at = from; at < to; at += 1) {
    const key = keys[at] as string;
    places.set(key, places.has(key) ? -1 : at);
  }
  return places;
};

/** Places of keys that each list has once in the range, in the order of both. */
const sameOnce = (keysA: readonly string[], keysB: readonly string[], range: Range): [number, number][] => {
  const inB = placesOfOnce(keysB, range.fromB, range.toB);
  const found: [number, number][] = [];
  for (const [key, at] of placesOfOnce(keysA, range.fromA, range.toA)) {
    const other = inB.get(key) ?? -1;
    if (at >= 0 && other >= 0) found.push([at, other]);
  }
  return inOrderOfBoth(found.sort(([a], [b]) => a - b));
};

/** Places of equal keys in the range, each the next one after the one before. */
const sameInOrder = (keysA: readonly string[], keysB: readonly string[], range: Range): [number, number][] => {
  const { fromA, toA, fromB, toB } = range;
  const placesInB = Array.from({ length: toB - fromB }, (_, index) => toB - 1 - index);
  const inB = groupBy(placesInB, (at) => keysB[at] as string);
  const found: [number, number][] = [];
  for (let at = fromA; at < toA; at += 1) {
    const other = inB.get(keysA[at] as string)?.pop();
    if (other !== undefined) found.push([at, other]);
  }
  return inOrderOfBoth(found);
};

/** Of pairs in A's order, the most that are in B's order too. */
const inOrderOfBoth = (pairs: readonly [number, number][]): [number, number][] =>
  longestRising(pairs.map(([, other]) => other)).map((place) => pairs[place] as [number, number]);

/** Places of a longest rising run of numbers (not side by side). */
export const longestRising = (numbers: readonly number[]): number[] => {
  const ends: number[] = []; // place of the least number that ends a run of that length
  const before = new Int32Array(numbers.length);
  for (const [place, number] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] as number] as number) < number) low = middle + 1;
      else high = middle;
    }
    before[place] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = place;
  }
  const run: number[] = [];
  for (let place = ends.at(-1) ?? -1; place >= 0; place = before[place] as number) run.push(place);
  return run.reverse();
};
