// Whose a task's and a todo's spans are: the agent's that had it at the time, else the one that was launched for it.
import type { AgentsState } from './slices/agents.ts';
import { HANDED_OVER, type SpanRow, type Spans, spansOf } from './slices/spans.ts';

/** The spans of an agent's own todos and tasks. */
export interface OwnWork {
  readonly todos: readonly SpanRow[];
  readonly tasks: readonly SpanRow[];
}

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

/** The work of each agent, by its id. */
export const ownWork = (
  agents: AgentsState,
  spans: { readonly tasks: Spans; readonly todos: Spans },
): ((agentId: string) => OwnWork) => {
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
  return (agentId) => ({ todos: todosOf.get(agentId) ?? [], tasks: tasksOf.get(agentId) ?? [] });
};
