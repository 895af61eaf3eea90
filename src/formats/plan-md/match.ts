// Which item of a plan is which of an earlier one. First by place: siblings beside siblings, the same or shortened; then
// wherever they stand, the same and shortened; then siblings that were reworded; then what was hidden and is back.
import { align } from './align.ts';
import { likeness, shortens, stem } from './alike.ts';
import { isHidden, type KnownItem, type KnownPlan, type PlanItemShape, type PlanShape } from './plan.ts';
import { type Container, type PlanTree, type TreeItem, treeOf } from './tree.ts';

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

/** Below this, two texts are two items. */
const LEAST_LIKENESS = 0.5;
/** How many texts are looked at, in all, for what shortens them. */
const MOST_LOOKED_AT = 2_000_000;

const isShort = (a: { text: string }, b: { text: string }): boolean =>
  shortens(a.text, b.text) || shortens(b.text, a.text);

/** What is hidden is only ever the same, hidden too. */
const weightOf = (a: Found, b: Known): number => {
  if (isHidden(b.item) && (a.item.status !== b.item.status || a.text !== b.text)) return 0;
  const said = (a.note === b.note ? 20 : 0) + (a.item.status === b.item.status ? 10 : 0);
  return a.text === b.text ? 1_000 + said : isShort(a, b) ? 600 + said : 0;
};
const wordingOf = (a: Found, b: Known): number => {
  const like = likeness(a.text, b.text);
  return like >= LEAST_LIKENESS ? like * 1_000 : 0;
};
const keyOf = ({ text, item }: Found): string => (isHidden(item) ? `\0${text}` : text);
const textOf = ({ text }: { readonly text: string }): string => text;

export const matchPlans = (earlier: KnownPlan, later: PlanShape): Matches => {
  const before = treeOf(earlier);
  const after = treeOf(later);
  const sections = matchSections(earlier, later, before, after);
  const found = new Map<Found, Known>();
  const taken = new Set<Known>();
  const isFree = (known: Known): boolean => !taken.has(known) && !isHidden(known.item);

  const pair = (a: Found, b: Known): void => {
    // With a pair above them both may have been paired since they were listed.
    if (found.has(a) || taken.has(b)) return;
    found.set(a, b);
    taken.add(b);
    beside(a.children, b.children);
  };
  const beside = (as: Container, bs: Container<KnownItem>): void => {
    const fresh = as.items.filter((a) => !found.has(a));
    const left = bs.items.filter((b) => !taken.has(b));
    // Nothing but shortened: then each is the one in its place, whatever texts they come to share.
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
      for (const [a, b] of align(fresh, free, textOf, textOf, wordingOf)) pair(a, b);
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
  const byText = new Map<string, Known[]>();
  for (const b of [...bs].reverse()) {
    const same = byText.get(b.text);
    if (same === undefined) byText.set(b.text, [b]);
    else same.push(b);
  }
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
  let budget = MOST_LOOKED_AT;
  const longer = <Short extends Found | Known, Long extends Found | Known>(
    shorts: readonly Short[],
    longs: readonly Long[],
    put: (short: Short, long: Long) => void,
  ): void => {
    const sorted = longs
      .filter((long) => !done.has(long))
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.place - b.place));
    // What a text may shorten, in order of reading: looked for once, used up by all that have the text.
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

/** For each later section the place of the earlier one that it is; in an order that both keep. */
const matchSections = (
  earlier: KnownPlan,
  later: PlanShape,
  before: PlanTree<KnownItem>,
  after: PlanTree,
): (number | undefined)[] => {
  const places = (sections: readonly { readonly title: string }[]) =>
    sections.map(({ title }, place) => ({ title, place }));
  const titleOf = ({ title }: { readonly title: string }): string => title;
  const result: (number | undefined)[] = later.sections.map(() => undefined);
  const free = new Set(earlier.sections.keys());
  const put = (a: number, b: number): void => {
    result[a] = b;
    free.delete(b);
  };
  for (const [a, b] of align(places(later.sections), places(earlier.sections), titleOf, titleOf, (one, other) =>
    one.title === other.title ? 1 : 0,
  ))
    put(a.place, b.place);
  // Renamed: between the same neighbours, a like title or the same items.
  for (const a of later.sections.keys()) {
    if (result[a] !== undefined) continue;
    const last = result.slice(0, a).findLast((b) => b !== undefined) ?? -1;
    const next = result.slice(a + 1).find((b) => b !== undefined) ?? earlier.sections.length;
    for (let b = last + 1; b < next; b += 1) {
      if (!free.has(b)) continue;
      const title = earlier.sections[b]?.title ?? '';
      const other = later.sections[a]?.title ?? '';
      if (
        isShort({ text: title }, { text: other }) ||
        likeness(title, other) >= LEAST_LIKENESS ||
        shareItems(before, after, b, a)
      ) {
        put(a, b);
        break;
      }
    }
  }
  return result;
};

const shareItems = (before: PlanTree<KnownItem>, after: PlanTree, b: number, a: number): boolean => {
  const earlier = new Set(before.sections[b]?.items.filter(({ item }) => !isHidden(item)).map(textOf));
  const later = after.sections[a]?.items ?? [];
  const shared = later.filter(({ text }) => earlier.has(text)).length;
  return shared > 0 && shared * 2 >= Math.max(earlier.size, later.length);
};
