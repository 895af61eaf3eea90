// Events of plan.md: a title, sections and check boxes, possibly nested.
import { z } from 'zod';
import { data, Id, Reason, Text, Title } from './fields.ts';

/** Before all siblings; without a section or parent: before everything, outside of any section. */
const first = z.boolean().optional();

export const planMdEvents = {
  /** Up to 1,000 characters; empty: the plan has no title. */
  plan_titled: data({ title: z.string().max(1_000) }),
  /** `after`: the section that it follows; `first`: before all others; neither: it comes last. */
  plan_section_added: data({ sectionId: Id, title: Title, after: Id.optional(), first }),
  plan_section_renamed: data({ sectionId: Id, title: Title }),
  plan_section_removed: data({ sectionId: Id }),
  plan_item_added: data({
    itemId: Id,
    text: Text,
    sectionId: Id.optional(),
    parent: Id.optional(),
    /** The sibling that it follows; none: it comes last. */
    after: Id.optional(),
    first,
  }),
  plan_item_done: data({ itemId: Id, note: Text.optional(), inferred: z.boolean().optional() }),
  plan_item_reopened: data({ itemId: Id, reason: Text.optional() }),
  plan_item_marked: data({ itemId: Id, mark: z.enum(['in_progress', 'blocked', 'question', 'open']) }),
  plan_item_reworded: data({ itemId: Id, text: Text }),
  plan_item_noted: data({ itemId: Id, note: Text }),
  plan_item_moved: data({
    itemId: Id,
    sectionId: Id.optional(),
    parent: Id.optional(),
    after: Id.optional(),
    first,
  }),
  /** Of one that is done: it is taken off the plan, and stays done. */
  plan_item_dropped: data({ itemId: Id, reason: Reason.optional() }),
};
