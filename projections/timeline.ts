// The timeline: when the session, its phases, cycles, waves, agents, tasks and todos began and ended, what ran in
// parallel, and what that saved. What has not ended has no end.
import { defined } from '../machines/defined.ts';
import { agent } from '../machines/life-cycles/agent.ts';
import { knownTime, roundedS, secondsBetween } from './duration.ts';
import type { Projection } from './projection.ts';
import { type SavedTime, savedTime } from './saved-time.ts';
import { foldSlices, type ViewOf } from './slice.ts';
import { type AgentsState, agents, agentsOf, waveName } from './slices/agents.ts';
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

export type TimelineView = ViewOf<{
  session: SessionState;
  agents: AgentsState;
  phaseSpans: PhaseSpans;
  cycleSpans: Spans;
  agentSpans: Spans;
  taskSpans: Spans;
  todoSpans: Spans;
}>;

/** One span; a thing that began again (a task tried again, a phase reopened) has one for each `turn`, from 1. */
export interface Span {
  id: string;
  label: string;
  turn: number;
  /** `running` while it has not ended; `unmatched` where it ended and never began. */
  status: string;
  startedAt: string | null;
  endedAt: string | null;
  durationS: number | null;
}

/** A part of an agent's span in which it was paused: neither busy nor in parallel with others. */
export interface PauseSpan {
  startedAt: string | null;
  /** `null` while it lasts. */
  endedAt: string | null;
  durationS: number | null;
}

export interface AgentSpan extends Span {
  type: string;
  cycle: number | null;
  /** Of its wave, where no cycle was open. */
  phase: string | null;
  wave: number | null;
  /** Left out where it was never paused. */
  pauses?: PauseSpan[];
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
  session: Span;
  phases: Span[];
  cycles: Span[];
  waves: WaveSpan[];
  agents: AgentSpan[];
  tasks: (Span & { agentId: string | null })[];
  todos: (Span & { agentId: string | null; taskId: string | null })[];
  /** Segments of time in which agents overlapped: which agents, and how many ran at once at most. */
  parallel: { startedAt: string; endedAt: string; durationS: number; agents: string[]; peak: number }[];
  saved: SavedTime;
}

const span = (
  id: string,
  label: string,
  turn: number,
  outcome: string | null,
  start: string | null,
  end: string | null,
): Span => {
  const seconds = secondsBetween(start, end);
  return {
    id,
    label,
    turn,
    status: start === null && end !== null ? 'unmatched' : (outcome ?? 'running'),
    startedAt: knownTime(start),
    endedAt: knownTime(end),
    durationS: seconds === null ? null : roundedS(seconds),
  };
};

const spansIn = (spans: Spans) =>
  spans.entries().flatMap(([id, row]) =>
    spansOf(row).map((each, index) => ({
      row: each,
      span: span(id, row.label ?? id, index + 1, each.outcome, each.start, each.end),
    })),
  );

const plainSpans = (spans: Spans): Span[] => spansIn(spans).map((each) => each.span);

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

type Times = Pick<Span, 'id' | 'startedAt' | 'endedAt'>;

/** The parts of an agent's span in which it was not paused. */
const partsAtWork = ({ id, startedAt, endedAt, pauses = [] }: AgentSpan): Times[] => {
  const parts: Times[] = [];
  let from = startedAt;
  for (const pause of pauses) {
    if (pause.startedAt === null || pause.endedAt === null) continue;
    parts.push({ id, startedAt: from, endedAt: pause.startedAt });
    from = pause.endedAt;
  }
  return [...parts, { id, startedAt: from, endedAt }];
};

const showParallel = (spans: readonly AgentSpan[]): TimelineDocument['parallel'] => {
  // At one moment ends come before beginnings: agents that follow each other do not overlap.
  const edges = spans.flatMap(partsAtWork).flatMap(({ id, startedAt, endedAt }) =>
    startedAt === null || endedAt === null || (secondsBetween(startedAt, endedAt) ?? 0) <= 0
      ? []
      : [
          { time: startedAt, change: 1, id },
          { time: endedAt, change: -1, id },
        ],
  );
  edges.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.change - b.change));
  const segments: TimelineDocument['parallel'] = [];
  const running = new Set<string>();
  let segment: { from: string; agents: Set<string>; peak: number } | null = null;
  for (const { time, change, id } of edges) {
    if (change > 0) running.add(id);
    else running.delete(id);
    if (running.size >= 2) {
      segment ??= { from: time, agents: new Set(running), peak: 0 };
      segment.agents.add(id);
      segment.peak = Math.max(segment.peak, running.size);
    } else if (segment !== null) {
      segments.push({
        startedAt: segment.from,
        endedAt: time,
        durationS: roundedS(secondsBetween(segment.from, time) ?? 0),
        agents: [...segment.agents],
        peak: segment.peak,
      });
      segment = null;
    }
  }
  return segments;
};

const showPauses = (row: SpanRow): PauseSpan[] =>
  pausesOf(row).map(({ start, end }) => {
    const seconds = secondsBetween(start, end);
    return {
      startedAt: knownTime(start),
      endedAt: knownTime(end),
      durationS: seconds === null ? null : roundedS(seconds),
    };
  });

const agentsShown = (view: TimelineView): TimelineDocument['agents'] =>
  spansIn(view.agentSpans).map(({ row: spanRow, span: shown }) => {
    const pauses = showPauses(spanRow);
    const row = view.agents.agents.get(shown.id);
    const wave = row === undefined || row.wave === null ? undefined : view.agents.waves.get(row.wave);
    return {
      ...shown,
      // Not ended yet: as the agent is now.
      status: shown.status === 'running' && row !== undefined && agent.isActive(row.status) ? row.status : shown.status,
      type: row?.launch?.agentType ?? 'unknown',
      cycle: wave?.cycle ?? null,
      phase: wave?.phase ?? null,
      wave: wave?.number ?? null,
      ...defined({ pauses: pauses.length === 0 ? undefined : pauses }),
    };
  });

export const timeline = {
  name: 'timeline',
  version: 3,
  ...foldSlices<Omit<TimelineView, 'sessionId'>>({
    session,
    agents,
    phaseSpans,
    cycleSpans,
    agentSpans,
    taskSpans,
    todoSpans,
  }),
  show: (view) => {
    const shownAgents = agentsShown(view);
    const { startedAt, endedAt, ended, started } = view.session;
    return {
      sessionId: view.sessionId,
      session: span(view.sessionId, started?.goal ?? view.sessionId, 1, ended?.outcome ?? null, startedAt, endedAt),
      phases: plainSpans(view.phaseSpans.spans),
      cycles: plainSpans(view.cycleSpans),
      waves: showWaves(view.agents),
      agents: shownAgents,
      tasks: spansIn(view.taskSpans).map(({ row, span: shown }) => ({ ...shown, agentId: row.agentId })),
      todos: spansIn(view.todoSpans).map(({ row, span: shown }) => ({
        ...shown,
        agentId: row.agentId,
        taskId: row.taskId,
      })),
      parallel: showParallel(shownAgents),
      saved: savedTime(view.agents, { agents: view.agentSpans, tasks: view.taskSpans, todos: view.todoSpans }),
    };
  },
} satisfies Projection<TimelineView, TimelineDocument>;
