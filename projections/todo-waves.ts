// The wave of a todo: its own, and where it has none that of its agent.
import { type AgentsState, agentsOf } from './slices/agents.ts';

/** A wave by number and what it belongs to; all `null` for no wave. */
export interface TodoWave {
  readonly cycle: number | null;
  readonly phase: string | null;
  readonly wave: number | null;
}

/** What of a todo its wave is read from. */
interface Todo {
  readonly agentId: string | null;
  readonly endedAt: string | null;
  readonly created: { readonly wave?: number | undefined } | null;
}

interface Launch extends TodoWave {
  readonly at: string;
}

const NO_WAVE: TodoWave = { cycle: null, phase: null, wave: null };

/** By agent, where it was launched, in order. */
const launchesOf = (state: AgentsState): ReadonlyMap<string, readonly Launch[]> => {
  const launches = new Map<string, Launch[]>();
  const add = (id: string, launch: Launch): void => {
    const before = launches.get(id);
    if (before === undefined) launches.set(id, [launch]);
    else before.push(launch);
  };
  for (const wave of state.waves.values()) {
    const place = { cycle: wave.cycle, phase: wave.phase, wave: wave.number };
    for (const { id, launchedAt } of agentsOf(state, wave)) add(id, { ...place, at: launchedAt ?? '' });
  }
  // One that runs outside of waves now, and was in some before.
  for (const [id, own] of launches) {
    const row = state.agents.get(id);
    if (row?.wave === null) own.push({ ...NO_WAVE, at: row.launchedAt ?? '' });
    own.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }
  return launches;
};

/**
 * The wave of each todo. An agent that was launched several times: the launch before the todo ended, so that what is done
 * stays in its wave when the agent is launched anew.
 */
export const todoWaves = (state: AgentsState): ((row: Todo) => TodoWave) => {
  const launches = launchesOf(state);
  return ({ agentId, created, endedAt }) => {
    const own = created?.wave;
    const all = (agentId === null ? undefined : launches.get(agentId)) ?? [];
    const possible = own === undefined ? all : all.filter(({ wave }) => wave === own);
    const launch = possible.findLast(({ at }) => endedAt === null || at <= endedAt) ?? possible[0];
    if (launch === undefined) return own === undefined ? NO_WAVE : { ...NO_WAVE, wave: own };
    return { cycle: launch.cycle, phase: launch.phase, wave: launch.wave };
  };
};
