// Matches the sections of a plan with those of an earlier one: by title, else by neighbours and content.
import { align } from './align.ts';
import { isHidden, type KnownItem, type KnownPlan, type PlanShape } from './plan.ts';
import { isShortened, MIN_SIMILARITY, similarity } from './similarity.ts';
import { type PlanTree, textOf } from './tree.ts';

/** For each later section the place of the earlier one that it matches; pairs keep the order of both plans. */
export const matchSections = (
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
  // A renamed section stands between the same neighbours and has a similar title or the same items.
  for (const a of later.sections.keys()) {
    if (result[a] !== undefined) continue;
    const last = result.slice(0, a).findLast((b) => b !== undefined) ?? -1;
    const next = result.slice(a + 1).find((b) => b !== undefined) ?? earlier.sections.length;
    for (let b = last + 1; b < next; b += 1) {
      if (!free.has(b)) continue;
      const title = earlier.sections[b]?.title ?? '';
      const other = later.sections[a]?.title ?? '';
      if (isShortened(title, other) || similarity(title, other) >= MIN_SIMILARITY || shareItems(before, after, b, a)) {
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
