// plan.md as it is folded: each item and section, and the placements in their order. The order of reading is computed
// when the plan is shown (`plan-order.ts`), so that an event costs the same in a plan of any length.

import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { EventData } from '../../machines/events/catalog.ts';
import { onMoves } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { type Status, statusAfter } from '../status.ts';

export type ItemStatus = Status<'item'>;

export interface ItemRow {
  readonly id: string;
  readonly text: string | null;
  readonly status: ItemStatus;
  readonly note: string | null;
  /** Why it was reopened or dropped. */
  readonly reason: string | null;
  /** Recorded as done by inference only. */
  readonly inferred: boolean;
  /** Done, and dropped since: plan.md no longer shows it. */
  readonly offPlan: boolean;
}

export interface SectionRow {
  readonly id: string;
  readonly title: string | null;
}

/** One step of putting things in order. */
export type Placement =
  | { readonly kind: 'section'; readonly id: string; readonly after: string | null; readonly first: boolean }
  | { readonly kind: 'section_removed'; readonly id: string }
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly sectionId: string | null;
      readonly parent: string | null;
      readonly after: string | null;
      readonly first: boolean;
    };

/** `open` counts all that is neither done nor dropped, whatever its mark. */
export interface PlanMdCounts {
  readonly total: number;
  readonly done: number;
  readonly open: number;
  readonly dropped: number;
  readonly inProgress: number;
  readonly blocked: number;
  readonly questions: number;
}

export interface PlanMdState {
  readonly title: string | null;
  readonly items: Table<ItemRow>;
  readonly sections: Table<SectionRow>;
  readonly placements: List<Placement>;
  /** Counted while it is folded: the view of the cycles shows them for each cycle. */
  readonly counts: PlanMdCounts;
}

const openedItem = (id: string): ItemRow => ({
  id,
  text: null,
  status: statusAfter('item', undefined, 'plan_item_added'),
  note: null,
  reason: null,
  inferred: false,
  offPlan: false,
});

const itemPlacement = (
  id: string,
  place: Partial<Pick<EventData['plan_item_moved'], 'sectionId' | 'parent' | 'after' | 'first'>> = {},
): Placement => ({
  kind: 'item',
  id,
  sectionId: place.sectionId ?? null,
  parent: place.parent ?? null,
  after: place.after ?? null,
  first: place.first ?? false,
});

const NO_ITEMS: PlanMdCounts = { total: 0, done: 0, open: 0, dropped: 0, inProgress: 0, blocked: 0, questions: 0 };

/** The counts with one item more, or one less, of a status. */
const counting = (counts: PlanMdCounts, status: ItemStatus, change: 1 | -1): PlanMdCounts => ({
  total: counts.total + change,
  done: counts.done + (status === 'done' ? change : 0),
  open: counts.open + (status === 'done' || status === 'dropped' ? 0 : change),
  dropped: counts.dropped + (status === 'dropped' ? change : 0),
  inProgress: counts.inProgress + (status === 'in_progress' ? change : 0),
  blocked: counts.blocked + (status === 'blocked' ? change : 0),
  questions: counts.questions + (status === 'question' ? change : 0),
});

const countsAfter = (counts: PlanMdCounts, before: ItemRow | undefined, after: ItemRow): PlanMdCounts => {
  if (before?.status === after.status) return counts;
  return counting(before === undefined ? counts : counting(counts, before.status, -1), after.status, 1);
};

/** Changes an item; one that nobody added is added last, outside of any section. */
const change = (state: PlanMdState, id: string, by: (row: ItemRow) => ItemRow): PlanMdState => {
  const row = state.items.get(id);
  const changed = by(row ?? openedItem(id));
  return {
    title: state.title,
    items: state.items.set(id, changed),
    sections: state.sections,
    placements: row === undefined ? state.placements.push(itemPlacement(id)) : state.placements,
    counts: countsAfter(state.counts, row, changed),
  };
};

export const planMd: Slice<PlanMdState> = {
  init: { title: null, items: Table.empty(), sections: Table.empty(), placements: List.empty(), counts: NO_ITEMS },
  on: {
    ...onMoves('item', (state: PlanMdState, _event, { id, signal }) =>
      change(state, id, (row) => ({ ...row, status: statusAfter('item', row.status, signal) })),
    ),
    plan_titled: (state, { data }) => ({ ...state, title: data.title === '' ? null : data.title }),
    plan_section_added: (state, { data }) => ({
      ...state,
      sections: state.sections.set(data.sectionId, { id: data.sectionId, title: data.title }),
      placements: state.placements.push({
        kind: 'section',
        id: data.sectionId,
        after: data.after ?? null,
        first: data.first ?? false,
      }),
    }),
    plan_section_renamed: (state, { data }) => ({
      ...state,
      sections: state.sections.set(data.sectionId, { id: data.sectionId, title: data.title }),
      placements: state.sections.has(data.sectionId)
        ? state.placements
        : state.placements.push({ kind: 'section', id: data.sectionId, after: null, first: false }),
    }),
    plan_section_removed: (state, { data }) => ({
      ...state,
      placements: state.placements.push({ kind: 'section_removed', id: data.sectionId }),
    }),
    plan_item_added: (state, { data }) => {
      const row = state.items.get(data.itemId);
      const added: ItemRow = {
        ...(row ?? openedItem(data.itemId)),
        text: data.text,
        status: statusAfter('item', row?.status, 'plan_item_added'),
        inferred: false,
        offPlan: false,
        reason: null,
      };
      return {
        ...state,
        items: state.items.set(data.itemId, added),
        placements: state.placements.push(itemPlacement(data.itemId, data)),
        counts: countsAfter(state.counts, row, added),
      };
    },
    plan_item_moved: (state, { data }) => {
      const placements = state.placements.push(itemPlacement(data.itemId, data));
      if (state.items.has(data.itemId)) return { ...state, placements };
      const fresh = openedItem(data.itemId);
      return {
        ...state,
        items: state.items.set(data.itemId, fresh),
        placements,
        counts: countsAfter(state.counts, undefined, fresh),
      };
    },
    plan_item_done: (state, { data }) =>
      change(state, data.itemId, (row) => ({
        ...row,
        status: statusAfter('item', row.status, 'plan_item_done'),
        note: data.note ?? row.note,
        inferred: data.inferred ?? false,
        offPlan: false,
      })),
    plan_item_reopened: (state, { data }) =>
      change(state, data.itemId, (row) => ({
        ...row,
        status: statusAfter('item', row.status, 'plan_item_reopened'),
        inferred: false,
        offPlan: false,
        reason: data.reason ?? null,
      })),
    plan_item_marked: (state, { data }) =>
      change(state, data.itemId, (row) => ({
        ...row,
        status: statusAfter('item', row.status, `plan_item_marked.${data.mark}`),
        offPlan: false,
      })),
    plan_item_reworded: (state, { data }) => change(state, data.itemId, (row) => ({ ...row, text: data.text })),
    plan_item_noted: (state, { data }) =>
      change(state, data.itemId, (row) => ({ ...row, note: data.note === '' ? null : data.note })),
    plan_item_dropped: (state, { data }) =>
      change(state, data.itemId, (row) => {
        // What is done and dropped stays done, off the plan.
        const status = statusAfter('item', row.status, 'plan_item_dropped');
        return { ...row, status, offPlan: status === 'done', reason: data.reason ?? null };
      }),
  },
};
