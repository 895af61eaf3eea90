// The tables of what waits for an answer, in sentences: questions, findings and a person's review.
import { refused, type TruthTable, to } from './cell.ts';

export const question: TruthTable<'question'> = {
  none: {
    question_asked: to('open', 'a question that is asked is open'),
    question_resolved: refused('a question that nobody asked is not resolved'),
    question_reopened: refused('a question that nobody asked has nothing to reopen'),
  },
  open: {
    question_asked: refused('an open question is not asked again under its id'),
    question_resolved: to('resolved', 'an open question may be resolved'),
    question_reopened: refused('an open question has nothing to reopen'),
  },
  resolved: {
    question_asked: refused('a resolved question is not asked again under its id'),
    question_resolved: refused('a question is resolved once'),
    question_reopened: to('open', 'a question whose answer no longer holds may be reopened'),
  },
};

export const finding: TruthTable<'finding'> = {
  none: {
    finding_reported: to('open', 'a finding that is reported is open'),
    follow_up_resolved: refused('a finding that nobody reported is not resolved'),
  },
  open: {
    finding_reported: to('open', 'an open finding that is reported again stays open'),
    follow_up_resolved: to('resolved', 'an open finding may be resolved'),
  },
  resolved: {
    finding_reported: to('open', 'a resolved finding that is reported again is open again'),
    follow_up_resolved: refused('a finding is resolved once'),
  },
};

export const review: TruthTable<'review'> = {
  none: {
    review_requested: to('awaited', 'a review that is requested is awaited'),
    'review_given.approved': refused('a review that was never requested does not approve'),
    'review_given.changes_requested': refused('a review that was never requested does not ask for changes'),
    review_withdrawn: refused('a review that was never requested is not withdrawn'),
  },
  awaited: {
    review_requested: refused('a review that is awaited is not requested again'),
    'review_given.approved': to('approved', 'a review that is awaited may approve'),
    'review_given.changes_requested': to('changes_requested', 'a review that is awaited may ask for changes'),
    review_withdrawn: to('withdrawn', 'a review that is awaited may be withdrawn'),
  },
  approved: {
    review_requested: refused('a review that approved is not requested again under its id'),
    'review_given.approved': refused('a review approves once'),
    'review_given.changes_requested': refused('a review that approved does not ask for changes as well'),
    review_withdrawn: refused('a review that approved is not withdrawn'),
  },
  changes_requested: {
    review_requested: refused('a review that asked for changes is not requested again under its id'),
    'review_given.approved': refused('a review that asked for changes does not approve as well'),
    'review_given.changes_requested': refused('a review asks for changes once'),
    review_withdrawn: to('withdrawn', 'a review that asked for changes may be withdrawn'),
  },
  withdrawn: {
    review_requested: refused('a review that was withdrawn is not requested again under its id'),
    'review_given.approved': refused('a review that was withdrawn does not approve'),
    'review_given.changes_requested': refused('a review that was withdrawn does not ask for changes'),
    review_withdrawn: refused('a review is withdrawn once'),
  },
};
