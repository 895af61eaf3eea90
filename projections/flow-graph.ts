// The nodes and edges of the flow view's two graphs: how the work was coordinated, and how tasks depend on each other.
import type { TaskStatus } from './slices/tasks.ts';

export interface FlowNode {
  id: string;
  kind: 'orchestrator' | 'wave' | 'integration' | 'postflight';
  label: string;
  /** What it is made of: types of agents with their number, phases, gates. */
  parts: string[];
  mode: 'serial' | 'parallel' | null;
  status: 'pending' | 'running' | 'completed' | 'failed';
  /** Of a wave: its agents that are paused; left out where none is. */
  paused?: string[];
}

export interface TaskNode {
  id: string;
  title: string;
  status: TaskStatus;
  wave: number | null;
  dependencies: readonly string[];
  /** Those of them that were dropped, and hold it up no more; left out where none was. */
  dropped?: readonly string[];
}

/** An edge goes from what comes first to what comes after it. */
export interface Edge {
  from: string;
  to: string;
}
