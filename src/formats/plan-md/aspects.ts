// A plan as values by id and aspect (an item's text, its note, ...), so that two plans can be compared value by value.
import type { Fact } from '../../../machines/commands/fact.ts';
import { isPlanMdType, type PlanMdType } from '../../../machines/events/plan-md.ts';
import { normal } from './content.ts';
import type { KnownItem, KnownPlan } from './plan.ts';

/** What of an item, of a section or of the plan two sides may have changed. */
export type Aspect = 'text' | 'note' | 'status' | 'place' | 'title';
export const ASPECTS: readonly Aspect[] = ['title', 'text', 'note', 'status', 'place'];

/** The values that one id has. A place is the id of what holds an item: a section, an item, or '' for neither. */
export type AspectValues = Partial<Record<Aspect, string>>;

/** The values of a plan's sections and items by id; those of the plan itself under ''. */
export const aspectValuesOf = (plan: KnownPlan): Map<string, AspectValues> => {
  const values = new Map<string, AspectValues>([['', { title: plan.title ?? '' }]]);
  const addItems = (items: readonly KnownItem[], section: string): void => {
    const above: string[] = [];
    for (const item of items) {
      above.length = Math.min(above.length, item.depth);
      const { text, note } = normal(item.text, item.note);
      const place = above.at(-1) ?? section;
      values.set(item.id, { text, note: note ?? '', status: item.offPlan ? 'dropped' : item.status, place });
      above.push(item.id);
    }
  };
  addItems(plan.items, '');
  for (const { id, title, items } of plan.sections) {
    values.set(id, { title });
    addItems(items, id);
  }
  return values;
};

type Change = { readonly id: string; readonly aspect: Aspect };

/** The aspect that each event of plan.md changes; undefined for one that adds an item or a section. */
const ASPECT_OF: { readonly [T in PlanMdType]: Aspect | undefined } = {
  plan_titled: 'title',
  plan_section_added: undefined,
  plan_section_renamed: 'title',
  plan_section_removed: 'title',
  plan_item_added: undefined,
  plan_item_reworded: 'text',
  plan_item_noted: 'note',
  plan_item_moved: 'place',
  plan_item_done: 'status',
  plan_item_reopened: 'status',
  plan_item_marked: 'status',
  plan_item_dropped: 'status',
};

/** What a fact changes. Undefined for a fact that adds an item or a section, and for one that is not about plan.md. */
export const changeOf = ({ type, data }: Fact): Change | undefined => {
  const aspect = isPlanMdType(type) ? ASPECT_OF[type] : undefined;
  if (aspect === undefined) return undefined;
  const { itemId = '', sectionId = '' } = data as { itemId?: string; sectionId?: string };
  return { id: aspect === 'title' ? sectionId : itemId, aspect };
};
