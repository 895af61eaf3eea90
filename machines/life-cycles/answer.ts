// The life cycles of what waits for an answer: questions, findings recorded as follow-ups, and reviews by people.
// A question whose answer no longer holds is open again once it is reopened.
// A finding that is reported again is open again: who reviews once more reports what is still there under its id. Changes
// that a review asked for are reviewed again by another review of the same subject (rule H.changes).
import { lifeCycle } from './life-cycle.ts';

export const question = lifeCycle(
  'question',
  'none',
  ['question_asked', 'question_resolved', 'question_reopened'],
  {
    none: { question_asked: 'open' },
    open: { question_resolved: 'resolved' },
    resolved: { question_reopened: 'open' },
  },
  { open: ['open'] },
);

export const finding = lifeCycle(
  'finding',
  'none',
  ['finding_reported', 'follow_up_resolved'],
  {
    none: { finding_reported: 'open' },
    open: { finding_reported: 'open', follow_up_resolved: 'resolved' },
    resolved: { finding_reported: 'open' },
  },
  { open: ['open'] },
);

export const review = lifeCycle(
  'review',
  'none',
  ['review_requested', 'review_given.approved', 'review_given.changes_requested', 'review_withdrawn'],
  {
    none: { review_requested: 'awaited' },
    awaited: {
      'review_given.approved': 'approved',
      'review_given.changes_requested': 'changes_requested',
      review_withdrawn: 'withdrawn',
    },
    approved: {},
    changes_requested: { review_withdrawn: 'withdrawn' },
    withdrawn: {},
  },
  { open: ['awaited'] },
);
