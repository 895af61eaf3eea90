// Waiting for a person: which questions and reviews were waited for, and who waited. A question that was still open when
// the session ended held nothing up and is not waited for.
import { roundedS } from './duration.ts';
import { type Interval, intervalBetween, union, within, without } from './intervals.ts';
import type { OwnWork } from './own-work.ts';
import type { AgentsState } from './slices/agents.ts';
import { type Asked, timesAsked } from './slices/asked.ts';
import { pausesOf, type SpanRow, type Spans, spansOf } from './slices/spans.ts';

/** A part of a span: a pause, or a time of waiting. */
export interface PartOfSpan {
  startedAt: string | null;
  /** `null` while it lasts. */
  endedAt: string | null;
  durationS: number | null;
}

/** A time in which a person was waited for. */
export interface WaitingSpan extends PartOfSpan {
  /** Ids of the questions and reviews. */
  for: string[];
}

interface Wait {
  readonly id: string;
  /** The agents that asked or were named; empty where the orchestrator asked and named none. */
  readonly agents: readonly string[];
  readonly span: Interval;
}

const waitsIn = (all: readonly Asked[], agents: AgentsState, hasEnded: boolean): Wait[] =>
  all.flatMap((asked) =>
    asked.entries().flatMap(([id, row]) =>
      timesAsked(row).flatMap(({ start, end, askers }): Wait[] =>
        end === null && hasEnded
          ? []
          : intervalBetween(start, end)
              .filter(([from, to]) => to > from)
              .map((span) => ({ id, agents: askers.filter((name) => agents.agents.has(name)), span })),
      ),
    ),
  );

const timeOf = (ms: number): string | null => (ms === Infinity ? null : new Date(ms).toISOString());

/** An interval as a document shows it. */
export const partOfSpan = ([from, to]: Interval): PartOfSpan => ({
  startedAt: timeOf(from),
  endedAt: timeOf(to),
  durationS: to === Infinity ? null : roundedS((to - from) / 1000),
});

/** When an agent was paused; a pause that lasts has no end yet. */
export const pausesIn = (row: SpanRow | undefined): Interval[] =>
  spansOf(row)
    .flatMap(pausesOf)
    .flatMap(({ start, end }) => intervalBetween(start, end));

const timesOf = (rows: readonly SpanRow[]): number[] =>
  rows.flatMap(({ start, end }) => [start, end].flatMap((time) => (time === null ? [] : Date.parse(time))));

/** When something ran; what runs has no end yet. */
const intervalsOf = (row: SpanRow | undefined): Interval[] =>
  spansOf(row).flatMap(({ start, end }) => intervalBetween(start, end));

/** When something ran that has ended. */
export const endedIntervals = (rows: readonly SpanRow[]): Interval[] =>
  rows.flatMap(({ start, end }) => (end === null ? [] : intervalBetween(start, end)));

/** When an agent waited; when the session did, with no agent at work; and all of it, whoever worked meanwhile. */
export interface Waiting {
  readonly ofAgent: (agentId: string) => readonly Interval[];
  readonly ofSession: readonly Interval[];
  readonly spans: WaitingSpan[];
}

export interface AskedOfPeople {
  readonly questions: Asked;
  readonly reviews: Asked;
  /** Whether the session has ended. */
  readonly hasEnded: boolean;
}

/**
 * An agent waits while what it asked, or what names it, is open, and with all others while the orchestrator waited: where
 * it ran all that time, and neither began nor ended a task or todo. One that did, or that ended before the answer, went on
 * working; while nothing shows that it waits for the orchestrator's answer, it works.
 */
export const waiting = (
  { questions, reviews, hasEnded }: AskedOfPeople,
  agents: AgentsState,
  agentSpans: Spans,
  workOf: (agentId: string) => OwnWork,
): Waiting => {
  const waits = waitsIn([questions, reviews], agents, hasEnded);
  const all = union(waits.map(({ span }) => span));
  const waitedBy = (agentId: string): Interval[] => {
    const ran = intervalsOf(agentSpans.get(agentId));
    const { todos, tasks } = workOf(agentId);
    const edges = timesOf([...todos, ...tasks]);
    return union(
      waits
        .filter(({ agents: named, span }) => (named.length === 0 ? span[1] < Infinity : named.includes(agentId)))
        .map(({ span }) => span)
        .filter(
          ([from, to]) =>
            ran.some(([start, end]) => start <= from && to <= end) && !edges.some((at) => at > from && at < to),
        ),
    );
  };
  const byAgent = new Map(waits.length === 0 ? [] : agentSpans.keys().map((id) => [id, waitedBy(id)] as const));
  const atWork = [...byAgent].flatMap(([id, waited]) => {
    const row = agentSpans.get(id);
    return without(intervalsOf(row), [...pausesIn(row), ...waited]);
  });
  return {
    ofAgent: (agentId) => byAgent.get(agentId) ?? [],
    ofSession: without(all, atWork),
    spans: all.map((span) => ({
      ...partOfSpan(span),
      for: [...new Set(waits.filter((wait) => within([wait.span], span).length > 0).map(({ id }) => id))],
    })),
  };
};
