// A plan as a tree: what each item stands in, for matching items and for comparing their order.
import { normal } from './content.ts';
import type { PlanItemShape, PlanShape } from './plan.ts';

export interface TreeItem<Item extends PlanItemShape = PlanItemShape> {
  readonly item: Item;
  /** As the line reads: the same for what reads the same. */
  readonly text: string;
  readonly note: string | null;
  readonly container: Container<Item>;
  readonly children: Container<Item>;
  /** Place in order of reading, from 0. */
  readonly place: number;
}

/** What holds items: a section, an item, or (`section` and `parent` undefined) the plan before its first section. */
export interface Container<Item extends PlanItemShape = PlanItemShape> {
  /** Place of the section, from 0. */
  readonly section: number | undefined;
  readonly parent: TreeItem<Item> | undefined;
  readonly items: TreeItem<Item>[];
}

export const textOf = ({ text }: { readonly text: string }): string => text;

export interface PlanTree<Item extends PlanItemShape = PlanItemShape> {
  readonly outside: Container<Item>;
  readonly sections: readonly Container<Item>[];
  /** In order of reading. */
  readonly all: readonly TreeItem<Item>[];
}

export const treeOf = <Item extends PlanItemShape>(
  plan: PlanShape<Item, { items: readonly Item[] }>,
): PlanTree<Item> => {
  const all: TreeItem<Item>[] = [];
  const grow = (items: readonly Item[], section: number | undefined): Container<Item> => {
    const root: Container<Item> = { section, parent: undefined, items: [] };
    const above: TreeItem<Item>[] = [];
    for (const item of items) {
      above.length = Math.min(above.length, Math.max(0, item.depth));
      const parent = above.at(-1);
      const container = parent?.children ?? root;
      const children: Container<Item> = { section, parent: undefined, items: [] };
      const grown: TreeItem<Item> = { item, ...normal(item.text, item.note), container, children, place: all.length };
      (children as { parent: TreeItem<Item> }).parent = grown;
      container.items.push(grown);
      above.push(grown);
      all.push(grown);
    }
    return root;
  };
  return {
    outside: grow(plan.items, undefined),
    sections: plan.sections.map(({ items }, place) => grow(items, place)),
    all,
  };
};
