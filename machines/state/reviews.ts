// Reviews by people: which are awaited, and of which subjects the newest answer asks for changes. Both are also counted by
// the phase that a review is of and by the cycle that requested it, so that the end of either costs a look-up.
import { Table } from '../collections/table.ts';
import type { EventData } from '../events/catalog.ts';
import type { StateOf } from '../life-cycles/all.ts';
import { review } from '../life-cycles/answer.ts';
import type { Step } from '../life-cycles/step.ts';
import { countChange, moved, targetOf } from './part.ts';

export interface ReviewRow {
  readonly state: StateOf<'review'>;
  /** What it reviews, where it came from; undefined until its request or its answer is known. The first counts. */
  readonly origin: ReviewOrigin | undefined;
}
interface ReviewOrigin {
  readonly subject: string;
  readonly phase: string | undefined;
  /** The cycle that was open when it was requested. */
  readonly cycle: number | undefined;
}

export interface ReviewState {
  readonly rows: Table<ReviewRow>;
  readonly awaited: number;
  readonly awaitedByPhase: Table<number>;
  /** By subject, the review whose answer is the newest one and asks for changes; '' where it no longer does. */
  readonly changes: Table<string>;
  readonly openChanges: number;
  readonly changesByPhase: Table<number>;
  readonly changesByCycle: Table<number>;
}

export const initialReviews: ReviewState = {
  rows: Table.empty(),
  awaited: 0,
  awaitedByPhase: Table.empty(),
  changes: Table.empty(),
  openChanges: 0,
  changesByPhase: Table.empty(),
  changesByCycle: Table.empty(),
};

const rowIn = (state: ReviewRow['state'], row: ReviewRow | undefined): ReviewRow => ({ state, origin: row?.origin });

const counted = (counts: Table<number>, key: string | number | undefined, change: number): Table<number> =>
  key === undefined || change === 0 ? counts : counts.set(String(key), (counts.get(String(key)) ?? 0) + change);

/** A review moved by its life cycle. */
export const movedReview = (reviews: ReviewState, { id, signal }: Step): ReviewState => {
  const row = reviews.rows.get(id);
  const from = row?.state ?? review.initial;
  const to = targetOf(review, from, signal);
  const change = countChange(review.isOpen, from, to);
  return {
    ...reviews,
    rows: moved(reviews.rows, id, to, rowIn),
    awaited: reviews.awaited + change,
    awaitedByPhase: counted(reviews.awaitedByPhase, row?.origin?.phase, change),
  };
};

const withOrigin = (reviews: ReviewState, id: string, origin: ReviewOrigin): ReviewState => {
  const row = reviews.rows.get(id);
  if (row === undefined || row.origin !== undefined) return reviews;
  return {
    ...reviews,
    rows: reviews.rows.set(id, { state: row.state, origin }),
    awaitedByPhase: counted(reviews.awaitedByPhase, origin.phase, review.isOpen(row.state) ? 1 : 0),
  };
};

export const requestedReview = (
  reviews: ReviewState,
  { reviewId, of, phase }: EventData['review_requested'],
  cycle: number | undefined,
): ReviewState => withOrigin(reviews, reviewId, { subject: of.trim(), phase: phase ?? of.trim(), cycle });

/** One that nobody requested has a subject of its own: no text of a request starts with a space. */
const unrequested = (reviewId: string): ReviewOrigin => ({
  subject: ` ${reviewId}`,
  phase: undefined,
  cycle: undefined,
});

export const givenReview = (reviews: ReviewState, { reviewId, verdict }: EventData['review_given']): ReviewState => {
  const known = withOrigin(reviews, reviewId, unrequested(reviewId));
  const subject = known.rows.get(reviewId)?.origin?.subject as string;
  return answered(known, subject, verdict === 'changes_requested' ? reviewId : '');
};

export const withdrawnReview = (reviews: ReviewState, { reviewId }: EventData['review_withdrawn']): ReviewState => {
  const known = withOrigin(reviews, reviewId, unrequested(reviewId));
  const subject = known.rows.get(reviewId)?.origin?.subject as string;
  return known.changes.get(subject) === reviewId ? answered(known, subject, '') : known;
};

/** The newest answer on a subject asks for changes, by this review; '': it does not. */
const answered = (reviews: ReviewState, subject: string, reviewId: string): ReviewState => {
  const before = reviews.changes.get(subject) ?? '';
  if (before === reviewId) return reviews;
  const counts = (from: ReviewState, id: string, change: 1 | -1): ReviewState => {
    if (id === '') return from;
    const { origin } = from.rows.get(id) as ReviewRow;
    return {
      ...from,
      openChanges: from.openChanges + change,
      changesByPhase: counted(from.changesByPhase, origin?.phase, change),
      changesByCycle: counted(from.changesByCycle, origin?.cycle, change),
    };
  };
  const after = counts(counts(reviews, before, -1), reviewId, 1);
  return { ...after, changes: after.changes.set(subject, reviewId) };
};

/** Ids of the reviews that are awaited, of all or of those that `of` names. */
export const awaitedReviews = ({ rows }: ReviewState, of: (row: ReviewRow) => boolean = () => true): string[] =>
  rows
    .entries()
    .filter(([, row]) => review.isOpen(row.state) && of(row))
    .map(([id]) => id);

/** Ids of the reviews whose changes are to be reviewed again, of all or of those that `of` names. */
export const openChanges = ({ rows, changes }: ReviewState, of: (row: ReviewRow) => boolean = () => true): string[] =>
  changes.values().filter((id) => id !== '' && of(rows.get(id) as ReviewRow));
