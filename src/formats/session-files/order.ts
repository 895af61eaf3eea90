// The order of recording: by time; at one time cause before effect, then as the files have it. The session's start comes
// first whatever its time says, for a record can begin with nothing else.
import { type ImportedFact, WHOLE_FILE } from './facts.ts';

/** At one time: what is made, then what is said, then what ends, then what starts, and the session's end last. */
const RANKS: Readonly<Record<string, number>> = {
  session_started: 0,
  gate_defined: 10,
  budget_allocated: 11,
  requirement_added: 12,
  deliverable_added: 13,
  task_planned: 14,
  todo_created: 15,
  todo_completed: 30,
  todo_failed: 30,
  todo_cancelled: 30,
  task_completed: 31,
  task_failed: 31,
  task_dropped: 31,
  agent_completed: 32,
  agent_failed: 32,
  agent_killed: 32,
  agent_lost: 32,
  requirement_met: 33,
  deliverable_delivered: 34,
  quality_gate_passed: 35,
  quality_gate_failed: 35,
  quality_gate_waived: 35,
  phase_completed: 36,
  phase_skipped: 36,
  phase_started: 40,
  agent_launched: 41,
  task_started: 42,
  todo_started: 43,
  session_ended: 90,
};
const SAID = 20;
const CLOSING = 80;
const rankOf = ({ type, entry }: ImportedFact): number => RANKS[type] ?? (entry === WHOLE_FILE ? CLOSING : SAID);
const isEnd = (rank: number): boolean => rank >= 30 && rank < 40;

export const inOrder = (facts: readonly ImportedFact[], phases: readonly string[]): ImportedFact[] => {
  const start = facts.find((fact) => fact.type === 'session_started');
  const rest = facts.filter((fact) => fact !== start);
  const sorted = rest.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : rankOf(a) - rankOf(b)));
  const known = knownOf(facts, phases);
  const ordered = start === undefined ? [] : [start];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to]?.time === sorted[from]?.time) to += 1;
    const group = sorted.slice(from, to);
    ordered.push(...(group.length === 1 ? group : atOneTime(group, known)));
  }
  return ordered;
};

/**
 * Facts of one time, given by rank. An end whose start is of the same time comes after that start, and so on with all
 * that needs it: depth first, each fact after what it needs. In a circle the rank decides.
 */
const atOneTime = (group: readonly ImportedFact[], known: Known): ImportedFact[] => {
  const links = new Map(group.map((fact) => [fact, linksOf(fact, known)]));
  const makers = new Map<string, ImportedFact[]>();
  for (const [fact, { makes }] of links)
    for (const key of makes) {
      const others = makers.get(key);
      if (others === undefined) makers.set(key, [fact]);
      else others.push(fact);
    }
  const needed = (fact: ImportedFact): ImportedFact[] =>
    (links.get(fact)?.needs ?? []).flatMap((key) => makers.get(key) ?? []).filter((one) => one !== fact);

  const ordered: ImportedFact[] = [];
  const seen = new Set<ImportedFact>();
  const visit = (fact: ImportedFact): void => {
    if (seen.has(fact)) return;
    seen.add(fact);
    // A stack of its own: a chain of dependencies may be longer than the call stack is deep.
    const path = [{ fact, before: needed(fact) }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.before.shift();
      if (next === undefined) {
        ordered.push(top.fact);
        path.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        path.push({ fact: next, before: needed(next) });
      }
    }
  };
  const late = group.filter((fact) => isEnd(rankOf(fact)) && startsOf(links.get(fact)).some((key) => makers.has(key)));
  const lateOnes = new Set(late);
  for (const fact of group) if (!lateOnes.has(fact) && rankOf(fact) < CLOSING) visit(fact);
  for (const fact of [...late, ...group]) visit(fact);
  return ordered;
};

const startsOf = (links: Links | undefined): readonly string[] =>
  (links?.needs ?? []).filter((key) => key.endsWith(':started'));

/** What a fact brings about, and what must have come about before it, as keys (`task:3:ended`). */
interface Links {
  readonly makes: readonly string[];
  readonly needs: readonly string[];
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);
const agentsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map((agent: { agentId: string }) => agent.agentId) : [];

const linksOf = ({ type, data }: ImportedFact, known: Known): Links => {
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

/** What the whole session says of its tasks, todos and agents. */
interface Known {
  readonly phases: readonly string[];
  readonly tasks: ReadonlyMap<string, ImportedFact['data']>;
  readonly todos: ReadonlyMap<string, ImportedFact['data']>;
  /** Wave by agent. */
  readonly waves: ReadonlyMap<string, unknown>;
}

const knownOf = (facts: readonly ImportedFact[], phases: readonly string[]): Known => {
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
