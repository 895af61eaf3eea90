// A plan as values by id and aspect (an item's text, its note, ...), so that two plans can be compared value by value.
import type { Fact } from '../../../machines/commands/fact.ts';
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

/** What a fact changes. Undefined for a fact that adds an item or a section. */
export const changeOf = ({ type, data }: Fact): { readonly id: string; readonly aspect: Aspect } | undefined => {
  const { itemId = '', sectionId = '' } = data as { itemId?: string; sectionId?: string };
  switch (type) {
    case 'plan_titled':
      return { id: '', aspect: 'title' };
    case 'plan_section_renamed':
    case 'plan_section_removed':
      return { id: sectionId, aspect: 'title' };
    case 'plan_item_reworded':
      return { id: itemId, aspect: 'text' };
    case 'plan_item_noted':
      return { id: itemId, aspect: 'note' };
    case 'plan_item_moved':
      return { id: itemId, aspect: 'place' };
    case 'plan_item_done':
    case 'plan_item_reopened':
    case 'plan_item_marked':
    case 'plan_item_dropped':
      return { id: itemId, aspect: 'status' };
    default:
      return undefined;
  }
};
