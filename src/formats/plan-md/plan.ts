// A plan.md as data: a title, sections and check boxes in order of reading. The plan view's document has this shape too.
import type { ItemStatus } from '../../../projections/slices/plan-md.ts';
import type { Dash } from './content.ts';

export type { ItemStatus };

export interface PlanItemShape {
  readonly text: string;
  /**
   * What follows the text: after a dash without the dash, in brackets with them (`(47 tests passing)`), so that it is
   * written again as it was. `null` or empty: there is none.
   */
  readonly note: string | null;
  /** What the note follows in its file, where that is not the usual `—`, or nothing before brackets. */
  readonly dash?: Dash;
  readonly status: ItemStatus;
  /** Its box has a sign that is not known: it has the status that it had before, and `open` where it is new. */
  readonly keepsStatus?: boolean;
  /** 0 stands in its section, 1 below the nearest item of depth 0 before it, and so on. */
  readonly depth: number;
  /** Done, and taken off the plan since. */
  readonly offPlan?: boolean;
}

export interface SectionShape<Item extends PlanItemShape = PlanItemShape> {
  readonly title: string;
  readonly items: readonly Item[];
}

export interface PlanShape<Item extends PlanItemShape = PlanItemShape, Section = SectionShape<Item>> {
  readonly title: string | null;
  /** Items before the first section. */
  readonly items: readonly Item[];
  readonly sections: readonly Section[];
}

export interface KnownItem extends PlanItemShape {
  readonly id: string;
}
export interface KnownSection extends SectionShape<KnownItem> {
  readonly id: string;
}
/** A plan whose sections and items have ids: of a session, or of a file whose items were matched. */
export type KnownPlan = PlanShape<KnownItem, KnownSection>;

/** All items, in order of reading. */
export const itemsOf = <Item>(plan: {
  readonly items: readonly Item[];
  readonly sections: readonly { readonly items: readonly Item[] }[];
}): Item[] => [...plan.items, ...plan.sections.flatMap(({ items }) => items)];

/** True for what `plan.md` no longer shows: dropped, or done and taken off the plan. */
export const isHidden = ({ status, offPlan = false }: PlanItemShape): boolean => status === 'dropped' || offPlan;

/** Items without the hidden ones; what stood below one stands below the nearest that is left. */
export const visibleItems = <Item extends PlanItemShape>(
  items: readonly Item[],
  hidden: (item: Item) => boolean = isHidden,
): Item[] => {
  const visible: Item[] = [];
  const hiddenAt: number[] = []; // depths, as given, of the hidden items above
  for (const item of items) {
    while (hiddenAt.length > 0 && (hiddenAt.at(-1) as number) >= item.depth) hiddenAt.pop();
    if (hidden(item)) hiddenAt.push(item.depth);
    else visible.push(hiddenAt.length === 0 ? item : { ...item, depth: item.depth - hiddenAt.length });
  }
  return visible;
};

/** The plan without what is hidden. */
export const visiblePlan = (plan: KnownPlan): KnownPlan => ({
  title: plan.title,
  items: visibleItems(plan.items),
  sections: plan.sections.map(({ id, title, items }) => ({ id, title, items: visibleItems(items) })),
});
