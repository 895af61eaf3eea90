// Segments of time in which agents were at work at once.
import { roundedS } from './duration.ts';
import type { Interval } from './intervals.ts';

export interface ParallelSegment {
  startedAt: string;
  endedAt: string;
  durationS: number;
  agents: string[];
  /** How many ran at once at most. */
  peak: number;
}

/** @param atWork of each agent by its id, when it was at work */
export const parallelSegments = (atWork: readonly (readonly [id: string, intervals: readonly Interval[]])[]) => {
  const edges = atWork.flatMap(([id, intervals]) =>
    intervals.flatMap(([from, to]) => [
      { at: from, change: 1, id },
      { at: to, change: -1, id },
    ]),
  );
  // At one moment ends come before beginnings: agents that follow each other do not overlap.
  edges.sort((a, b) => a.at - b.at || a.change - b.change);
  const segments: ParallelSegment[] = [];
  const running = new Set<string>();
  let segment: { from: number; agents: Set<string>; peak: number } | null = null;
  for (const { at, change, id } of edges) {
    if (change > 0) running.add(id);
    else running.delete(id);
    if (running.size >= 2) {
      segment ??= { from: at, agents: new Set(running), peak: 0 };
      segment.agents.add(id);
      segment.peak = Math.max(segment.peak, running.size);
    } else if (segment !== null) {
      segments.push({
        startedAt: new Date(segment.from).toISOString(),
        endedAt: new Date(at).toISOString(),
        durationS: roundedS((at - segment.from) / 1000),
        agents: [...segment.agents],
        peak: segment.peak,
      });
      segment = null;
    }
  }
  return segments;
};
