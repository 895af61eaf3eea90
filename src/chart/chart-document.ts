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
import { type DrawnSession, drawingOf } from '../../projections/chart/drawing-of.ts';
import type { ChartLayout } from '../../projections/chart/layout.ts';

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

export const profileTitle = ({ name }: Profile): string => `Profile ${name}`;

export const sessionTitle = ({ chart, state }: ChartMoment): string =>
  `Session ${state.sessionId} (${chart.profile}) at event ${state.ordinal}`;

/** A chart with its places; of a session: what is active, was taken and is legal is marked. */
export const chartDocument = async (chart: Chart, title: string, session?: DrawnSession): Promise<ChartDocument> => {
  // Only what has places needs the layout.
  const { layoutOf } = await import('./layout.ts');
  return {
    profile: chart.profile,
    ...(session !== undefined && {
      session: {
        sessionId: session.state.sessionId,
        ordinal: session.state.ordinal,
        active: activeStates(chart, session.state),
        moves: movesOf(chart, session.state),
        taken: Object.fromEntries(session.taken),
      },
    }),
    ...layoutOf(drawingOf(chart, title, session)),
  };
};

/** The chart of a profile, laid out. */
export const profileChart = (profile: Profile): Promise<ChartDocument> =>
  chartDocument(chartOf(profile), profileTitle(profile));

/** The chart of a session at a moment, laid out. */
export const sessionChart = (moment: ChartMoment): Promise<ChartDocument> =>
  chartDocument(moment.chart, sessionTitle(moment), moment);
