// The chart of a profile, or of a session at a moment, with its places: what `reprise chart --json` prints and the service
// answers.
import { activeStates } from '../../machines/chart/active-states.ts';
import type { ActiveStates, Chart } from '../../machines/chart/chart.ts';
import { chartOf, chartOfSession } from '../../machines/chart/chart-of.ts';
import { movesOf, type OfferedMove } from '../../machines/chart/moves-of.ts';
import { type Taken, Trail } from '../../machines/chart/trail.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import type { Profile } from '../../machines/profile.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { drawingOf } from '../../projections/chart/drawing-of.ts';
import type { ChartLayout } from '../../projections/chart/layout.ts';
import { layoutOf } from './layout.ts';

/** A session at a moment. */
export interface ChartSession {
  readonly sessionId: string;
  /** The ordinal of the newest event; 0 before the first. */
  readonly ordinal: number;
  readonly active: ActiveStates;
  /** The moves that are legal now. */
  readonly moves: readonly OfferedMove[];
  /** By id of the move, how often the session took it, and by which event last. */
  readonly taken: Readonly<Record<string, Taken>>;
}

export interface ChartDocument extends ChartLayout {
  /** Name of the profile. */
  readonly profile: string;
  /** Undefined in the chart of a profile. */
  readonly session?: ChartSession;
}

/** A session as far as its chart shows it. */
export interface ChartMoment {
  readonly chart: Chart;
  readonly state: State;
  readonly taken: ReadonlyMap<string, Taken>;
}

/** @param events of the session from its first to the moment */
export const chartMoment = (sessionId: string, events: Iterable<RecordedEvent>): ChartMoment => {
  const trail = new Trail();
  let state = initialState(sessionId);
  for (const event of events) {
    trail.add(state, event);
    state = evolve(state, event);
  }
  return { chart: chartOfSession(state), state, taken: trail.taken };
};

/** The chart of a profile, laid out. */
export const profileChart = (profile: Profile): ChartDocument => ({
  profile: profile.name,
  ...layoutOf(drawingOf(chartOf(profile), `Profile ${profile.name}`)),
});

/** The chart of a session at a moment, laid out: what is active, was taken and is legal is marked. */
export const sessionChart = ({ chart, state, taken }: ChartMoment): ChartDocument => ({
  profile: chart.profile,
  session: {
    sessionId: state.sessionId,
    ordinal: state.ordinal,
    active: activeStates(chart, state),
    moves: movesOf(chart, state),
    taken: Object.fromEntries(taken),
  },
  ...layoutOf(
    drawingOf(chart, `Session ${state.sessionId} (${chart.profile}) at event ${state.ordinal}`, { state, taken }),
  ),
});
