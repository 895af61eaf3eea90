// What of a session waits for a person: questions nobody answered, reviews nobody gave, changes that were asked for.
import type { OverviewDocument } from '../../../projections/overview.ts';

export type Waiting =
  | { readonly kind: 'question'; readonly id: string; readonly text: string; readonly options: readonly string[] }
  | { readonly kind: 'review'; readonly id: string; readonly text: string; readonly from: string | null };

const ENDED = ['completed', 'failed', 'cancelled'];

export const waitsFor = (row: Pick<OverviewDocument, 'status' | 'openQuestions' | 'waitingFor'>): readonly Waiting[] =>
  ENDED.includes(row.status)
    ? []
    : [
        ...row.openQuestions.map(
          ({ entryId, title, options }): Waiting => ({ kind: 'question', id: entryId, text: title, options }),
        ),
        ...row.waitingFor.map(
          ({ reviewId, of, from }): Waiting => ({ kind: 'review', id: reviewId, text: of ?? reviewId, from }),
        ),
      ];

export const waitingText = (waiting: Waiting): string =>
  waiting.kind === 'question'
    ? waiting.text
    : `review of ${waiting.text}${waiting.from === null ? '' : ` by ${waiting.from}`}`;
