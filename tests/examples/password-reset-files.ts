// The four files of examples/password-reset as the tests read them: the fields that are checked, and no importer
// between, so that a mistake of the importer cannot hide one in the files.
import { readFileSync } from 'node:fs';

export interface Phase {
  readonly name: string;
  readonly startedAt: string;
  readonly completedAt: string;
  readonly notes: string;
}
export interface Task {
  readonly name: string;
  readonly assignedAgentId: string;
  readonly dependencies: readonly string[];
  readonly wave: number;
  readonly status: string;
  readonly createdAt: string;
  readonly estimatedTokens: number;
  readonly actualTokens: number;
  readonly successCriteria: readonly string[];
  readonly outputs: readonly string[];
}
export interface Done {
  readonly description: string;
  readonly status: string;
  readonly createdAt: string;
  readonly completedAt: string;
}
export interface Gate {
  readonly name: string;
  readonly guards: string;
  readonly criteria: readonly string[];
  readonly timestamp: string;
}
export interface Planning {
  readonly phases: readonly Phase[];
  readonly waves: readonly { readonly wave: number; readonly title: string; readonly agents: readonly string[] }[];
  readonly tasks: Readonly<Record<string, Task>>;
  readonly tokenBudget: {
    readonly total: number;
    readonly used: number;
    readonly breakdown: Readonly<Record<string, number>>;
  };
  readonly requirements: readonly Done[];
  readonly deliverables: readonly Done[];
  readonly qualityGates: Readonly<Record<string, Gate>>;
  readonly metadata: {
    readonly successMetrics: readonly { readonly name: string; readonly value: unknown; readonly met: boolean }[];
    readonly nextSteps: readonly string[];
    readonly relatedDocumentation: readonly unknown[];
  };
}
export interface Todo {
  readonly id: string;
  readonly status: string;
  readonly assignedAgentId: string;
  readonly relatedTask: string;
  readonly wave: number;
  readonly dependencies: readonly string[];
  readonly createdAt: string;
  readonly startedAt: string;
  readonly completedAt: string;
  readonly actualTokens: number;
  readonly actualDuration: number;
  readonly tags: readonly string[];
}
export interface Entry {
  readonly id: string;
  readonly timestamp: string;
  readonly type: string;
  readonly author: string;
  readonly relatedPhase: string;
  readonly relatedTask: string | null;
  readonly relatedTodo: string | null;
  readonly tags: readonly string[];
  readonly priority: string;
  readonly references: readonly { readonly type: string; readonly path: string }[];
}
export interface SessionEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly eventType: string;
  readonly actor: string;
  readonly severity: string;
  readonly relatedEvents?: readonly string[];
  readonly details: {
    readonly phaseId?: string;
    readonly agentId?: string;
    readonly agentIds?: readonly string[];
    readonly taskId?: string;
    readonly wave?: number;
    readonly entryId?: string;
    readonly entryType?: string;
    readonly gateName?: string;
    readonly criteria?: readonly string[];
    readonly duration?: number;
  };
}

export const sessionId = 'a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e';
const folder = new URL('../../examples/password-reset/', import.meta.url);
export const read = <File>(kind: string): File & { readonly sessionId: string } =>
  JSON.parse(readFileSync(new URL(`${kind}-${sessionId}.json`, folder), 'utf8'));

export const planning = read<Planning>('planning');
export const { todos, summary: todoSummary } = read<{ todos: Todo[]; summary: unknown }>('todo');
export const { entries, index } = read<{ entries: Entry[]; index: unknown }>('workbook');
export const { events, summary: eventSummary } = read<{ events: SessionEvent[]; summary: unknown }>('events');
