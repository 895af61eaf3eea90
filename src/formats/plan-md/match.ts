// Matches the items of a plan with those of an earlier one. First siblings in order, the same or shortened; then the same
// and shortened ones anywhere; then siblings that were reworded; then hidden items that are back.
import { groupBy } from '../../../machines/collections/group-by.ts';
import { align } from './align.ts';
import { matchSections } from './match-sections.ts';
import { isHidden, type KnownItem, type KnownPlan, type PlanItemShape, type PlanShape } from './plan.ts';
import { isShortened, MIN_SIMILARITY, shortens, similarity, stem } from './similarity.ts';
import { type Container, type PlanTree, type TreeItem, textOf, treeOf } from './tree.ts';

type Known = TreeItem<KnownItem>;
type Found = TreeItem<PlanItemShape>;

export interface Matches {
  readonly before: PlanTree<KnownItem>;
  readonly after: PlanTree;
  /** By place in order of reading in the later plan: the id in the earlier one; undefined for a new item. */
  readonly items: readonly (string | undefined)[];
  /** By place of the section. */
  readonly sections: readonly (string | undefined)[];
}

/** How many pairs of texts are compared, in all, to find shortened ones. */
const MAX_COMPARISONS = 2_000_000;

/** A hidden item matches only the same item, hidden too. */
const weightOf = (a: Found, b: Known): number => {
  if (isHidden(b.item) && (a.item.status !== b.item.status || a.text !== b.text)) return 0;
  const bonus = (a.note === b.note ? 20 : 0) + (a.item.status === b.item.status ? 10 : 0);
  return a.text === b.text ? 1_000 + bonus : isShortened(a.text, b.text) ? 600 + bonus : 0;
};
const rewordedWeightOf = (a: Found, b: Known): number => {
  const similar = similarity(a.text, b.text);
  return similar >= MIN_SIMILARITY ? similar * 1_000 : 0;
};
const keyOf = ({ text, item }: Found): string => (isHidden(item) ? `\0${text}` : text);

export const matchPlans = (earlier: KnownPlan, later: PlanShape): Matches => {
  const before = treeOf(earlier);
  const after = treeOf(later);
  const sections = matchSections(earlier, later, before, after);
  const found = new Map<Found, Known>();
  const taken = new Set<Known>();
  const isFree = (known: Known): boolean => !taken.has(known) && !isHidden(known.item);

  const pair = (a: Found, b: Known): void => {
    // Pairing a parent pairs its children: both may have been paired since they were listed.
    if (found.has(a) || taken.has(b)) return;
    found.set(a, b);
    taken.add(b);
    beside(a.children, b.children);
  };
  const beside = (as: Container, bs: Container<KnownItem>): void => {
    const fresh = as.items.filter((a) => !found.has(a));
    const left = bs.items.filter((b) => !taken.has(b));
    // All of them only shortened: each is the one in its place, even where shortened texts are the same.
    for (const bs of [left, left.filter(isFree)])
      if (fresh.length === bs.length && fresh.every((a, place) => weightOf(a, bs[place] as Known) > 0)) {
        for (const [place, a] of fresh.entries()) pair(a, bs[place] as Known);
        return;
      }
    for (const [a, b] of align(fresh, left, keyOf, keyOf, weightOf)) pair(a, b);
  };
  const reworded = (as: Container, bs: Container<KnownItem>): void => {
    const fresh = as.items.filter((a) => !found.has(a));
    const free = bs.items.filter(isFree);
    if (fresh.length * free.length > 0 && fresh.length * free.length <= 40_000)
      for (const [a, b] of align(fresh, free, textOf, textOf, rewordedWeightOf)) pair(a, b);
  };

  const roots: [Container, Container<KnownItem>][] = [[after.outside, before.outside]];
  for (const [place, b] of sections.entries())
    if (b !== undefined) roots.push([after.sections[place] as Container, before.sections[b] as Container<KnownItem>]);
  for (const [as, bs] of roots) beside(as, bs);

  const fresh = (): Found[] => after.all.filter((a) => !found.has(a));
  anywhere(
    fresh(),
    before.all.filter(isFree),
    pair,
    (a) => found.has(a),
    (b) => taken.has(b),
  );
  shortened(fresh(), before.all.filter(isFree), pair);
  for (const [as, bs] of roots) reworded(as, bs);
  for (const a of after.all) {
    const b = found.get(a);
    if (b !== undefined) reworded(a.children, b.children);
  }
  const hidden = before.all.filter((b) => !taken.has(b) && isHidden(b.item));
  anywhere(
    fresh(),
    hidden,
    pair,
    (a) => found.has(a),
    (b) => taken.has(b),
  );

  return {
    before,
    after,
    items: after.all.map((a) => found.get(a)?.item.id),
    sections: sections.map((place) => (place === undefined ? undefined : earlier.sections[place]?.id)),
  };
};

/** The same text wherever it stands, in order where there are several. */
const anywhere = (
  as: readonly Found[],
  bs: readonly Known[],
  pair: (a: Found, b: Known) => void,
  isFound: (a: Found) => boolean,
  isTaken: (b: Known) => boolean,
): void => {
  const byText = groupBy([...bs].reverse(), textOf);
  for (const a of as) {
    if (isFound(a)) continue;
    const same = byText.get(a.text) ?? [];
    // A pair's children are paired with it.
    while (same.length > 0 && isTaken(same.at(-1) as Known)) same.pop();
    const b = same.pop();
    if (b !== undefined) pair(a, b);
  }
};

/** What one shortens of the other, wherever they stand, in order where there are several. */
const shortened = (as: readonly Found[], bs: readonly Known[], pair: (a: Found, b: Known) => void): void => {
  const done = new Set<Found | Known>();
  let budget = MAX_COMPARISONS;
  const longer = <Short extends Found | Known, Long extends Found | Known>(
    shorts: readonly Short[],
    longs: readonly Long[],
    put: (short: Short, long: Long) => void,
  ): void => {
    const sorted = longs
      .filter((long) => !done.has(long))
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.place - b.place));
    // What a text may shorten, in order of reading: found once, shared by all items that have the text.
    const candidates = new Map<string, Long[]>();
    const candidatesOf = (text: string): Long[] => {
      const start = stem(text);
      const found: Long[] = [];
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle] as Long).text < start) low = middle + 1;
        else high = middle;
      }
      for (let at = low; start !== '' && at < sorted.length && budget > 0; at += 1, budget -= 1) {
        const long = sorted[at] as Long;
        if (!long.text.startsWith(start)) break;
        if (shortens(text, long.text)) found.push(long);
      }
      return found.sort((a, b) => b.place - a.place);
    };
    for (const short of shorts) {
      if (done.has(short)) continue;
      const longs = candidates.get(short.text) ?? candidatesOf(short.text);
      candidates.set(short.text, longs);
      while (longs.length > 0 && done.has(longs.at(-1) as Long)) longs.pop();
      const long = longs.pop();
      if (long === undefined) continue;
      done.add(short);
      done.add(long);
      put(short, long);
    }
  };
  const pairs: [Found, Known][] = [];
  longer(as, bs, (a, b) => pairs.push([a, b]));
  longer(bs, as, (b, a) => pairs.push([a, b]));
  for (const [a, b] of pairs) pair(a, b);
};
