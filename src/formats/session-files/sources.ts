// What the four files hold, opened once: the entries of each, and what one file knows that another's facts need.
import { PROFILES, type Profile } from '../../../machines/profile.ts';
import { Entry, type FileKind, isObject } from './entry.ts';
import type { SessionFiles } from './open-folder.ts';

export interface Sources {
  readonly sessionId: string;
  /** Each file's own object; an empty one where the file is missing. */
  readonly roots: Readonly<Record<FileKind, Entry>>;
  readonly phases: readonly Entry[];
  readonly tasks: ReadonlyMap<string, Entry>;
  readonly gates: readonly Entry[];
  readonly requirements: readonly Entry[];
  readonly deliverables: readonly Entry[];
  readonly waves: ReadonlyMap<number, Entry>;
  readonly metrics: readonly Entry[];
  readonly todos: readonly Entry[];
  readonly todoById: ReadonlyMap<string, Entry>;
  readonly todosOfTask: ReadonlyMap<string, readonly Entry[]>;
  readonly workbook: readonly Entry[];
  readonly entryById: ReadonlyMap<string, Entry>;
  readonly phaseByName: ReadonlyMap<string, Entry>;
  readonly events: readonly Entry[];
  readonly profile: Profile;
  /** The default gate of the profile that a gate of the plan replaces keeps its id; otherwise the plan's own. */
  readonly gateIds: ReadonlyMap<string, string>;
  readonly agentTypes: ReadonlyMap<string, string>;
  /** Tasks by the agent that they are given to. */
  readonly tasksOfAgent: ReadonlyMap<string, ReadonlySet<string>>;
}

const byId = (entries: readonly Entry[]): Map<string, Entry> => new Map(entries.map((entry) => [entry.id, entry]));

const byTask = (todos: readonly Entry[]): Map<string, Entry[]> => {
  const groups = new Map<string, Entry[]>();
  for (const todo of todos) {
    const task = todo.raw('relatedTask');
    if (typeof task !== 'string') continue;
    const group = groups.get(task);
    if (group === undefined) groups.set(task, [todo]);
    else group.push(todo);
  }
  return groups;
};

/** The entries of the files. @throws RepriseError BAD_INPUT where a list is none. */
export const sourcesOf = ({ sessionId, files, notes }: SessionFiles, profile?: Profile): Sources => {
  const root = (kind: FileKind): Entry =>
    files.get(kind) ?? new Entry(kind, `${kind}-${sessionId}.json`, '', {}, notes);
  const roots = { planning: root('planning'), todo: root('todo'), workbook: root('workbook'), events: root('events') };
  const { planning } = roots;
  const phases = planning.entries('phases', { plain: 'name', id: 'name' });
  const tasks = byId(planning.entries('tasks', { plain: 'name' }));
  const gates = planning.entries('qualityGates', { plain: 'name' });
  const todos = roots.todo.entries('todos');
  const workbook = roots.workbook.entries('entries');
  const events = roots.events.entries('events');
  const chosen = profile ?? withTheirGates(profileOf(planning, phases), gates, files.has('planning'), events);
  return {
    sessionId,
    roots,
    phases,
    tasks,
    gates,
    requirements: planning.entries('requirements', { plain: 'description' }),
    deliverables: planning.entries('deliverables', { plain: 'description' }),
    waves: wavesOf(planning),
    metrics: planning.nested('metadata').entries('successMetrics', { plain: 'name' }),
    todos,
    todoById: byId(todos),
    todosOfTask: byTask(todos),
    workbook,
    entryById: byId(workbook),
    phaseByName: byId(phases),
    events,
    profile: chosen,
    gateIds: gateIdsOf(gates, chosen),
    ...agentsOf(tasks, todos),
  };
};

/** Waves as a list of objects; anything else stays in the rest. */
const wavesOf = (planning: Entry): Map<number, Entry> => {
  const value = planning.raw('waves');
  if (!Array.isArray(value) || !value.every(isObject)) return new Map();
  return new Map(
    planning.entries('waves', { id: 'title' }).flatMap((wave) => {
      const number = wave.raw('wave');
      return typeof number === 'number' ? [[number, wave] as const] : [];
    }),
  );
};

/** By its own name, else the first built-in one that has all the phases of the plan, else one made of those phases. */
const profileOf = (planning: Entry, phases: readonly Entry[]): Profile => {
  const named = planning.raw('orchestratorType');
  const normal = PROFILES.normal as Profile;
  if (typeof named === 'string') {
    const known = Object.hasOwn(PROFILES, named.toLowerCase()) ? PROFILES[named.toLowerCase()] : undefined;
    if (known !== undefined) {
      planning.take('orchestratorType');
      return known;
    }
    planning.warn(`${planning.place('orchestratorType')} ${JSON.stringify(named)} names no process known here`);
  }
  const names = [...new Set(phases.map((phase) => phase.raw('name')))].filter(
    (name): name is string => typeof name === 'string' && name !== '' && name.length <= 1_000,
  );
  if (names.length === 0) return normal;
  const fitting = Object.values(PROFILES).find((one) => names.every((name) => one.phases.includes(name)));
  return fitting ?? { ...normal, name: 'imported', phases: names.slice(0, 100), gates: [] };
};

const plain = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/**
 * A plan that has gates of its own says which there are: a default gate that it does not name is not expected of it. Where
 * the plan is missing, only the gates of which events tell are.
 */
const withTheirGates = (
  profile: Profile,
  gates: readonly Entry[],
  planned: boolean,
  events: readonly Entry[],
): Profile => {
  if (planned && gates.length === 0) return profile;
  const told = planned
    ? gates.flatMap((gate) => [gate.id, gate.raw('name')])
    : events.flatMap((event) => {
        const details = event.raw('details');
        if (!isObject(details) || !String(event.raw('eventType')).startsWith('quality_gate')) return [];
        return [details.gateId, details.gateName, details.gate, details.name];
      });
  const names = new Set(told.filter((name) => typeof name === 'string').map(plain));
  const kept = profile.gates.filter(({ id, name }) => names.has(plain(id)) || names.has(plain(name)));
  return kept.length === profile.gates.length ? profile : { ...profile, gates: kept };
};

const gateIdsOf = (gates: readonly Entry[], profile: Profile): Map<string, string> => {
  const ids = new Map<string, string>();
  const free = new Map(profile.gates.map((gate) => [plain(gate.name), gate.id]));
  for (const gate of gates) {
    const name = gate.raw('name');
    const key = typeof name === 'string' ? plain(name) : plain(gate.id);
    const own = profile.gates.some(({ id }) => id === gate.id) ? gate.id : undefined;
    const id = own ?? free.get(key) ?? gate.id;
    free.delete(key);
    ids.set(gate.id, id);
    if (typeof name === 'string' && !ids.has(name)) ids.set(name, id);
  }
  return ids;
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
