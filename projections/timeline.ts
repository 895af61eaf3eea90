// The timeline: when the session, its phases, cycles, waves, agents, tasks and todos began and ended, when a person was
// waited for, the verdicts of gates, errors, what ran in parallel, and what that saved. What has not ended has no end.
import { defined } from '../machines/defined.ts';
import { agent } from '../machines/life-cycles/agent.ts';
import { knownTime, roundedS, secondsBetween } from './duration.ts';
import { coveredMs, type Interval, intervalBetween, within, without } from './intervals.ts';
import { ownWork } from './own-work.ts';
import { type ParallelSegment, parallelSegments } from './parallel.ts';
import type { Projection } from './projection.ts';
import { type SavedTime, savedTime } from './saved-time.ts';
import { plainSpans, type Span, span, spansIn } from './shown-spans.ts';
import { foldSlices, type ViewOf } from './slice.ts';
import { type AgentsState, agents, agentsOf, waveName } from './slices/agents.ts';
import { type Asked, askedQuestions, askedReviews, type ErrorEvents, errors, timesAsked } from './slices/asked.ts';
import { type EventCounts, events } from './slices/counts.ts';
import { type GatesState, gates, showGates } from './slices/gates.ts';
import { type SessionState, session } from './slices/session.ts';
import {
  agentSpans,
  cycleSpans,
  type PhaseSpans,
  pausesOf,
  phaseSpans,
  type SpanRow,
  type Spans,
  spansOf,
  taskSpans,
  todoSpans,
} from './slices/spans.ts';
import { endedIntervals, type PartOfSpan, partOfSpan, pausesIn, type WaitingSpan, waiting } from './waiting.ts';

export type TimelineView = ViewOf<{
  session: SessionState;
  agents: AgentsState;
  phaseSpans: PhaseSpans;
  cycleSpans: Spans;
  agentSpans: Spans;
  taskSpans: Spans;
  todoSpans: Spans;
  questions: Asked;
  reviews: Asked;
  gates: GatesState;
  errors: ErrorEvents;
  events: EventCounts;
}>;

/** One moment. */
export interface Mark {
  id: string;
  label: string;
  status: string;
  at: string | null;
}

export interface AgentSpan extends Span {
  type: string;
  cycle: number | null;
  /** The cycles that it was carried into. Left out where there are none. */
  carriedInto?: readonly number[];
  /** Of its wave, where no cycle was open. */
  phase: string | null;
  wave: number | null;
  /** In which it was paused: neither busy nor in parallel with others. Left out where it was never paused. */
  pauses?: PartOfSpan[];
}

export interface WaveSpan extends Span {
  cycle: number | null;
  /** The phase that it belongs to where no cycle was open; `null` where none was active. */
  phase: string | null;
  wave: number;
  mode: 'serial' | 'parallel' | null;
  agents: string[];
}

export interface TimelineDocument {
  sessionId: string;
  /**
   * `ranS`: seconds from its start to its end; while it runs, to its last event: no view reads a clock. `waitedS`: seconds
   * of them in which a person was waited for.
   */
  session: Span & { ranS: number | null; waitedS: number };
  /** Time of the last event. */
  lastEventAt: string | null;
  phases: Span[];
  cycles: Span[];
  waves: WaveSpan[];
  agents: AgentSpan[];
  tasks: (Span & { agentId: string | null })[];
  todos: (Span & { agentId: string | null; taskId: string | null })[];
  /** From the question to its answer, by whom it was asked; `open` while it waits. */
  questions: (Span & { by: string | null })[];
  /** From the request to the verdict or the withdrawal; `awaited` until then. `from`: the person, where named. */
  reviews: (Span & { from: string | null })[];
  /** When a person was waited for, whoever worked meanwhile. */
  waiting: WaitingSpan[];
  /** Every verdict of a gate. */
  gates: Mark[];
  errors: Mark[];
  /** In which agents were at work at once. */
  parallel: ParallelSegment[];
  saved: SavedTime;
}

const showWaves = (state: AgentsState): WaveSpan[] =>
  state.waves.values().map((wave) => {
    const members = agentsOf(state, wave);
    const starts = members.flatMap(({ launchedAt }) => launchedAt ?? []);
    const open = members.some(({ status }) => agent.isActive(status));
    const ends = members.flatMap(({ endedAt }) => endedAt ?? []);
    const id = waveName(wave);
    return {
      ...span(id, wave.title ?? id, 1, open ? null : 'completed', earliest(starts), open ? null : latest(ends)),
      cycle: wave.cycle,
      phase: wave.phase,
      wave: wave.number,
      mode: wave.mode,
      agents: members.map((agent) => agent.id),
    };
  });

/** Times have a fixed width, so that their order as texts is their order. */
const earliest = (times: readonly string[]): string | null =>
  times.reduce((first: string | null, time) => (first === null || time < first ? time : first), null);
const latest = (times: readonly string[]): string | null =>
  times.reduce((last: string | null, time) => (last === null || time > last ? time : last), null);

const showPauses = (row: SpanRow): PartOfSpan[] | undefined => {
  const pauses = pausesOf(row).map(({ start, end }) => {
    const seconds = secondsBetween(start, end);
    return {
      startedAt: knownTime(start),
      endedAt: knownTime(end),
      durationS: seconds === null ? null : roundedS(seconds),
    };
  });
  return pauses.length === 0 ? undefined : pauses;
};

const asked = (rows: Asked, open: string) =>
  rows.entries().flatMap(([id, row]) =>
    timesAsked(row).map((each, index) => ({
      row: each,
      span: span(id, each.label ?? id, index + 1, each.outcome ?? open, each.start, each.end),
    })),
  );

const gateMarks = (state: GatesState): Mark[] =>
  showGates(state)
    .flatMap(({ id, name, verdicts }) => verdicts.map(({ verdict, at }) => ({ id, label: name, status: verdict, at })))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map((mark) => ({ ...mark, at: knownTime(mark.at) }));

const errorMarks = (state: ErrorEvents): Mark[] =>
  state.slice().map(({ id, time, data }) => ({ id, label: data.message, status: 'error', at: knownTime(time) }));

const parts = (intervals: readonly Interval[]): PartOfSpan[] | undefined =>
  intervals.length === 0 ? undefined : intervals.map(partOfSpan);

/** A span with the parts of it in which a person was waited for. */
const withWaits = <S extends Span>(shown: S, waits: readonly Interval[]): S => ({
  ...shown,
  ...defined({
    waits: parts(intervalBetween(shown.startedAt, shown.endedAt).flatMap((each) => within(waits, each))),
  }),
});

const agentsShown = (view: TimelineView, waitsOf: (agentId: string) => readonly Interval[]): AgentSpan[] =>
  spansIn(view.agentSpans).map(({ row: spanRow, span: shown }) => {
    const row = view.agents.agents.get(shown.id);
    const wave = row === undefined || row.wave === null ? undefined : view.agents.waves.get(row.wave);
    return {
      ...withWaits(shown, waitsOf(shown.id)),
      // Not ended yet: as the agent is now.
      status: shown.status === 'running' && row !== undefined && agent.isActive(row.status) ? row.status : shown.status,
      type: row?.launch?.agentType ?? 'unknown',
      cycle: wave?.cycle ?? null,
      phase: wave?.phase ?? null,
      wave: wave?.number ?? null,
      ...defined({
        carriedInto: (row?.carriedInto.length ?? 0) > 0 ? row?.carriedInto : undefined,
        pauses: showPauses(spanRow),
      }),
    };
  });

const showSession = (view: TimelineView, waits: readonly WaitingSpan[]): TimelineDocument['session'] => {
  const { startedAt, endedAt, ended, started } = view.session;
  const until = endedAt ?? view.events.lastAt;
  const ranS = secondsBetween(startedAt, until);
  const ran = intervalBetween(startedAt, until);
  const waited = waits.flatMap((each) => intervalBetween(each.startedAt, each.endedAt));
  return {
    ...span(view.sessionId, started?.goal ?? view.sessionId, 1, ended?.outcome ?? null, startedAt, endedAt),
    ranS: ranS === null ? null : roundedS(ranS),
    waitedS: roundedS(coveredMs(ran.flatMap((each) => within(waited, each))) / 1000),
  };
};

export const timeline = {
  name: 'timeline',
  version: 5,
  ...foldSlices<Omit<TimelineView, 'sessionId'>>({
    session,
    agents,
    phaseSpans,
    cycleSpans,
    agentSpans,
    taskSpans,
    todoSpans,
    questions: askedQuestions,
    reviews: askedReviews,
    gates,
    errors,
    events,
  }),
  show: (view) => {
    const workOf = ownWork(view.agents, { tasks: view.taskSpans, todos: view.todoSpans });
    const asks = { questions: view.questions, reviews: view.reviews, hasEnded: view.session.ended !== null };
    const waits = waiting(asks, view.agents, view.agentSpans, workOf);
    const plain = (spans: Spans): Span[] => plainSpans(spans).map((each) => withWaits(each, waits.ofSession));
    const waitsOf = (agentId: string | null) => (agentId === null ? waits.ofSession : waits.ofAgent(agentId));
    return {
      sessionId: view.sessionId,
      session: showSession(view, waits.spans),
      lastEventAt: knownTime(view.events.lastAt),
      phases: plain(view.phaseSpans.spans),
      cycles: plain(view.cycleSpans),
      waves: showWaves(view.agents),
      agents: agentsShown(view, waits.ofAgent),
      tasks: spansIn(view.taskSpans).map(({ row: { agentId }, span: shown }) => ({
        ...withWaits(shown, waitsOf(agentId)),
        agentId,
      })),
      todos: spansIn(view.todoSpans).map(({ row: { agentId, taskId }, span: shown }) => ({
        ...withWaits(shown, waitsOf(agentId)),
        ...{ agentId, taskId },
      })),
      questions: asked(view.questions, 'open').map(({ row, span: shown }) => ({ ...shown, by: row.askers[0] ?? null })),
      reviews: asked(view.reviews, 'awaited').map(({ row, span: shown }) => ({ ...shown, from: row.from })),
      waiting: waits.spans,
      gates: gateMarks(view.gates),
      errors: errorMarks(view.errors),
      parallel: parallelSegments(
        view.agentSpans.entries().map(([id, row]) => {
          const idle = [...pausesIn(row), ...waits.ofAgent(id)];
          return [id, without(endedIntervals(spansOf(row)), idle)] as const;
        }),
      ),
      saved: savedTime(view.agents, view.agentSpans, workOf, waits.ofAgent),
    };
  },
} satisfies Projection<TimelineView, TimelineDocument>;
