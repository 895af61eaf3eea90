// The agents of a cycle: those that were launched in it, and those that it received from the cycle before. Each report of
// an agent is shown in one cycle.
import { defined } from '../machines/defined.ts';
import type { Launch } from '../machines/events/agent.ts';
import type { EventOf } from '../machines/events/envelope.ts';
import { knownTime, roundedS, secondsBetween } from './duration.ts';
import { type LearnedItem, showLearned } from './learned.ts';
import type { AgentStatus, AgentsState } from './slices/agents.ts';
import type { CycleStory } from './slices/cycle-stories.ts';

export interface CycleAgent {
  id: string;
  type: string;
  /** Of the cycle that it was launched in. */
  wave: number | null;
  mode: 'serial' | 'parallel' | null;
  /** Why serial or parallel. */
  reason: string | null;
  instruction: string | null;
  itemIds: readonly string[];
  status: AgentStatus;
  /** The cycle that it was launched in and carried on from; only of an agent that was carried into this one. */
  carriedFrom?: number;
  /** Why it is paused; only of a paused agent. */
  pauseReason?: string;
  startedAt: string | null;
  endedAt: string | null;
  durationS: number | null;
  /** What it reported in this cycle; what it reported later, where no later cycle has it. */
  reports: LearnedItem[];
}

/** An agent in a cycle: how it was launched, and where it was carried from. */
interface Presence {
  readonly launch: Launch;
  readonly event: EventOf<'agent_launched'>;
  readonly carriedFrom: number | undefined;
}

/** The agents of each cycle, by its number. */
export const agentsByCycle = (stories: readonly CycleStory[], state: AgentsState): Map<number, CycleAgent[]> => {
  const present = stories.map((story) => presentIn(story));
  receive(stories, state, present);
  const reports = reportsOf(stories, present);
  return new Map(
    stories.map(({ cycle }, index) => [
      cycle,
      (present[index] ?? []).map((each) =>
        showAgent(each, state, reports.get(`${index} ${each.launch.agentId}`) ?? []),
      ),
    ]),
  );
};

const presentIn = ({ launches }: CycleStory): Presence[] =>
  launches.slice().flatMap((event) => event.data.agents.map((launch) => ({ launch, event, carriedFrom: undefined })));

/** Adds to the agents of each cycle those that were carried into it. */
const receive = (stories: readonly CycleStory[], state: AgentsState, present: Presence[][]): void => {
  const indexes = new Map(stories.map(({ cycle }, index) => [cycle, index]));
  const launched = new Map<string, { readonly presence: Presence; readonly cycle: number }>();
  for (const [index, { cycle }] of stories.entries())
    for (const presence of present[index] ?? []) launched.set(presence.launch.agentId, { presence, cycle });
  for (const { id, carriedInto } of state.agents.values()) {
    const first = launched.get(id);
    if (first === undefined) continue;
    for (const cycle of carriedInto)
      present[indexes.get(cycle) ?? -1]?.push({ ...first.presence, carriedFrom: first.cycle });
  }
};

/** Reports by the place of a cycle and the agent: each is of the newest cycle so far that has the agent, else of the first. */
const reportsOf = (
  stories: readonly CycleStory[],
  present: readonly (readonly Presence[])[],
): Map<string, LearnedItem[]> => {
  const places = new Map<string, number[]>();
  for (const [index, all] of present.entries())
    for (const { launch } of all) places.set(launch.agentId, [...(places.get(launch.agentId) ?? []), index]);
  const reports = new Map<string, LearnedItem[]>();
  for (const [index, { learned }] of stories.entries())
    for (const event of learned.slice()) {
      if (event.type !== 'agent_reported') continue;
      const at = places.get(event.data.agentId) ?? [];
      const key = `${at.findLast((place) => place <= index) ?? at[0]} ${event.data.agentId}`;
      reports.set(key, [...(reports.get(key) ?? []), showLearned(event)]);
    }
  return reports;
};

const showAgent = (
  { launch, event, carriedFrom }: Presence,
  state: AgentsState,
  reports: LearnedItem[],
): CycleAgent => {
  const row = state.agents.get(launch.agentId);
  const { wave, mode, reason } = event.data;
  const seconds = secondsBetween(row?.launchedAt, row?.endedAt);
  return {
    id: launch.agentId,
    type: launch.agentType,
    wave: wave ?? null,
    mode: mode ?? null,
    reason: reason ?? null,
    instruction: launch.instruction ?? null,
    itemIds: launch.itemIds ?? [],
    status: row?.status ?? 'running',
    ...defined({ carriedFrom, pauseReason: row?.status === 'paused' ? (row.reason ?? undefined) : undefined }),
    startedAt: knownTime(row?.launchedAt ?? null),
    endedAt: knownTime(row?.endedAt ?? null),
    durationS: seconds === null ? null : roundedS(seconds),
    reports,
  };
};
