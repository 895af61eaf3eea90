// What running agents in parallel saved: for each wave the busy time of its agents added up, less the wave's own span.
// Busy is the union of the spans of an agent's todos, else of its tasks, else the time from its launch to its end; less
// the time in which it was paused.
import { knownTime, roundedS } from './duration.ts';
import { type AgentRow, type AgentsState, agentsOf, type WaveRow } from './slices/agents.ts';
import { HANDED_OVER, pausesOf, type SpanRow, type Spans, spansOf } from './slices/spans.ts';

export type BusyBasis = 'todos' | 'tasks' | 'agent';

export interface WaveSaving {
  cycle: number | null;
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

/** Milliseconds from and to. */
type Interval = readonly [from: number, to: number];

const intervalOf = ({ start, end }: SpanRow): Interval[] => {
  if (start === null || end === null) return [];
  const from = Date.parse(start);
  const to = Date.parse(end);
  return to >= from ? [[from, to]] : [];
};
const intervalsOf = (row: SpanRow | undefined): Interval[] => spansOf(row).flatMap(intervalOf);

/** When an agent was paused; a pause that lasts has no end yet. */
const pausesIn = (row: SpanRow | undefined): Interval[] =>
  spansOf(row)
    .flatMap(pausesOf)
    .flatMap(({ start, end }): Interval[] => {
      if (knownTime(start) === null || (end !== null && knownTime(end) === null)) return [];
      const from = Date.parse(start);
      const to = end === null ? Infinity : Date.parse(end);
      return to >= from ? [[from, to]] : [];
    });

/** Milliseconds covered by the intervals, each moment once. */
const unionMs = (intervals: readonly Interval[]): number => {
  let covered = 0;
  let until = -Infinity;
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    if (to <= until) continue;
    covered += to - Math.max(from, until);
    until = to;
  }
  return covered;
};

/** Milliseconds covered by the intervals, without the pauses. */
const busyMs = (intervals: readonly Interval[], pauses: readonly Interval[]): number => {
  const last = intervals.reduce((latest, [, to]) => Math.max(latest, to), -Infinity);
  const within = pauses.flatMap(([from, to]): Interval[] => (from < last ? [[from, Math.min(to, last)]] : []));
  return unionMs([...intervals, ...within]) - unionMs(within);
};

/** Each span by the agent whose it was: a thing that was handed over has spans of several. */
const byOwner = (spans: Spans, ownerOf: (id: string, span: SpanRow) => string | null) => {
  const owned = new Map<string, SpanRow[]>();
  for (const [id, row] of spans.entries())
    for (const span of spansOf(row)) {
      const owner = ownerOf(id, span);
      if (owner === null) continue;
      const rows = owned.get(owner);
      if (rows === undefined) owned.set(owner, [span]);
      else rows.push(span);
    }
  return owned;
};

/** Taken over by the orchestrator itself: no agent's, whatever it was before. */
const isOfNoAgent = ({ agentId, earlier }: SpanRow): boolean => agentId === null && earlier?.outcome === HANDED_OVER;

/** The one agent that was launched for each task; left out for a task that several were launched for. */
const onlyAgentOf = (agents: AgentsState): Map<string, string | null> => {
  const only = new Map<string, string | null>();
  for (const { id, launch } of agents.agents.values())
    for (const task of launch?.taskIds ?? []) only.set(task, only.has(task) && only.get(task) !== id ? null : id);
  return only;
};

export const savedTime = (agents: AgentsState, spans: { agents: Spans; tasks: Spans; todos: Spans }): SavedTime => {
  const launchedFor = onlyAgentOf(agents);
  const taskOwner = (taskId: string, span: SpanRow | undefined): string | null =>
    span !== undefined && isOfNoAgent(span) ? null : (span?.agentId ?? launchedFor.get(taskId) ?? null);
  /** Who had a task at a time; where it had not begun by then, who has it now. */
  const agentOfTask = (taskId: string, time: string | null): string | null => {
    const row = spans.tasks.get(taskId);
    const begun = spansOf(row).findLast(({ start }) => start !== null && time !== null && start <= time);
    return taskOwner(taskId, begun ?? row);
  };
  const todosOf = byOwner(
    spans.todos,
    (_, span) =>
      span.agentId ?? (span.taskId === null || isOfNoAgent(span) ? null : agentOfTask(span.taskId, span.start)),
  );
  const tasksOf = byOwner(spans.tasks, taskOwner);

  const busyOf = ({ id }: AgentRow): WaveSaving['agents'][number] => {
    const pauses = pausesIn(spans.agents.get(id));
    const own = { todos: todosOf.get(id) ?? [], tasks: tasksOf.get(id) ?? [] };
    for (const basis of ['todos', 'tasks'] as const) {
      const intervals = own[basis].flatMap(intervalOf);
      if (intervals.length > 0) return { agentId: id, busyS: busyMs(intervals, pauses) / 1000, basis };
    }
    const intervals = intervalsOf(spans.agents.get(id));
    return { agentId: id, busyS: intervals.length === 0 ? null : busyMs(intervals, pauses) / 1000, basis: 'agent' };
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
  return Number.isFinite(to - from) && to >= from ? roundedS((to - from) / 1000) : null;
};
