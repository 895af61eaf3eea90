// The plan: requirements, deliverables, and the sections and items of plan.md.
import { Table } from '../collections/table.ts';
import type { StateOf } from '../life-cycles/all.ts';
import { deliverable, item, requirement, section } from '../life-cycles/plan.ts';
import { countChange, type Draft, moved, partChanges, targetOf } from './part.ts';

export interface RequirementRow {
  readonly state: StateOf<'requirement'>;
}
export interface DeliverableRow {
  readonly state: StateOf<'deliverable'>;
}
export interface SectionRow {
  readonly state: StateOf<'section'>;
}
export interface ItemRow {
  readonly state: StateOf<'item'>;
  readonly parent: string | undefined;
}

/** The items ticked by the newest commit that ticked any. A commit of an import holds many changes, each with its own correlation id. */
interface Ticks {
  readonly commitId: string;
  /** Ticked without a correlation id. */
  readonly count: number;
  /** By correlation id, where there are any. */
  readonly correlated?: Table<number>;
}

export interface PlanState {
  readonly requirements: Table<RequirementRow>;
  readonly openRequirements: number;
  readonly deliverables: Table<DeliverableRow>;
  readonly openDeliverables: number;

  readonly sections: Table<SectionRow>;
  readonly items: Table<ItemRow>;
  readonly openItems: number;
  /** By parent (known or not), where it ever had a child: its children that are neither done nor dropped. */
  readonly openChildren: Table<number>;
  readonly ticks: Ticks;
}

export const initialPlan: PlanState = {
  requirements: Table.empty(),
  openRequirements: 0,
  deliverables: Table.empty(),
  openDeliverables: 0,
  sections: Table.empty(),
  items: Table.empty(),
  openItems: 0,
  openChildren: Table.empty(),
  ticks: { commitId: '', count: 0 },
};

const requirementIn = (state: RequirementRow['state']): RequirementRow => ({ state });
const deliverableIn = (state: DeliverableRow['state']): DeliverableRow => ({ state });
const sectionIn = (state: SectionRow['state']): SectionRow => ({ state });
const itemIn = (state: ItemRow['state'], row: ItemRow | undefined): ItemRow => ({ state, parent: row?.parent });

/** Counts open children of a parent; every id that was ever named as a parent has a count. */
const countOpenChildren = (next: Draft<PlanState>, parent: string | undefined, change: number): void => {
  if (parent !== undefined && (change !== 0 || !next.openChildren.has(parent)))
    next.openChildren = next.openChildren.set(parent, (next.openChildren.get(parent) ?? 0) + change);
};

const place = (next: Draft<PlanState>, where: Place): void => {
  const row = next.items.get(where.itemId);
  if (row === undefined) return;
  const { parent, belowItself } = placeOf(next, where);
  if (belowItself) return;
  const open = item.isOpen(row.state) ? 1 : 0;
  countOpenChildren(next, row.parent, -open);
  next.items = next.items.set(where.itemId, { state: row.state, parent });
  countOpenChildren(next, parent, open);
};

export const planChanges = partChanges<PlanState>({
  copy: (part) => ({
    requirements: part.requirements,
    openRequirements: part.openRequirements,
    deliverables: part.deliverables,
    openDeliverables: part.openDeliverables,
    sections: part.sections,
    items: part.items,
    openItems: part.openItems,
    openChildren: part.openChildren,
    ticks: part.ticks,
  }),
  steps: {
    requirement: (next, { id, signal }) => {
      const from = next.requirements.get(id)?.state ?? requirement.initial;
      const to = targetOf(requirement, from, signal);
      next.requirements = moved(next.requirements, id, to, requirementIn);
      next.openRequirements += countChange(requirement.isOpen, from, to);
    },
    deliverable: (next, { id, signal }) => {
      const from = next.deliverables.get(id)?.state ?? deliverable.initial;
      const to = targetOf(deliverable, from, signal);
      next.deliverables = moved(next.deliverables, id, to, deliverableIn);
      next.openDeliverables += countChange(deliverable.isOpen, from, to);
    },
    section: (next, { id, signal }) => {
      const to = targetOf(section, next.sections.get(id)?.state ?? section.initial, signal);
      // An edit names no state: a section first known by one is present.
      next.sections = moved(next.sections, id, to === 'none' ? 'present' : to, sectionIn);
    },
    item: (next, { id, signal }) => {
      const from = next.items.get(id)?.state ?? item.initial;
      const target = targetOf(item, from, signal);
      const to = target === 'none' ? 'open' : target;
      next.items = moved(next.items, id, to, itemIn);
      const change = countChange(item.isOpen, from, to);
      next.openItems += change;
      if (from !== to) countOpenChildren(next, next.items.get(id)?.parent, change);
    },
  },
  events: {
    plan_item_added: (next, { data }) => place(next, data),
    plan_item_moved: (next, { data }) => place(next, data),
    plan_item_done: (next, event) => {
      const { commitid: commitId, correlationid: change } = event;
      const now = ticksIn(next, event) + 1;
      const before: Ticks = next.ticks.commitId === commitId ? next.ticks : { commitId, count: 0 };
      next.ticks =
        change === undefined
          ? { ...before, count: now }
          : { ...before, correlated: (before.correlated ?? Table.empty<number>()).set(change, now) };
    },
  },
});

/** Where `plan_item_added` and `plan_item_moved` put an item. */
interface Place {
  readonly itemId: string;
  readonly sectionId?: string | undefined;
  readonly parent?: string | undefined;
  readonly after?: string | undefined;
  readonly first?: boolean | undefined;
}

/**
 * The parent of an item put elsewhere: the one it names; none in a section, or where it is first of everything; else
 * that of the sibling it comes after; else the one it has. `belowItself`: it would be below itself, so it stays put.
 */
export const placeOf = (
  { items, openChildren }: PlanState,
  { itemId, sectionId, parent, after, first }: Place,
): { readonly parent: string | undefined; readonly belowItself: boolean } => {
  const sibling = after !== undefined && after !== itemId ? items.get(after) : undefined;
  const outside = sectionId !== undefined || (first === true && sibling === undefined);
  const at = parent ?? (outside ? undefined : (sibling ?? items.get(itemId))?.parent);
  // What has no children has nothing below it: without this check deep plans cost their square.
  if (at !== itemId && !openChildren.has(itemId)) return { parent: at, belowItself: false };
  for (let id = at; id !== undefined; id = items.get(id)?.parent)
    if (id === itemId) return { parent: at, belowItself: true };
  return { parent: at, belowItself: false };
};

/** Items that the change of an event has ticked so far: those of its commit with its correlation id. */
export const ticksIn = (
  { ticks }: PlanState,
  { commitid, correlationid }: { readonly commitid: string; readonly correlationid?: string | undefined },
): number => {
  if (ticks.commitId !== commitid) return 0;
  return correlationid === undefined ? ticks.count : (ticks.correlated?.get(correlationid) ?? 0);
};
