// Events of the workbook, of questions and follow-ups, and of people.
import { z } from 'zod';
import { data, Id, Ids, Priority, References, Text, Texts, Title } from './fields.ts';

export const EntryType = z.enum([
  'note',
  'insight',
  'decision',
  'diagram',
  'brainstorm',
  'question',
  'answer',
  'reflection',
]);
export type EntryType = z.infer<typeof EntryType>;

export const workbookEvents = {
  workbook_entry_added: data({
    entryId: Id,
    entryType: EntryType,
    title: Title,
    content: Text.describe('Markdown'),
    author: Title.optional(),
    /** A label: the law warns when the profile lacks it. */
    relatedPhase: Title.optional(),
    taskId: Id.optional(),
    todoId: Id.optional(),
    relevantAgents: Ids.optional(),
    tags: z.array(Title).max(1_000).optional(),
    priority: Priority.optional(),
    references: References.optional(),
    entryIds: Ids.describe('entries that it refers to (an answer to its question)').optional(),
    /** Of a diagram: its type (sequence, flowchart, ...) and what it shows. */
    diagramType: Title.optional(),
    description: Text.optional(),
    options: Texts.describe('of a question: the answers to choose from').optional(),
  }),
  question_resolved: data({ entryId: Id, answer: Text, by: Title.optional() }),
  follow_up_resolved: data({ findingId: Id, notes: Text.optional() }),
};

export const peopleEvents = {
  review_requested: data({ reviewId: Id, of: Text, from: Title.optional() }),
  review_given: data({ reviewId: Id, verdict: z.enum(['approved', 'changes_requested']), text: Text.optional() }),
  user_input_received: data({ text: Text }),
};
