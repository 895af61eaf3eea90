// Agents, and the waves in which they were launched.

import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';
import type { Launch } from '../../machines/events/agent.ts';
import { EVENT_TYPES, type EventData, type EventType, entryOf } from '../../machines/events/catalog.ts';
import type { EventOf, RecordedEvent } from '../../machines/events/envelope.ts';
import { agent } from '../../machines/life-cycles/agent.ts';
import type { StateOf } from '../../machines/life-cycles/all.ts';
import { activePhaseAfter } from '../../machines/state/active-phase.ts';
import { onMoves } from '../moves.ts';
import type { Slice } from '../slice.ts';
import { type OpenCycles, openCycles, withCycleMoved } from './open-cycles.ts';

/** `unmatched`: its end or report has no launch. */
export type AgentStatus = Exclude<StateOf<'agent'>, 'none'>;

/** The events that put launched agents into another state, each the state that it names. */
export type AgentChange = {
  [T in EventType]: EventData[T] extends { agents: readonly { agentId: string; reason?: string | undefined }[] }
    ? Exclude<T, 'agent_launched'>
    : never;
}[EventType];
export const AGENT_CHANGES = EVENT_TYPES.filter(
  (type): type is AgentChange =>
    entryOf(type).command.creates !== 'agent' &&
    entryOf(type).moves.some((move) => 'id' in move && move.id === 'agents[].agentId'),
);
/** The status of an agent after one of them. */
export const agentStatusAfter = (type: AgentChange): AgentStatus => agent.named(agent.initial, type) as AgentStatus;
/** One step of a slice for each of them. */
export const onAgentChange = <State>(
  step: (state: State, event: EventOf<AgentChange>) => State,
): { readonly [T in AgentChange]: (state: State, event: EventOf<T>) => State } =>
  Object.fromEntries(AGENT_CHANGES.map((type) => [type, step])) as {
    [T in AgentChange]: (state: State, event: EventOf<T>) => State;
  };

export interface AgentRow {
  readonly id: string;
  readonly launch: Launch | null;
  /** Key of the wave that it was launched in. */
  readonly wave: string | null;
  /** The cycles that it was carried into, while it ran. */
  readonly carriedInto: readonly number[];
  readonly launchedAt: string | null;
  readonly endedAt: string | null;
  readonly status: AgentStatus;
  readonly outputs: readonly string[];
  /** Why it is paused, failed, was killed or lost. */
  readonly reason: string | null;
}

export interface WaveRow {
  readonly key: string;
  readonly cycle: number | null;
  /** The phase that it belongs to where no cycle was open; `null` where none was active. */
  readonly phase: string | null;
  readonly number: number;
  readonly title: string | null;
  readonly mode: 'serial' | 'parallel' | null;
  /** Why it is serial or parallel. */
  readonly reason: string | null;
  readonly agents: List<string>;
}

export interface AgentsState {
  readonly agents: Table<AgentRow>;
  readonly waves: Table<WaveRow>;
  readonly openCycles: OpenCycles;
  /** Agents that an ended cycle carried while no other was open. */
  readonly carried: readonly string[];
  readonly activePhase: string | null;
  /** The phases of the profile in force. */
  readonly order: readonly string[];
  /** Agents launched anew after they ended, as they were in the wave before: by that wave's key and the agent's id. */
  readonly earlier: Table<AgentRow>;
}

/** What a wave belongs to, its open cycle, else the active phase, else the session; and its number there. */
export interface WavePlace {
  readonly cycle: number | null;
  readonly phase: string | null;
  readonly number: number;
}

/** The key of a wave. */
export const waveKey = ({ cycle, phase, number }: WavePlace): string =>
  phase === null ? `${cycle ?? ''}/${number}` : `${phase}:/${number}`;

/** `cycle 1 wave 2`, `Planning wave 2`, `wave 2`. */
export const waveName = ({ cycle, phase, number }: WavePlace): string =>
  `${cycle !== null ? `cycle ${cycle} ` : phase !== null ? `${phase} ` : ''}wave ${number}`;

const earlierKey = (wave: string, agentId: string): string => `${wave}/${agentId}`;

const launched = (state: AgentsState, { data, time }: EventOf<'agent_launched'>): AgentsState => {
  let { agents, waves, earlier } = state;
  const cycle = state.openCycles.at(-1) ?? null;
  const phase = cycle === null ? state.activePhase : null;
  const key = data.wave === undefined ? null : waveKey({ cycle, phase, number: data.wave });
  for (const launch of data.agents) {
    const before = agents.get(launch.agentId);
    if (before !== undefined && before.wave !== null && before.wave !== key && !agent.isActive(before.status))
      earlier = earlier.set(earlierKey(before.wave, before.id), before);
    agents = agents.set(launch.agentId, {
      id: launch.agentId,
      launch,
      wave: key,
      carriedInto: [],
      launchedAt: time,
      endedAt: null,
      status: 'running',
      outputs: [],
      reason: null,
    });
  }
  if (key !== null && data.wave !== undefined) {
    const wave = waves.get(key);
    let members = wave?.agents ?? List.empty<string>();
    for (const { agentId } of data.agents) members = members.push(agentId);
    waves = waves.set(key, {
      key,
      cycle,
      phase,
      number: data.wave,
      title: data.title ?? wave?.title ?? null,
      mode: data.mode ?? wave?.mode ?? null,
      reason: data.reason ?? wave?.reason ?? null,
      agents: members,
    });
  }
  return { ...state, agents, waves, earlier };
};

const neverLaunched = (id: string): AgentRow => ({
  id,
  launch: null,
  wave: null,
  carriedInto: [],
  launchedAt: null,
  endedAt: null,
  status: 'unmatched',
  outputs: [],
  reason: null,
});

const changed = (state: AgentsState, event: EventOf<AgentChange>): AgentsState => {
  const status = agentStatusAfter(event.type);
  let { agents } = state;
  for (const { agentId, reason, ...more } of event.data.agents) {
    const row = agents.get(agentId) ?? neverLaunched(agentId);
    agents = agents.set(agentId, {
      ...row,
      endedAt: agent.isActive(status) ? null : event.time,
      status: row.launch === null ? 'unmatched' : status,
      outputs: ('outputs' in more ? more.outputs : undefined) ?? row.outputs,
      reason: reason ?? null,
    });
  }
  return { ...state, agents };
};

const followPhase = (state: AgentsState, event: RecordedEvent): AgentsState => ({
  ...state,
  activePhase: activePhaseAfter(state.activePhase, event, state.order),
});
const withOrder = (
  state: AgentsState,
  { data }: EventOf<'session_started' | 'profile_chosen' | 'profile_amended'>,
): AgentsState => ({ ...state, order: data.profile.phases });

const cycleMoves = onMoves<'cycle', AgentsState>('cycle', (state, _event, moved) => ({
  ...state,
  openCycles: withCycleMoved(state.openCycles, moved),
}));

/** Of the agents that were carried, those that run still are of another cycle now. */
const carriedInto = (state: AgentsState, ids: readonly string[], cycle: number): AgentsState => {
  let { agents } = state;
  for (const id of new Set(ids))
    agents = agents.update(id, (row) =>
      agent.isActive(row.status) ? { ...row, carriedInto: [...row.carriedInto, cycle] } : row,
    );
  return { ...state, agents };
};

export const agents: Slice<AgentsState> = {
  init: {
    agents: Table.empty(),
    waves: Table.empty(),
    openCycles: openCycles.init,
    carried: [],
    activePhase: null,
    order: [],
    earlier: Table.empty(),
  },
  on: {
    ...cycleMoves,
    cycle_started: (state, event) => {
      const begun = cycleMoves.cycle_started?.(state, event) ?? state;
      return { ...carriedInto(begun, state.carried, event.data.cycle), carried: [] };
    },
    cycle_ended: (state, event) => {
      const over = cycleMoves.cycle_ended?.(state, event) ?? state;
      const { agents = [] } = event.data.carried ?? {};
      const open = over.openCycles.at(-1);
      return open === undefined ? { ...over, carried: [...over.carried, ...agents] } : carriedInto(over, agents, open);
    },
    session_started: withOrder,
    profile_chosen: withOrder,
    profile_amended: withOrder,
    phase_started: followPhase,
    phase_reopened: followPhase,
    phase_completed: followPhase,
    phase_skipped: followPhase,
    phase_abandoned: followPhase,
    phase_unskipped: followPhase,
    agent_launched: launched,
    agent_reported: (state, { data }) =>
      state.agents.has(data.agentId)
        ? state
        : { ...state, agents: state.agents.set(data.agentId, neverLaunched(data.agentId)) },
    ...onAgentChange(changed),
  },
};

/** Agents of a wave, each once, in order of launch, and as they were in it. */
export const agentsOf = (state: AgentsState, wave: WaveRow): AgentRow[] =>
  [...new Set(wave.agents.slice())].flatMap((id) => {
    const row = state.agents.get(id);
    return (row?.wave === wave.key ? row : state.earlier.get(earlierKey(wave.key, id))) ?? [];
  });
