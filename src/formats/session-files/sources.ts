// The entries of the four files, opened once, with the indexes by which one file's facts are completed from another.

import { groupBy } from '../../../machines/collections/group-by.ts';
import type { Profile } from '../../../machines/profile.ts';
import { type AgentsByEvent, agentsByEvent } from './agents-by-event.ts';
import { type EntriesByEvent, entriesByEvent } from './entries-by-event.ts';
import { Entry } from './entry.ts';
import { type FileKind, fileNameOf } from './file-kind.ts';
import { keepAll } from './keep-all.ts';
import type { SessionFiles } from './open-folder.ts';
import { gateIdsOf, profileOf } from './plan-profile.ts';
import { type PlannedWaves, plannedWavesOf } from './planned-waves.ts';

export interface Sources {
  readonly sessionId: string;
  /** Each file's own object; an empty one where the file is missing. */
  readonly roots: Readonly<Record<FileKind, Entry>>;
  readonly phases: readonly Entry[];
  readonly tasks: ReadonlyMap<string, Entry>;
  readonly gates: readonly Entry[];
  readonly requirements: readonly Entry[];
  readonly deliverables: readonly Entry[];
  readonly waves: PlannedWaves;
  readonly metrics: readonly Entry[];
  readonly todos: readonly Entry[];
  readonly todoById: ReadonlyMap<string, Entry>;
  readonly todosOfTask: ReadonlyMap<string, readonly Entry[]>;
  readonly workbook: readonly Entry[];
  readonly entryById: ReadonlyMap<string, Entry>;
  readonly phaseByName: ReadonlyMap<string, Entry>;
  readonly events: readonly Entry[];
  readonly agentsByEvent: AgentsByEvent;
  readonly entriesByEvent: EntriesByEvent;
  readonly profile: Profile;
  /** Gate ids by the plan's ids and names: that of the profile's gate which the plan's gate replaces, else its own. */
  readonly gateIds: ReadonlyMap<string, string>;
  readonly agentTypes: ReadonlyMap<string, string>;
  /** Tasks by the agent that they are given to. */
  readonly tasksOfAgent: ReadonlyMap<string, ReadonlySet<string>>;
}

const byId = (entries: readonly Entry[]): Map<string, Entry> => new Map(entries.map((entry) => [entry.id, entry]));

const byTask = (todos: readonly Entry[]): Map<string, Entry[]> => {
  const related = todos.filter((todo) => typeof todo.raw('relatedTask') === 'string');
  return groupBy(related, (todo) => String(todo.raw('relatedTask')));
};

/** The entries of the files. @throws RepriseError BAD_INPUT where a list is of another shape. */
export const sourcesOf = (
  { sessionId, files, notes }: Pick<SessionFiles, 'sessionId' | 'files' | 'notes'>,
  profile?: Profile,
): Sources => {
  const root = (kind: FileKind): Entry =>
    files.get(kind) ?? new Entry(kind, fileNameOf(kind, sessionId), '', {}, notes);
  const roots = { planning: root('planning'), todo: root('todo'), workbook: root('workbook'), events: root('events') };
  const { planning } = roots;
  const phases = planning.entries('phases', { plain: 'name', id: 'name' });
  const tasks = tasksOf(planning);
  const gates = planning.entries('qualityGates', { plain: 'name' });
  const todos = roots.todo.entries('todos');
  const workbook = roots.workbook.entries('entries');
  const events = roots.events.entries('events');
  const waves = plannedWavesOf(planning);
  const chosen = profile ?? profileOf(planning, phases, gates, files.has('planning'), events);
  return {
    sessionId,
    roots,
    phases,
    tasks,
    gates,
    requirements: planning.entries('requirements', { plain: 'description' }),
    deliverables: planning.entries('deliverables', { plain: 'description' }),
    waves,
    metrics: planning.nested('metadata').entries('successMetrics', { plain: 'name' }),
    todos,
    todoById: byId(todos),
    todosOfTask: byTask(todos),
    workbook,
    entryById: byId(workbook),
    phaseByName: byId(phases),
    events,
    agentsByEvent: agentsByEvent(events, waves, phases),
    entriesByEvent: entriesByEvent(events, workbook),
    profile: chosen,
    gateIds: gateIdsOf(gates, chosen),
    ...agentsOf(tasks, todos),
  };
};

/** Tasks by their ids; of several with one id the first. */
const tasksOf = (planning: Entry): Map<string, Entry> => {
  const tasks = new Map<string, Entry>();
  for (const task of planning.entries('tasks', { plain: 'name' })) {
    if (tasks.has(task.id)) keepAll(planning, 'tasks', `${task.file} has a second task ${task.id}`);
    else tasks.set(task.id, task);
  }
  return tasks;
};

const agentsOf = (
  tasks: ReadonlyMap<string, Entry>,
  todos: readonly Entry[],
): Pick<Sources, 'agentTypes' | 'tasksOfAgent'> => {
  const agentTypes = new Map<string, string>();
  const tasksOfAgent = new Map<string, Set<string>>();
  const note = (agent: unknown, type: unknown, task: unknown): void => {
    if (typeof agent !== 'string') return;
    if (typeof type === 'string' && type !== '' && !agentTypes.has(agent)) agentTypes.set(agent, type);
    if (typeof task !== 'string') return;
    const own = tasksOfAgent.get(agent) ?? new Set();
    tasksOfAgent.set(agent, own.add(task));
  };
  for (const [id, task] of tasks) note(task.raw('assignedAgentId'), task.raw('assignedAgent') ?? task.raw('agent'), id);
  for (const todo of todos) note(todo.raw('assignedAgentId'), todo.raw('assignedAgent'), todo.raw('relatedTask'));
  return { agentTypes, tasksOfAgent };
};
