// A span as the timeline shows it: when a thing began and ended.
import { knownTime, roundedS, secondsBetween } from './duration.ts';
import { type Spans, spansOf } from './slices/spans.ts';
import type { PartOfSpan } from './waiting.ts';

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
  /**
   * Its parts in which a person was waited for: by its agent, or by the orchestrator while no agent was at work. Left out
   * where there are none.
   */
  waits?: PartOfSpan[];
}

export const span = (
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

export const spansIn = (spans: Spans) =>
  spans.entries().flatMap(([id, row]) =>
    spansOf(row).map((each, index) => ({
      row: each,
      span: span(id, row.label ?? id, index + 1, each.outcome, each.start, each.end),
    })),
  );

export const plainSpans = (spans: Spans): Span[] => spansIn(spans).map((each) => each.span);
