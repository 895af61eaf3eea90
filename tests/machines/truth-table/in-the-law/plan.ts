// The cells of what a plan and a workbook hold, as cases for the complete law.
import type { History } from '../../../history.ts';
import { type Append, append, type InTheLaw, start } from './cell-in-the-law.ts';

const requirementSays = {
  requirement_added: append('requirement_added', { requirementId: 'r1', description: 'Fast' }),
  requirement_met: append('requirement_met', { requirementId: 'r1' }),
  requirement_dropped: append('requirement_dropped', { requirementId: 'r1', reason: 'Not asked for' }),
  requirement_reopened: append('requirement_reopened', { requirementId: 'r1', reason: 'Too slow' }),
};
export const requirement: InTheLaw<'requirement'> = {
  id: 'r1',
  into: {
    none: () => start(),
    open: () => requirementSays.requirement_added(start()),
    met: () => requirementSays.requirement_met(requirementSays.requirement_added(start())),
    dropped: () => requirementSays.requirement_dropped(requirementSays.requirement_added(start())),
  },
  signals: requirementSays,
};

const deliverableSays = {
  deliverable_added: append('deliverable_added', { deliverableId: 'l1', description: 'The guide' }),
  deliverable_delivered: append('deliverable_delivered', { deliverableId: 'l1' }),
  deliverable_dropped: append('deliverable_dropped', { deliverableId: 'l1', reason: 'Not needed' }),
  deliverable_reopened: append('deliverable_reopened', { deliverableId: 'l1', reason: 'A page is missing' }),
};
export const deliverable: InTheLaw<'deliverable'> = {
  id: 'l1',
  into: {
    none: () => start(),
    pending: () => deliverableSays.deliverable_added(start()),
    delivered: () => deliverableSays.deliverable_delivered(deliverableSays.deliverable_added(start())),
    dropped: () => deliverableSays.deliverable_dropped(deliverableSays.deliverable_added(start())),
  },
  signals: deliverableSays,
};

const sectionSays = {
  plan_section_added: append('plan_section_added', { sectionId: 'p1', title: 'First' }),
  plan_section_renamed: append('plan_section_renamed', { sectionId: 'p1', title: 'Before all' }),
  plan_section_removed: append('plan_section_removed', { sectionId: 'p1' }),
};
export const section: InTheLaw<'section'> = {
  id: 'p1',
  into: {
    none: () => start(),
    present: () => sectionSays.plan_section_added(start()),
    removed: () => sectionSays.plan_section_removed(sectionSays.plan_section_added(start())),
  },
  signals: sectionSays,
};

type Mark = 'open' | 'in_progress' | 'blocked' | 'question';
const marked = (mark: Mark): Append => append('plan_item_marked', { itemId: 'i1', mark });
const added = (): History => start().add('plan_item_added', { itemId: 'i1', text: 'One' });
export const item: InTheLaw<'item'> = {
  id: 'i1',
  into: {
    none: () => start(),
    open: added,
    in_progress: () => marked('in_progress')(added()),
    blocked: () => marked('blocked')(added()),
    question: () => marked('question')(added()),
    done: () => added().add('plan_item_done', { itemId: 'i1' }),
    dropped: () => added().add('plan_item_dropped', { itemId: 'i1' }),
  },
  signals: {
    plan_item_added: append('plan_item_added', { itemId: 'i1', text: 'Again' }),
    'plan_item_marked.open': marked('open'),
    'plan_item_marked.in_progress': marked('in_progress'),
    'plan_item_marked.blocked': marked('blocked'),
    'plan_item_marked.question': marked('question'),
    plan_item_done: append('plan_item_done', { itemId: 'i1' }),
    plan_item_reopened: append('plan_item_reopened', { itemId: 'i1' }),
    plan_item_dropped: append('plan_item_dropped', { itemId: 'i1' }),
    plan_item_reworded: append('plan_item_reworded', { itemId: 'i1', text: 'Clearer' }),
    plan_item_noted: append('plan_item_noted', { itemId: 'i1', note: 'Mind the step' }),
    plan_item_moved: append('plan_item_moved', { itemId: 'i1', first: true }),
  },
};

const questionSays = {
  question_asked: append('workbook_entry_added', {
    entryId: 'e1',
    entryType: 'question',
    title: 'Which?',
    content: 'Red or blue',
  }),
  question_resolved: append('question_resolved', { entryId: 'e1', answer: 'Blue' }),
  question_reopened: append('question_reopened', { entryId: 'e1', reason: 'It was green' }),
};
export const question: InTheLaw<'question'> = {
  id: 'e1',
  into: {
    none: () => start(),
    open: () => questionSays.question_asked(start()),
    resolved: () => questionSays.question_resolved(questionSays.question_asked(start())),
  },
  signals: questionSays,
};
