// H: reviews by people. What waits for one, and what the newest answer on a subject still asks for.
import { Table } from '../collections/table.ts';
import { type EventIn, type Invariant, invariant, type Reducer, reducer } from './invariant.ts';
import { stateAfter } from './transitions.ts';

/** What a review keeps from ending: the session, and where they are known its phase and the cycle that requested it. */
interface Request {
  readonly subject: string;
  readonly keeps: readonly string[];
}

interface Reviews {
  /** Numbers of the cycles that are open, in the order of their starts. */
  readonly cycles: readonly number[];
  readonly states: Table<string>;
  /** By review, as first heard of. */
  readonly requests: Table<Request>;
  /** By subject, the review that asks for changes; `null` where the newest answer asks for none. */
  readonly asking: Table<string | null>;
  /** By what is kept from ending, how many reviews are awaited. */
  readonly awaited: Table<number>;
  /** By what is kept from ending, of how many subjects the newest answer asks for changes. */
  readonly changes: Table<number>;
}

type ReviewEvent = EventIn<'review_requested' | 'review_given' | 'review_withdrawn'>;

const SESSION = 'session';
const ofPhase = (phase: string): string => `phase ${phase}`;
const ofCycle = (cycle: number): string => `cycle ${cycle}`;

const requestOf = ({ cycles }: Reviews, event: ReviewEvent): Request => {
  // An answer that nobody asked for is on a subject that no other review shares.
  if (event.type !== 'review_requested') return { subject: `unrequested ${event.data.reviewId}`, keeps: [SESSION] };
  const { of, phase = of.trim() } = event.data;
  const cycle = cycles.at(-1);
  return {
    subject: `requested ${of.trim()}`,
    keeps: [SESSION, ofPhase(phase), ...(cycle === undefined ? [] : [ofCycle(cycle)])],
  };
};

const add = (counts: Table<number>, keys: readonly string[], change: number): Table<number> =>
  change === 0 ? counts : keys.reduce((after, key) => after.set(key, (after.get(key) ?? 0) + change), counts);

/** The newest answer on a subject asks for changes by a review, or by none. */
const asks = (reviews: Reviews, subject: string, by: string | null): Reviews => {
  const keptBy = (id: string | null): readonly string[] => (id === null ? [] : (reviews.requests.get(id)?.keeps ?? []));
  const released = add(reviews.changes, keptBy(reviews.asking.get(subject) ?? null), -1);
  return { ...reviews, asking: reviews.asking.set(subject, by), changes: add(released, keptBy(by), 1) };
};

const follow = (reviews: Reviews, event: ReviewEvent): Reviews => {
  const { reviewId } = event.data;
  const request = reviews.requests.get(reviewId) ?? requestOf(reviews, event);
  const before = reviews.states.get(reviewId) ?? 'none';
  const signal = event.type === 'review_given' ? `review_given.${event.data.verdict}` : event.type;
  const state = stateAfter('review', before, signal);
  const after: Reviews = {
    ...reviews,
    requests: reviews.requests.set(reviewId, request),
    states: reviews.states.set(reviewId, state),
    awaited: add(reviews.awaited, request.keeps, Number(state === 'awaited') - Number(before === 'awaited')),
  };
  switch (event.type) {
    case 'review_requested':
      return after;
    case 'review_given':
      return asks(after, request.subject, event.data.verdict === 'changes_requested' ? reviewId : null);
    case 'review_withdrawn':
      return after.asking.get(request.subject) === reviewId ? asks(after, request.subject, null) : after;
    default:
      return event satisfies never;
  }
};

const reviews: Reducer<Reviews> = reducer<Reviews>(
  () => ({
    cycles: [],
    states: Table.empty(),
    requests: Table.empty(),
    asking: Table.empty(),
    awaited: Table.empty(),
    changes: Table.empty(),
  }),
  {
    cycle_started: (before, { data: { cycle } }) =>
      before.cycles.includes(cycle) ? before : { ...before, cycles: [...before.cycles, cycle] },
    cycle_ended: (before, { data: { cycle } }) => ({
      ...before,
      cycles: before.cycles.filter((number) => number !== cycle),
    }),
    review_requested: follow,
    review_given: follow,
    review_withdrawn: follow,
  },
);

const some = (counts: Table<number>, key: string, sentence: string): string | undefined =>
  (counts.get(key) ?? 0) > 0 ? sentence : undefined;

const phaseAwaits = (
  { reviews }: { reviews: Reviews },
  { data }: EventIn<'phase_completed' | 'phase_abandoned'>,
): string | undefined => some(reviews.awaited, ofPhase(data.phase), `a review of phase ${data.phase} is awaited`);

const awaited = invariant({
  id: 'H.awaited',
  memo: { reviews },
  check: {
    cycle_started: ({ reviews }) => some(reviews.awaited, SESSION, 'a review is awaited'),
    phase_completed: phaseAwaits,
    phase_abandoned: phaseAwaits,
    session_ended: ({ reviews }, { data }) =>
      data.outcome === 'completed' ? some(reviews.awaited, SESSION, 'a review is awaited') : undefined,
  },
});

const changes = invariant({
  id: 'H.changes',
  memo: { reviews },
  check: {
    cycle_ended: ({ reviews }, { data }) =>
      some(reviews.changes, ofCycle(data.cycle), `changes that cycle ${data.cycle} has to make are not reviewed`),
    phase_completed: ({ reviews }, { data }) =>
      some(reviews.changes, ofPhase(data.phase), `changes to phase ${data.phase} are not reviewed`),
    session_ended: ({ reviews }, { data }) =>
      data.outcome === 'completed' ? some(reviews.changes, SESSION, 'changes are not reviewed') : undefined,
  },
});

export const reviewInvariants: readonly Invariant[] = [awaited, changes];
