// The rows of the work: what the rules need of a cycle, an agent, a task and a todo beyond its state.
import type { StateOf } from '../life-cycles/all.ts';

export interface CycleRow {
  readonly state: StateOf<'cycle'>;
  /** Agents that run in it. */
  readonly running: number;
  readonly runningTasks: number;
  /** The highest wave launched in it. */
  readonly lastWave: number;
}
export interface AgentRow {
  readonly state: StateOf<'agent'>;
  readonly agentType: string;
  /** The cycle that it was launched in, which its wave is of. */
  readonly cycle: number | undefined;
  /** The phase that was active when it was launched outside of any cycle. */
  readonly phase: string | undefined;
  readonly wave: number | undefined;
  /** The cycle that it runs in: the one it was launched in, later those that it was carried into. */
  readonly inCycle: number | undefined;
}
export interface TaskRow {
  readonly state: StateOf<'task'>;
  readonly dependencies: readonly string[];
  readonly wave: number | undefined;
  readonly estimate: number | undefined;
  /** Times started. */
  readonly attempts: number;
  /** The cycle that it runs in: the one that was open when it started, later those that it was carried into. */
  readonly inCycle: number | undefined;
}
export interface TodoRow {
  readonly state: StateOf<'todo'>;
  /** Its text: a list without ids is matched by it. */
  readonly content: string;
  readonly dependencies: readonly string[];
  readonly agentId: string | undefined;
}
