// The moves that a chart offers in the state of a session: commands that are accepted now, once their needs are given. They
// are the moves that `decide` accepts, of those that move a phase, a gate, a cycle, the pause or the session: a tested law.
import { type LegalMove, moveOf } from '../legal.ts';
import { awaitedReviews } from '../state/reviews.ts';
import { runningWork, runningWorkIn } from '../state/running.ts';
import type { State } from '../state/state.ts';
import { activeStates } from './active-states.ts';
import type { ActiveStates, Chart, ChartGuard, ChartMove } from './chart.ts';
import { holds } from './conditions.ts';
import { readFact } from './facts.ts';

/** A move as a command: `completed` adds its needs. */
export interface OfferedMove extends LegalMove {
  /** Of the move in the chart. */
  readonly id: string;
}

/** True where the active states have this move at all, whatever its guards say. */
export const isPossible = (chart: Chart, { root, regions }: ActiveStates, { word, region, id }: ChartMove): boolean => {
  if (region === undefined) return word === 'session.start' ? root === 'unstarted' : root === 'open';
  if (root !== 'open') return false;
  const { states } = chart.regions.find((one) => one.id === region) as Chart['regions'][number];
  return states[regions[region] as string]?.[id] !== undefined;
};

/** The guards of a move that do not hold: why it is not offered, where the active states have it. */
export const shutGuards = (state: State, active: ActiveStates, { guards }: ChartMove): ChartGuard[] =>
  guards.filter(({ when }) => !holds(when, active, (fact, of) => readFact(state, fact, of)));

type Data = Readonly<Record<string, unknown>>;

const carrying = (ids: readonly string[]): Data => (ids.length > 0 ? { carry: [...ids] } : {});

/** The data of a move in a state; several where it can be made of several cycles. */
const dataOf = ({ word, data, id }: ChartMove, state: State, chart: Chart): Data[] => {
  const { evidence, work } = state;
  switch (word) {
    case 'phase.complete':
    case 'phase.abandon':
      return [{ ...data, ...carrying(runningWork(state)) }];
    case 'cycle.start':
      return [{ cycle: work.lastCycle + 1 }];
    case 'cycle.end':
      return work.openCycles
        .filter((cycle) => (evidence.reviews.changesByCycle.get(String(cycle)) ?? 0) === 0 || !isGuarded(chart, id))
        .map((cycle) => ({ cycle, ...carrying(runningWorkIn(state, cycle)) }));
    case 'review.give':
    case 'review.withdraw':
      return awaitedReviews(evidence.reviews).map((reviewId) => ({ reviewId, ...data }));
    default:
      return [data];
  }
};

const isGuarded = (chart: Chart, id: string): boolean =>
  (chart.moves.find((move) => move.id === id)?.guards.length ?? 0) > 0;

/** The moves that a chart offers in a state: of `chartOfSession(state)`, or of the chart of the profile it follows. */
export const movesOf = (chart: Chart, state: State): OfferedMove[] => {
  const active = activeStates(chart, state);
  return chart.moves
    .filter((move) => isPossible(chart, active, move) && shutGuards(state, active, move).length === 0)
    .flatMap((move) =>
      dataOf(move, state, chart).map((data) => ({
        id: move.id,
        ...moveOf(
          move.word,
          data,
          move.needs.map((name) => [name]),
        ),
        ...(move.actors?.[0] !== undefined && { actor: move.actors[0] }),
      })),
    );
};
