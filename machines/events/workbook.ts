// Events of the workbook, of questions and follow-ups, and of people.
import { z } from 'zod';
import { event } from './event.ts';
import { data, Id, Ids, Priority, Reason, References, Text, Texts, Title } from './fields.ts';

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
  workbook_entry_added: event({
    description: 'An entry was added to the workbook.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      entryId: Id,
      entryType: EntryType,
      title: Title,
      content: Text.describe('Markdown'),
      author: Title.optional(),
      /** A label: a rule warns when the profile lacks it. */
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
    command: { word: 'entry.add', places: ['title', 'content'], creates: 'entry' },
    references: { entryId: 'entry', taskId: 'task', todoId: 'todo', entryIds: 'entry' },
    free: {
      relatedPhase: 'a label: K.phase warns where the profile lacks it',
      relevantAgents: 'whom it is meant for, agents of later waves too',
    },
    moves: [{ kind: 'question', id: 'entryId', signal: 'question_asked', when: { entryType: 'question' } }],
  }),
  question_resolved: event({
    description: 'A question of the workbook was answered.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ entryId: Id, answer: Text, by: Title.optional() }),
    command: { word: 'question.resolve', places: ['entryId', 'answer'], creates: undefined, fieldPrefix: 'entry' },
    references: { entryId: 'question' },
    moves: [{ kind: 'question', id: 'entryId' }],
  }),
  question_reopened: event({
    description: 'A question that was answered was reopened, for a reason: it waits for an answer again.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ entryId: Id, reason: Reason }),
    command: { word: 'question.reopen', places: ['entryId', 'reason'], creates: undefined, fieldPrefix: 'entry' },
    references: { entryId: 'question' },
    moves: [{ kind: 'question', id: 'entryId' }],
  }),
  follow_up_resolved: event({
    description: 'A finding was resolved.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ findingId: Id, notes: Text.optional() }),
    command: { word: 'follow-up.resolve', places: ['findingId'], creates: undefined },
    references: { findingId: 'finding' },
    moves: [{ kind: 'finding', id: 'findingId' }],
  }),
};

export const peopleEvents = {
  review_requested: event({
    description: "A person's review was requested.",
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      reviewId: Id,
      /** What is reviewed. Reviews with the same text here are of the same subject. */
      of: Text.describe('what is reviewed; a review with the same text reviews it again'),
      /** The phase that waits for it: by default the one named in `of`. */
      phase: Title.describe('the phase that does not end before it').optional(),
      from: Title.optional(),
    }),
    command: { word: 'review.request', places: ['of'], creates: 'review' },
    references: { reviewId: 'review', phase: 'phase' },
    moves: [{ kind: 'review', id: 'reviewId' }, { cascade: 'open_cycles' }],
  }),
  review_given: event({
    description: 'A person approved, or asked for changes.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ reviewId: Id, verdict: z.enum(['approved', 'changes_requested']), text: Text.optional() }),
    command: { word: 'review.give', places: ['reviewId', 'verdict'], creates: undefined },
    references: { reviewId: 'review' },
    moves: [{ kind: 'review', id: 'reviewId', by: 'verdict' }, { cascade: 'awaiting_cycles' }],
  }),
  review_withdrawn: event({
    description: 'A review was withdrawn: nobody waits for it, and the changes that it asked for are not made.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ reviewId: Id, reason: Reason }),
    command: { word: 'review.withdraw', places: ['reviewId'], creates: undefined },
    references: { reviewId: 'review' },
    moves: [{ kind: 'review', id: 'reviewId' }, { cascade: 'awaiting_cycles' }],
  }),
  user_input_received: event({
    description: 'The user wrote something.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ text: Text }),
    command: { word: 'input.receive', places: ['text'], creates: undefined },
    references: {},
    moves: [],
  }),
};
