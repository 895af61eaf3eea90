// Events of plan.md: a title, sections and check boxes, possibly nested.
import { z } from 'zod';
import { data, Id, Reason, Text, Title } from './fields.ts';

export const planMdEvents = {
  plan_titled: data({ title: Title }),
  plan_section_added: data({ sectionId: Id, title: Title, after: Id.optional() }),
  plan_section_renamed: data({ sectionId: Id, title: Title }),
  plan_section_removed: data({ sectionId: Id }),
  plan_item_added: data({
    itemId: Id,
    text: Text,
    sectionId: Id.optional(),
    parent: Id.optional(),
    /** The sibling that it follows; none: it comes last. */
    after: Id.optional(),
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
  }),
  plan_item_dropped: data({ itemId: Id, reason: Reason.optional() }),
};
