// Cause and effect between facts: what each makes true, and what it needs to be true before it.
import type { ImportedFact } from './facts.ts';

/** What a fact makes true, and what must be true before it, as keys (`task:3:ended`). */
export interface Links {
  readonly makes: readonly string[];
  readonly needs: readonly string[];
}

/** The starts that a fact needs. */
export const startsOf = (links: Links | undefined): readonly string[] =>
  (links?.needs ?? []).filter((key) => key.endsWith(':started'));

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);
const agentsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map((agent: { agentId: string }) => agent.agentId) : [];

export const linksOf = ({ type, data }: ImportedFact, known: Known): Links => {
  const { taskId, todoId, entryId, phase, agentId } = data;
  switch (type) {
    case 'task_planned':
      return { makes: [`task:${taskId}:made`], needs: texts(data.dependencies).map((id) => `task:${id}:made`) };
    case 'task_started':
      return {
        makes: [`task:${taskId}:started`],
        needs: [
          ...texts(known.tasks.get(String(taskId))?.dependencies).map((id) => `task:${id}:ended`),
          `agent:${agentId}:started`,
        ],
      };
    case 'task_completed':
    case 'task_failed':
      return {
        makes: [`task:${taskId}:ended`, `agent:${agentId}:work`],
        needs: [`task:${taskId}:started`, `task:${taskId}:work`],
      };
    case 'todo_created':
      return { makes: [`todo:${todoId}:made`], needs: texts(data.dependencies).map((id) => `todo:${id}:made`) };
    case 'todo_started': {
      const made = known.todos.get(String(todoId));
      return {
        makes: [`todo:${todoId}:started`],
        needs: [
          ...texts(made?.dependencies).map((id) => `todo:${id}:ended`),
          `agent:${made?.agentId}:started`,
          `task:${made?.taskId}:started`,
        ],
      };
    }
    case 'todo_completed':
    case 'todo_failed':
    case 'todo_cancelled': {
      const made = known.todos.get(String(todoId));
      return {
        makes: [`todo:${todoId}:ended`, `agent:${made?.agentId}:work`, `task:${made?.taskId}:work`],
        needs: [`todo:${todoId}:started`],
      };
    }
    case 'agent_launched':
      return {
        makes: agentsIn(data.agents).map((id) => `agent:${id}:started`),
        needs: typeof data.wave === 'number' ? [`wave:${data.wave - 1}:ended`] : [],
      };
    case 'agent_completed':
    case 'agent_failed':
    case 'agent_killed':
    case 'agent_lost':
      return {
        makes: agentsIn(data.agents).map((id) => `wave:${known.waves.get(id)}:ended`),
        needs: agentsIn(data.agents).flatMap((id) => [`agent:${id}:started`, `agent:${id}:work`]),
      };
    case 'phase_started': {
      const before = known.phases[known.phases.indexOf(String(phase)) - 1];
      return { makes: [`phase:${phase}:started`], needs: before === undefined ? [] : [`phase:${before}:ended`] };
    }
    case 'phase_completed':
      return { makes: [`phase:${phase}:ended`], needs: [`phase:${phase}:started`] };
    case 'workbook_entry_added':
      return { makes: [`entry:${entryId}`], needs: texts(data.entryIds).map((id) => `entry:${id}`) };
    case 'question_resolved':
      return { makes: [], needs: [`entry:${entryId}`] };
    default:
      return { makes: [], needs: [] };
  }
};

/** What the whole session has of its tasks, todos and agents. */
export interface Known {
  readonly phases: readonly string[];
  readonly tasks: ReadonlyMap<string, ImportedFact['data']>;
  readonly todos: ReadonlyMap<string, ImportedFact['data']>;
  /** Wave by agent. */
  readonly waves: ReadonlyMap<string, unknown>;
}

export const knownOf = (facts: readonly ImportedFact[], phases: readonly string[]): Known => {
  const made = (type: string, id: string): Map<string, ImportedFact['data']> =>
    new Map(facts.filter((fact) => fact.type === type).map(({ data }) => [String(data[id]), data]));
  const launches = facts.filter(({ type }) => type === 'agent_launched');
  return {
    phases,
    tasks: made('task_planned', 'taskId'),
    todos: made('todo_created', 'todoId'),
    waves: new Map(launches.flatMap(({ data }) => agentsIn(data.agents).map((id) => [id, data.wave] as const))),
  };
};
