// What an event refers to exists. By hand: for each kind which fields of which events name one of it, under which rule,
// and when a session has it. A name that an observed session does not have is reported where it first comes.
import { Table } from '../collections/table.ts';
import type { EventData, EventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import { type Invariant, invariant, named, type Reducer, reducer } from './invariant.ts';
import { gateNamed, gates, profile } from './phases-and-gates.ts';
import { type States, statesOf } from './states.ts';
import { TRANSITIONS } from './transitions.ts';

type Named = string | readonly string[] | undefined;
/** By rule and type of event, what an event names. */
type Names = Readonly<Record<string, { readonly [T in EventType]?: (data: EventData[T]) => Named }>>;

/** What a session has of a kind, and the names of it that came before it had them. */
interface Known<K> {
  readonly things: K;
  readonly missed: Table<true>;
  readonly observed: boolean;
}

interface Kind {
  readonly known: Reducer<Known<unknown>>;
  typesUnder(rule: string): readonly EventType[];
  /** What an event names under a rule and the session does not have, in words. */
  unknown(known: Known<unknown>, event: RecordedEvent, rule: string): string[];
}

const listed = (value: Named): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const kindOf = <K>(
  things: Reducer<K>,
  has: (things: K, id: string) => boolean,
  names: Names,
  sentence: (id: string, things: K) => string,
): Kind => {
  const rules = Object.keys(names);
  const typesUnder = (rule: string) => Object.keys(names[rule] ?? {}) as EventType[];
  const named = ({ type, data }: RecordedEvent, rule: string): readonly string[] => {
    const ofRule = names[rule] as Readonly<Record<string, (data: unknown) => Named>> | undefined;
    return ofRule !== undefined && Object.hasOwn(ofRule, type) ? listed(ofRule[type]?.(data)) : [];
  };
  return {
    typesUnder,
    known: {
      receives: [...new Set([...(things.receives ?? []), ...rules.flatMap(typesUnder), 'session_started' as const])],
      init: (sessionId) => ({ things: things.init(sessionId), missed: Table.empty(), observed: false }),
      step: (before, event) => {
        const now = before as Known<K>;
        const missing = rules.flatMap((rule) => named(event, rule)).filter((id) => !has(now.things, id));
        const after = {
          things: things.step(now.things, event),
          missed: missing.reduce((missed, id) => missed.set(id, true), now.missed),
          observed: event.type === 'session_started' ? event.data.enforcement === 'observe' : now.observed,
        };
        const same = (['things', 'missed', 'observed'] as const).every((member) => after[member] === before[member]);
        return same ? before : after;
      },
    },
    unknown: (known, event, rule) => {
      const { things: all, missed, observed } = known as Known<K>;
      return named(event, rule)
        .filter((id) => !has(all, id) && !(observed && missed.has(id)))
        .map((id) => sentence(id, all));
    },
  };
};

const begun = ({ of }: States, id: string): boolean => of.has(id);
const noneCalled = (what: string) => (id: string) => `there is no ${what} ${named(id)}`;
const without = (ids: readonly string[] | undefined, own: string): readonly string[] =>
  (ids ?? []).filter((id) => id !== own);
const unless = (id: string | undefined, own: string): Named => (id === own ? undefined : id);

const phase = kindOf(
  profile,
  (profile, name) => profile === undefined || profile.phases.includes(name),
  {
    'P.known': {
      phase_started: (data) => data.phase,
      phase_completed: (data) => data.phase,
      phase_skipped: (data) => data.phase,
      phase_abandoned: (data) => data.phase,
      phase_unskipped: (data) => data.phase,
      phase_reopened: (data) => data.phase,
      budget_allocated: (data) => data.phase,
      budget_raised: (data) => data.phase,
      review_requested: (data) => data.phase,
      tokens_used: (data) => data.phase,
    },
    'G.guards': { gate_defined: (data) => data.guards },
  },
  (name, profile) => `${named(name)} is not a phase of ${profile?.name}`,
);

const gate = kindOf(
  gates,
  (gates, name) => (gates.rows.get(gateNamed(gates, name))?.state ?? TRANSITIONS.gate.none) !== TRANSITIONS.gate.none,
  {
    'G.known': {
      quality_gate_passed: (data) => data.gate,
      quality_gate_failed: (data) => data.gate,
      quality_gate_waived: (data) => data.gate,
    },
  },
  (name) => `nobody defined a gate ${named(name)}`,
);

const task = kindOf(
  statesOf('task'),
  begun,
  {
    'T.known': {
      todo_created: (data) => data.taskId,
      workbook_entry_added: (data) => data.taskId,
      tokens_used: (data) => data.taskId,
      error_occurred: (data) => data.taskId,
    },
    // That a task does not depend on itself is T.circle.
    'T.depends': {
      task_planned: (data) => without(data.dependencies, data.taskId),
      task_dependencies_changed: (data) => without(data.dependencies, data.taskId),
    },
    'A.given': { agent_launched: (data) => data.agents.flatMap(({ taskIds }) => taskIds ?? []) },
  },
  noneCalled('task'),
);

const agent = kindOf(
  statesOf('agent'),
  (agents, id) => id === 'orchestrator' || begun(agents, id),
  {
    'A.known': {
      task_completed: (data) => data.agentId,
      task_failed: (data) => data.agentId,
      tokens_used: (data) => data.agentId,
      error_occurred: (data) => data.agentId,
    },
    'A.planned': { todo_created: (data) => data.agentId },
    'T.agent': { task_started: (data) => data.agentId, task_assigned: (data) => data.agentId },
    'D.agent': { todo_assigned: (data) => data.agentId },
  },
  noneCalled('agent'),
);

const todo = kindOf(
  statesOf('todo'),
  begun,
  {
    'D.known': { workbook_entry_added: (data) => data.todoId, tokens_used: (data) => data.todoId },
    'D.depends': { todo_created: (data) => data.dependencies },
  },
  noneCalled('todo'),
);

const section = kindOf(
  statesOf('section'),
  ({ of }, id) => of.get(id) === 'present',
  {
    'L.known': {
      plan_section_added: (data) => data.after,
      plan_item_added: (data) => data.sectionId,
      plan_item_moved: (data) => data.sectionId,
    },
  },
  noneCalled('section'),
);

const item = kindOf(
  statesOf('item'),
  begun,
  {
    'L.known': {
      // That an item is not below or after itself is L.place.
      plan_item_added: ({ itemId, parent, after }) => [
        ...listed(unless(parent, itemId)),
        ...listed(unless(after, itemId)),
      ],
      plan_item_moved: ({ parent, after }) => [...listed(parent), ...listed(after)],
    },
    'A.given': { agent_launched: (data) => data.agents.flatMap(({ itemIds }) => itemIds ?? []) },
  },
  noneCalled('plan item'),
);

const entry = kindOf(
  reducer<Table<true>>(() => Table.empty(), {
    workbook_entry_added: (entries, { data }) => entries.set(data.entryId, true),
  }),
  (entries, id) => entries.has(id),
  { 'K.refers': { workbook_entry_added: (data) => data.entryIds } },
  noneCalled('entry'),
);

const baseline = kindOf(
  reducer<Table<true>>(() => Table.empty(), {
    baseline_recorded: (baselines, { data }) => baselines.set(data.baselineId, true),
    baseline_compared: (baselines, { data }) => baselines.set(data.baselineId, true),
  }),
  (baselines, id) => baselines.has(id),
  { 'K.baseline': { baseline_compared: (data) => data.baselineId } },
  noneCalled('baseline'),
);

const KINDS: readonly Kind[] = [phase, gate, task, agent, todo, section, item, entry, baseline];

const refers = (id: string, severity: Invariant['severity'] = 'error'): Invariant => {
  const kinds = KINDS.filter(({ typesUnder }) => typesUnder(id).length > 0);
  const check = (memo: Readonly<Record<string, Known<unknown>>>, event: RecordedEvent): string[] =>
    kinds.flatMap(({ unknown }, place) => unknown(memo[place] as Known<unknown>, event, id));
  return invariant<Record<string, Known<unknown>>>({
    id,
    severity,
    memo: Object.fromEntries(kinds.map(({ known }, place) => [place, known])),
    check: Object.fromEntries(kinds.flatMap(({ typesUnder }) => typesUnder(id)).map((type) => [type, check])),
  });
};

export const referenceInvariants: readonly Invariant[] = [
  ...[
    'P.known',
    'G.known',
    'T.known',
    'T.depends',
    'A.known',
    'A.given',
    'D.known',
    'D.depends',
    'L.known',
    'K.refers',
    'K.baseline',
  ].map((id) => refers(id)),
  refers('A.planned', 'warn'),
];
