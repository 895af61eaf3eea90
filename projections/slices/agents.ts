// Agents, the waves in which they were launched, and the cycles of a session that runs in cycles.
import type { Launch } from '../../machines/events/agent.ts';
import type { EventOf } from '../../machines/events/envelope.ts';
import { List } from '../../machines/list.ts';
import { Table } from '../../machines/table.ts';
import type { Slice } from '../slice.ts';

export type AgentEnd = 'completed' | 'failed' | 'killed' | 'lost';
/** `unmatched`: its end has no launch. */
export type AgentStatus = 'running' | AgentEnd | 'unmatched';

export interface AgentRow {
  readonly id: string;
  readonly launch: Launch | null;
  /** Key of the wave that it was launched in. */
  readonly wave: string | null;
  readonly launchedAt: string | null;
  readonly endedAt: string | null;
  readonly status: AgentStatus;
  readonly outputs: readonly string[];
  /** Why it failed, was killed or lost. */
  readonly reason: string | null;
}

export interface WaveRow {
  readonly key: string;
  readonly cycle: number | null;
  readonly number: number;
  readonly title: string | null;
  readonly mode: 'serial' | 'parallel' | null;
  /** Why it is serial or parallel. */
  readonly reason: string | null;
  readonly agents: List<string>;
}

export interface CycleRow {
  readonly cycle: number;
  readonly title: string | null;
  readonly status: 'open' | 'ended';
  readonly notes: string | null;
}

export interface AgentsState {
  readonly agents: Table<AgentRow>;
  readonly waves: Table<WaveRow>;
  readonly cycles: Table<CycleRow>;
  /** The cycle that is open. */
  readonly cycle: number | null;
}

/** The key of a wave: a number counts within its cycle, where there are cycles. */
export const waveKey = (cycle: number | null, wave: number): string => `${cycle ?? ''}/${wave}`;

const launched = (state: AgentsState, { data, time }: EventOf<'agent_launched'>): AgentsState => {
  let { agents, waves } = state;
  const key = data.wave === undefined ? null : waveKey(state.cycle, data.wave);
  for (const launch of data.agents)
    agents = agents.set(launch.agentId, {
      id: launch.agentId,
      launch,
      wave: key,
      launchedAt: time,
      endedAt: null,
      status: 'running',
      outputs: [],
      reason: null,
    });
  if (key !== null && data.wave !== undefined) {
    const wave = waves.get(key);
    let members = wave?.agents ?? List.empty<string>();
    for (const { agentId } of data.agents) members = members.push(agentId);
    waves = waves.set(key, {
      key,
      cycle: state.cycle,
      number: data.wave,
      title: data.title ?? wave?.title ?? null,
      mode: data.mode ?? wave?.mode ?? null,
      reason: data.reason ?? wave?.reason ?? null,
      agents: members,
    });
  }
  return { ...state, agents, waves };
};

const ended =
  (end: AgentEnd) =>
  (state: AgentsState, { data, time }: EventOf<`agent_${AgentEnd}`>): AgentsState => {
    let { agents } = state;
    for (const { agentId, outputs, reason } of data.agents) {
      const row = agents.get(agentId);
      agents = agents.set(agentId, {
        id: agentId,
        launch: row?.launch ?? null,
        wave: row?.wave ?? null,
        launchedAt: row?.launchedAt ?? null,
        endedAt: time,
        status: row === undefined || row.launch === null ? 'unmatched' : end,
        outputs: outputs ?? row?.outputs ?? [],
        reason: reason ?? null,
      });
    }
    return { ...state, agents };
  };

export const agents: Slice<AgentsState> = {
  init: { agents: Table.empty(), waves: Table.empty(), cycles: Table.empty(), cycle: null },
  on: {
    cycle_started: (state, { data }) => ({
      ...state,
      cycle: data.cycle,
      cycles: state.cycles.set(String(data.cycle), {
        cycle: data.cycle,
        title: data.title ?? state.cycles.get(String(data.cycle))?.title ?? null,
        status: 'open',
        notes: null,
      }),
    }),
    cycle_ended: (state, { data }) => ({
      ...state,
      cycle: null,
      cycles: state.cycles.set(String(data.cycle), {
        cycle: data.cycle,
        title: state.cycles.get(String(data.cycle))?.title ?? null,
        status: 'ended',
        notes: data.notes ?? null,
      }),
    }),
    agent_launched: launched,
    agent_completed: ended('completed'),
    agent_failed: ended('failed'),
    agent_killed: ended('killed'),
    agent_lost: ended('lost'),
  },
};

/** Agents of a wave, each once, in order of launch. */
export const agentsOf = (state: AgentsState, wave: WaveRow): AgentRow[] =>
  [...new Set(wave.agents.slice())].flatMap((id) => state.agents.get(id) ?? []);
