// Which agents and tasks run in which cycle: in the one that was open when they began to run, later in those that they
// were carried into. What a cycle carries waits for the next one to start, where no other is open.
import type { Table } from '../collections/table.ts';
import type { Carried } from '../events/fields.ts';
import { agent } from '../life-cycles/agent.ts';
import { task } from '../life-cycles/task.ts';
import type { AgentRow, CycleRow, TaskRow } from './work-rows.ts';

/** The parts of the work that this is read from, and changed in. */
interface CycleWork {
  cycles: Table<CycleRow>;
  readonly openCycles: readonly number[];
  agents: Table<AgentRow>;
  tasks: Table<TaskRow>;
  carried: CarriedOn;
}

/** What was carried while no other cycle was open: it is of the next that starts. */
export interface CarriedOn {
  readonly agents: readonly string[];
  readonly tasks: readonly string[];
}
export const NOTHING_CARRIED: CarriedOn = { agents: [], tasks: [] };

/** The cycles after so many more agents, or tasks, run in one; in none, where they run outside of cycles. */
export const withRunning = (
  cycles: Table<CycleRow>,
  inCycle: number | undefined,
  count: 'running' | 'runningTasks',
  change: number,
): Table<CycleRow> =>
  inCycle === undefined || change === 0
    ? cycles
    : cycles.update(String(inCycle), (row) => ({ ...row, [count]: row[count] + change }));

const moveAgent = (next: CycleWork, id: string, to: number | undefined): void => {
  const row = next.agents.get(id);
  if (row === undefined || row.inCycle === to) return;
  const count = agent.isActive(row.state) ? 1 : 0;
  next.cycles = withRunning(withRunning(next.cycles, row.inCycle, 'running', -count), to, 'running', count);
  next.agents = next.agents.set(id, { ...row, inCycle: to });
};

export const moveTask = (next: CycleWork, id: string, to: number | undefined): void => {
  const row = next.tasks.get(id);
  if (row === undefined || row.inCycle === to) return;
  const count = task.isActive(row.state) ? 1 : 0;
  next.cycles = withRunning(withRunning(next.cycles, row.inCycle, 'runningTasks', -count), to, 'runningTasks', count);
  next.tasks = next.tasks.set(id, { ...row, inCycle: to });
};

const moveAll = (next: CycleWork, { agents, tasks }: CarriedOn, to: number | undefined): void => {
  for (const id of agents) moveAgent(next, id, to);
  for (const id of tasks) moveTask(next, id, to);
};

/** What an ended cycle carries goes on in the cycle that is open, else in the next that starts. */
export const carryOn = (next: CycleWork, { agents = [], tasks = [] }: Carried): void => {
  const open = next.openCycles.at(-1);
  moveAll(next, { agents, tasks }, open);
  if (open === undefined)
    next.carried = { agents: [...next.carried.agents, ...agents], tasks: [...next.carried.tasks, ...tasks] };
};

/** What was carried is of the cycle that starts, also what has ended since: an agent may be found again. */
export const takeUp = (next: CycleWork, cycle: number): void => {
  if (next.carried === NOTHING_CARRIED) return;
  moveAll(next, next.carried, cycle);
  next.carried = NOTHING_CARRIED;
};
