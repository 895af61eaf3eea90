// Events of plan.md: a title, sections and check boxes, possibly nested.
import { z } from 'zod';
import { event } from './event.ts';
import { data, Id, Reason, Text, Title } from './fields.ts';

/** Before all siblings; without a section or parent: before everything, outside of any section. */
const first = z.boolean().optional();

export const planMdEvents = {
  plan_titled: event({
    description: 'plan.md got a title.',
    severity: 'info',
    version: 1,
    upcasters: {},
    /** Up to 1,000 characters; empty: the plan has no title. */
    data: data({ title: z.string().max(1_000) }),
    command: { word: 'plan.title', places: ['title'], creates: undefined },
    references: {},
    moves: [],
  }),
  plan_section_added: event({
    description: 'A section was added to plan.md.',
    severity: 'info',
    version: 1,
    upcasters: {},
    /** `after`: the section that it follows; `first`: before all others; neither: it comes last. */
    data: data({ sectionId: Id, title: Title, after: Id.optional(), first }),
    command: { word: 'section.add', places: ['sectionId', 'title'], creates: 'section' },
    references: { sectionId: 'section', after: 'section' },
    moves: [{ kind: 'section', id: 'sectionId' }],
  }),
  plan_section_renamed: event({
    description: 'A section of plan.md was renamed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ sectionId: Id, title: Title }),
    command: { word: 'section.rename', places: ['sectionId', 'title'], creates: undefined },
    references: { sectionId: 'section' },
    moves: [{ kind: 'section', id: 'sectionId' }],
  }),
  plan_section_removed: event({
    description: 'A section of plan.md was removed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ sectionId: Id }),
    command: { word: 'section.remove', places: ['sectionId'], creates: undefined },
    references: { sectionId: 'section' },
    moves: [{ kind: 'section', id: 'sectionId' }],
  }),
  plan_item_added: event({
    description: 'An item was added to plan.md.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      itemId: Id,
      text: Text,
      sectionId: Id.optional(),
      parent: Id.optional(),
      /** The sibling that it follows; none: it comes last. */
      after: Id.optional(),
      first,
    }),
    command: { word: 'item.add', places: ['itemId', 'text'], creates: 'item' },
    references: { itemId: 'item', sectionId: 'section', parent: 'item', after: 'item' },
    moves: [{ kind: 'item', id: 'itemId' }],
  }),
  plan_item_done: event({
    description: 'A plan item was ticked.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ itemId: Id, note: Text.optional(), inferred: z.boolean().optional() }),
    command: { word: 'item.done', places: ['itemId'], creates: undefined },
    references: { itemId: 'item' },
    moves: [{ kind: 'item', id: 'itemId' }],
  }),
  plan_item_reopened: event({
    description: 'A plan item that was done or dropped was reopened.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ itemId: Id, reason: Text.optional() }),
    command: { word: 'item.reopen', places: ['itemId'], creates: undefined },
    references: { itemId: 'item' },
    moves: [{ kind: 'item', id: 'itemId' }],
  }),
  plan_item_marked: event({
    description: 'A plan item was marked as open, in progress, blocked or a question.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ itemId: Id, mark: z.enum(['in_progress', 'blocked', 'question', 'open']) }),
    command: { word: 'item.mark', places: ['itemId', 'mark'], creates: undefined },
    references: { itemId: 'item' },
    moves: [{ kind: 'item', id: 'itemId', by: 'mark' }],
  }),
  plan_item_reworded: event({
    description: 'A plan item got another text.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ itemId: Id, text: Text }),
    command: { word: 'item.reword', places: ['itemId', 'text'], creates: undefined },
    references: { itemId: 'item' },
    moves: [{ kind: 'item', id: 'itemId' }],
  }),
  plan_item_noted: event({
    description: 'A plan item got a note.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ itemId: Id, note: Text }),
    command: { word: 'item.note', places: ['itemId', 'note'], creates: undefined },
    references: { itemId: 'item' },
    moves: [{ kind: 'item', id: 'itemId' }],
  }),
  plan_item_moved: event({
    description: 'A plan item was moved.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      itemId: Id,
      sectionId: Id.optional(),
      parent: Id.optional(),
      after: Id.optional(),
      first,
    }),
    command: { word: 'item.move', places: ['itemId'], creates: undefined },
    references: { itemId: 'item', sectionId: 'section', parent: 'item', after: 'item' },
    moves: [{ kind: 'item', id: 'itemId' }],
  }),
  plan_item_dropped: event({
    description: 'A plan item was taken off the plan.',
    severity: 'info',
    version: 1,
    upcasters: {},
    /** Of one that is done: it is taken off the plan, and stays done. */
    data: data({ itemId: Id, reason: Reason.optional() }),
    command: { word: 'item.drop', places: ['itemId'], creates: undefined },
    references: { itemId: 'item' },
    moves: [{ kind: 'item', id: 'itemId' }],
  }),
};

/** The types of events that change plan.md. */
export type PlanMdType = keyof typeof planMdEvents;
export const PLAN_MD_TYPES = Object.keys(planMdEvents) as PlanMdType[];
export const isPlanMdType = (type: string): type is PlanMdType => Object.hasOwn(planMdEvents, type);
