// The waves of a session with their agents and tasks, as the plan and the flow show them: launched, or only planned.
import { agent } from '../machines/life-cycles/agent.ts';
import { knownTime } from './duration.ts';
import { type AgentRow, type AgentStatus, type AgentsState, agentsOf, type WaveRow, waveKey } from './slices/agents.ts';
import type { TasksState } from './slices/tasks.ts';

export interface WaveDocument {
  cycle: number | null;
  /** The phase that it was launched in where no cycle was open; `null` where none was active, or it is planned only. */
  phase: string | null;
  number: number;
  title: string | null;
  mode: 'serial' | 'parallel' | null;
  reason: string | null;
  /** Pending before a launch, running while an agent runs, then completed. */
  status: 'pending' | 'running' | 'completed';
  agents: AgentDocument[];
  tasks: string[];
}

export interface AgentDocument {
  id: string;
  type: string;
  /** `unmatched`: it ended and was never launched. */
  status: AgentStatus;
  outputs: readonly string[];
  /** Why it is paused, failed, was killed or lost. */
  reason: string | null;
  launchedAt: string | null;
  /** The tasks and plan items that it was launched for. */
  taskIds: readonly string[];
  itemIds: readonly string[];
  instruction: string | null;
}

export const showAgent = ({ id, launch, status, outputs, reason, launchedAt }: AgentRow): AgentDocument => ({
  id,
  type: launch?.agentType ?? 'unknown',
  status,
  outputs,
  reason,
  launchedAt: knownTime(launchedAt),
  taskIds: launch?.taskIds ?? [],
  itemIds: launch?.itemIds ?? [],
  instruction: launch?.instruction ?? null,
});

/** By number, the wave outside of cycles that was launched last; a later wave of that number is another phase's. */
const newestOutsideCycles = (rows: readonly WaveRow[]): Map<number, WaveRow> =>
  new Map(rows.filter(({ cycle }) => cycle === null).map((row) => [row.number, row]));

/** Waves launched, and waves that tasks are planned for, by cycle or phase and number. */
export const showWaves = (state: AgentsState, planned: TasksState): WaveDocument[] => {
  const waves = new Map<string, WaveDocument>();
  const taskIds = new Map<string, Set<string>>();
  const rows = state.waves.values();
  for (const row of rows) {
    const members = agentsOf(state, row);
    taskIds.set(row.key, new Set(members.flatMap(({ launch }) => launch?.taskIds ?? [])));
    waves.set(row.key, {
      cycle: row.cycle,
      phase: row.phase,
      number: row.number,
      title: row.title,
      mode: row.mode,
      reason: row.reason,
      status: members.some(({ status }) => agent.isActive(status)) ? 'running' : 'completed',
      agents: members.map(showAgent),
      tasks: [],
    });
  }
  const newest = newestOutsideCycles(rows);
  const given = new Set(
    rows.flatMap(({ key, cycle, number }) =>
      cycle === null ? [...(taskIds.get(key) ?? [])].map((id) => `${number} ${id}`) : [],
    ),
  );
  for (const task of planned.rows.values()) {
    const number = task.planned?.wave;
    if (number === undefined) continue;
    const { cycle } = task;
    // A plan does not say in which phase a wave is to run: it is the one whose agents were given the task, else the newest.
    if (cycle === null && given.has(`${number} ${task.id}`)) continue;
    const launched = cycle === null ? newest.get(number) : undefined;
    const key = launched?.key ?? waveKey({ cycle, phase: null, number });
    if (!waves.has(key))
      waves.set(key, {
        ...{ cycle, phase: null, number, title: null, mode: null, reason: null },
        ...{ status: 'pending', agents: [], tasks: [] },
      });
    taskIds.set(key, (taskIds.get(key) ?? new Set()).add(task.id));
  }
  for (const [key, wave] of waves) wave.tasks = [...(taskIds.get(key) ?? [])];
  // Phases in the order of their first wave; what is only planned comes last.
  const order = [...new Set(rows.map(({ phase }) => phase))];
  const placeOf = ({ phase }: WaveDocument): number => (order.includes(phase) ? order.indexOf(phase) : order.length);
  return [...waves.values()].sort(
    (a, b) => (a.cycle ?? 0) - (b.cycle ?? 0) || placeOf(a) - placeOf(b) || a.number - b.number,
  );
};
