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

export interface PlanMdState {
  readonly title: string | null;
  readonly items: Table<ItemRow>;
  readonly sections: Table<SectionRow>;
  readonly placements: List<Placement>;
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

/** Changes an item; one that nobody added is added last, outside of any section. */
const change = (state: PlanMdState, id: string, by: (row: ItemRow) => ItemRow): PlanMdState => {
  const row = state.items.get(id);
  return {
    title: state.title,
    items: state.items.set(id, by(row ?? openedItem(id))),
    sections: state.sections,
    placements: row === undefined ? state.placements.push(itemPlacement(id)) : state.placements,
  };
};

export const planMd: Slice<PlanMdState> = {
  init: { title: null, items: Table.empty(), sections: Table.empty(), placements: List.empty() },
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
      return {
        ...state,
        items: state.items.set(data.itemId, {
          ...(row ?? openedItem(data.itemId)),
          text: data.text,
          status: statusAfter('item', row?.status, 'plan_item_added'),
          inferred: false,
          reason: null,
        }),
        placements: state.placements.push(itemPlacement(data.itemId, data)),
      };
    },
    plan_item_moved: (state, { data }) => ({
      ...state,
      items: state.items.has(data.itemId) ? state.items : state.items.set(data.itemId, openedItem(data.itemId)),
      placements: state.placements.push(itemPlacement(data.itemId, data)),
    }),
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
      change(state, data.itemId, (row) =>
        // What is done and dropped stays done, off the plan.
        ({
          ...row,
          status: statusAfter('item', row.status, 'plan_item_dropped'),
          offPlan: row.status === 'done' || row.offPlan,
          reason: data.reason ?? null,
        }),
      ),
  },
};
