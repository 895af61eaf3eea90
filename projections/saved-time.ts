// What running agents in parallel saved: for each wave the busy time of its agents added up, less the wave's own span.
// Busy is the union of the spans of an agent's todos, else of its tasks, else the time from its launch to its end; less
// the time in which it was paused or waited for a person.
import { knownTime, roundedS } from './duration.ts';
import { coveredMs, type Interval, without } from './intervals.ts';
import type { OwnWork } from './own-work.ts';
import { type AgentRow, type AgentsState, agentsOf, type WaveRow } from './slices/agents.ts';
import { type Spans, spansOf } from './slices/spans.ts';
import { endedIntervals, pausesIn } from './waiting.ts';

export type BusyBasis = 'todos' | 'tasks' | 'agent';

export interface WaveSaving {
  cycle: number | null;
  /** The phase that it belongs to where no cycle was open. */
  phase: string | null;
  wave: number;
  /** Seconds from the first launch to the last end; `null`, like what follows from it, while an agent runs. */
  spanS: number | null;
  /** Seconds that its agents were busy, added up. */
  busyS: number | null;
  /** Busy less span; 0 where its agents idled more than they overlapped. */
  savedS: number | null;
  /** What busy was measured by; `mixed` where it was not the same for all its agents. */
  basis: BusyBasis | 'mixed';
  agents: { agentId: string; busyS: number | null; basis: BusyBasis }[];
}

export interface SavedTime {
  /** Over all waves that ended. */
  totalS: number;
  basis: BusyBasis | 'mixed' | 'none';
  waves: WaveSaving[];
}

export const savedTime = (
  agents: AgentsState,
  agentSpans: Spans,
  workOf: (agentId: string) => OwnWork,
  waitsOf: (agentId: string) => readonly Interval[],
): SavedTime => {
  const busyOf = ({ id }: AgentRow): WaveSaving['agents'][number] => {
    const idle = [...pausesIn(agentSpans.get(id)), ...waitsOf(id)];
    const busyS = (intervals: readonly Interval[]): number => coveredMs(without(intervals, idle)) / 1000;
    const own = workOf(id);
    for (const basis of ['todos', 'tasks'] as const) {
      const intervals = endedIntervals(own[basis]);
      if (intervals.length > 0) return { agentId: id, busyS: busyS(intervals), basis };
    }
    const intervals = endedIntervals(spansOf(agentSpans.get(id)));
    return { agentId: id, busyS: intervals.length === 0 ? null : busyS(intervals), basis: 'agent' };
  };

  const savingOf = (wave: WaveRow): WaveSaving => {
    const members = agentsOf(agents, wave);
    const busy = members.map(busyOf);
    const bases = new Set(busy.map(({ basis }) => basis));
    const ended = members.every(
      ({ launchedAt, endedAt }) => knownTime(launchedAt) !== null && knownTime(endedAt) !== null,
    );
    const spanS = ended ? spanSecondsOf(members) : null;
    const busyS = ended ? busy.reduce((sum, each) => sum + (each.busyS ?? 0), 0) : null;
    return {
      cycle: wave.cycle,
      phase: wave.phase,
      wave: wave.number,
      spanS,
      busyS: busyS === null ? null : roundedS(busyS),
      savedS: spanS === null || busyS === null ? null : roundedS(Math.max(0, busyS - spanS)),
      basis: bases.size === 1 ? ([...bases][0] as BusyBasis) : 'mixed',
      agents: busy,
    };
  };

  const waves = agents.waves.values().map(savingOf);
  const bases = new Set(waves.map(({ basis }) => basis));
  return {
    totalS: roundedS(waves.reduce((sum, { savedS }) => sum + (savedS ?? 0), 0)),
    basis: bases.size === 0 ? 'none' : bases.size === 1 ? ([...bases][0] as BusyBasis) : 'mixed',
    waves,
  };
};

/** First launch to last end; `null` where a time is not a calendar date, and where the end is before the launch. */
const spanSecondsOf = (members: readonly AgentRow[]): number | null => {
  let from = Infinity;
  let to = -Infinity;
  for (const { launchedAt, endedAt } of members) {
    from = Math.min(from, Date.parse(launchedAt ?? ''));
    to = Math.max(to, Date.parse(endedAt ?? ''));
  }
  return to >= from ? roundedS((to - from) / 1000) : null;
};
