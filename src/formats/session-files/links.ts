// Cause and effect between facts: what each makes true, and what it needs to be true before it.
import { EVENT_TYPES, type EventType } from '../../../machines/events/catalog.ts';
import type { Referent } from '../../../machines/events/event.ts';
import { namesAt, referenceFields } from '../../../machines/events/references.ts';
import { agent } from '../../../machines/life-cycles/agent.ts';
import type { Profile } from '../../../machines/profile.ts';
import { AGENT_CHANGES, type AgentChange, agentStatusAfter } from '../../../projections/slices/agents.ts';
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
/** The agents in the data of a fact that is about several. */
export const agentsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map((agent: { agentId: string }) => agent.agentId) : [];

const NOTHING: Links = { makes: [], needs: [] };

type LinksOf = (data: ImportedFact['data'], known: Known) => Links;

const taskEnd: LinksOf = ({ taskId, agentId }) => ({
  makes: [`task:${taskId}:ended`, `agent:${agentId}:work`],
  needs: [`task:${taskId}:started`, `task:${taskId}:work`],
});

const todoEnd: LinksOf = ({ todoId }, known) => {
  const made = known.todos.get(String(todoId));
  return {
    makes: [`todo:${todoId}:ended`, `agent:${made?.agentId}:work`, `task:${made?.taskId}:work`],
    needs: [`todo:${todoId}:started`, `todo:${todoId}:made`],
  };
};

const agentsEnd: LinksOf = ({ agents }, known) => ({
  makes: agentsIn(agents).flatMap((id) => {
    const { wave, place = '' } = known.waves.get(id) ?? {};
    return [`wave:${place}:${wave}:ended`, `${place}:work`];
  }),
  needs: agentsIn(agents).flatMap((id) => [`agent:${id}:started`, `agent:${id}:work`]),
});

/** A verdict on a gate that guards a phase: once the phase has started, and before the one after it does. */
const verdict: LinksOf = ({ gate }, known) => {
  const phase = known.guards.get(String(gate));
  return phase === undefined ? NOTHING : { makes: [`phase:${phase}:judged`], needs: [`phase:${phase}:started`] };
};

/** A change after which an agent is still at work. */
const agentsChange: LinksOf = ({ agents }) => ({
  makes: [],
  needs: agentsIn(agents).map((id) => `agent:${id}:started`),
});

/** Every event that changes launched agents, from the table of events and the life cycle. */
const agentLinks = Object.fromEntries(
  AGENT_CHANGES.map((type) => [type, agent.isActive(agentStatusAfter(type)) ? agentsChange : agentsEnd]),
) as Readonly<Record<AgentChange, LinksOf>>;

/**
 * Only of the types that session files state twice, as a time in one file and an event in another, so that cause and effect
 * can have one time in the wrong order. Every other type keeps the order of its file.
 */
const LINKS: Readonly<Partial<Record<EventType, LinksOf>>> = {
  ...agentLinks,
  task_planned: ({ taskId, dependencies }) => ({
    makes: [`task:${taskId}:made`],
    needs: texts(dependencies).map((id) => `task:${id}:made`),
  }),
  task_started: ({ taskId, agentId }, known) => ({
    makes: [`task:${taskId}:started`],
    needs: [
      ...texts(known.tasks.get(String(taskId))?.dependencies).map((id) => `task:${id}:ended`),
      `agent:${agentId}:started`,
    ],
  }),
  task_completed: taskEnd,
  task_failed: taskEnd,
  todo_created: ({ todoId, dependencies }) => ({
    makes: [`todo:${todoId}:made`],
    needs: texts(dependencies).map((id) => `todo:${id}:made`),
  }),
  todo_started: ({ todoId }, known) => {
    const made = known.todos.get(String(todoId));
    return {
      makes: [`todo:${todoId}:started`],
      needs: [
        ...texts(made?.dependencies).map((id) => `todo:${id}:ended`),
        `agent:${made?.agentId}:started`,
        `task:${made?.taskId}:started`,
        `todo:${todoId}:made`,
      ],
    };
  },
  todo_completed: todoEnd,
  todo_failed: todoEnd,
  todo_cancelled: todoEnd,
  agent_launched: (data, known) => {
    const place = known.places.get(data) ?? '';
    const earlier = typeof data.wave === 'number' ? [`wave:${place}:${data.wave - 1}:ended`] : [];
    return { makes: agentsIn(data.agents).map((id) => `agent:${id}:started`), needs: [place, ...earlier] };
  },
  phase_started: ({ phase }, known) => {
    const before = known.phases[known.phases.indexOf(String(phase)) - 1];
    return {
      makes: [`phase:${phase}:started`],
      needs: before === undefined ? [] : [`phase:${before}:ended`, `phase:${before}:judged`],
    };
  },
  phase_completed: ({ phase }) => ({
    makes: [`phase:${phase}:ended`],
    needs: [`phase:${phase}:started`, `phase:${phase}:started:work`],
  }),
  quality_gate_passed: verdict,
  quality_gate_failed: verdict,
  // A verdict is on what has been done, and an agent may report after its end.
  agent_reported: ({ agentId, verdict }, known) => {
    const { place = '' } = known.waves.get(String(agentId)) ?? {};
    return { makes: [], needs: verdict === undefined ? [] : [`${place}:work`] };
  },
  tokens_used: ({ agentId }) => ({ makes: [`agent:${agentId}:work`], needs: [] }),
  workbook_entry_added: ({ entryId, entryIds, todoId }) => ({
    makes: [`entry:${entryId}`],
    needs: [...texts(entryIds).map((id) => `entry:${id}`), `todo:${todoId}:made`],
  }),
  question_resolved: ({ entryId }) => ({ makes: [], needs: [`entry:${entryId}`] }),
};

/** What is there by then of what an event may name. */
const THERE: Readonly<Partial<Record<Referent, string>>> = { agent: 'started', task: 'made', todo: 'made' };
/** Where the data of each type names an agent, task or todo that it does not begin. */
const NAMING = new Map(
  EVENT_TYPES.map((type) => [type, referenceFields(type).filter(({ defines, to }) => !defines && to in THERE)]),
);

export const linksOf = ({ type, data }: ImportedFact, known: Known): Links => {
  const { makes, needs } = LINKS[type]?.(data, known) ?? NOTHING;
  const named = (NAMING.get(type) ?? []).flatMap(({ to, path }) =>
    namesAt(path, data).map((id) => `${to}:${id}:${THERE[to]}`),
  );
  return named.length === 0 ? { makes, needs } : { makes, needs: [...needs, ...named] };
};

/** What the whole session has of its tasks, todos and agents. */
export interface Known {
  readonly phases: readonly string[];
  /** The phase that a gate guards, by the gate's id and by its name. */
  readonly guards: ReadonlyMap<string, string>;
  readonly tasks: ReadonlyMap<string, ImportedFact['data']>;
  readonly todos: ReadonlyMap<string, ImportedFact['data']>;
  /** By agent, the number of its wave and the place of its launch. */
  readonly waves: ReadonlyMap<string, { readonly wave: unknown; readonly place: string | undefined }>;
  readonly places: LaunchPlaces;
}

/** By the data of a launch, the newest begin or end of a phase before it: the key that it makes (`phase:Build:started`). */
export type LaunchPlaces = ReadonlyMap<ImportedFact['data'], string>;

export const knownOf = (
  facts: readonly ImportedFact[],
  { phases, gates }: Pick<Profile, 'phases' | 'gates'>,
  places: LaunchPlaces,
): Known => {
  const guards = gates.flatMap(({ id, name, guards }) =>
    guards === undefined
      ? []
      : [
          [id, guards],
          [name, guards],
        ],
  ) as [string, string][];
  // A plan may define gates of its own that guard a phase.
  for (const { type, data } of facts)
    if (type === 'gate_defined' && typeof data.guards === 'string')
      for (const name of [data.gateId, data.name]) guards.push([String(name), data.guards]);
  const made = (type: string, id: string): Map<string, ImportedFact['data']> =>
    new Map(facts.filter((fact) => fact.type === type).map(({ data }) => [String(data[id]), data]));
  const launches = facts.filter(({ type }) => type === 'agent_launched');
  return {
    phases,
    guards: new Map(guards),
    tasks: made('task_planned', 'taskId'),
    todos: made('todo_created', 'todoId'),
    waves: new Map(
      launches.flatMap(({ data }) =>
        agentsIn(data.agents).map((id) => [id, { wave: data.wave, place: places.get(data) }] as const),
      ),
    ),
    places,
  };
};
