// What an event refers to exists: one rule for each kind of reference, made from the table of events. A relation that a
// profile may want to judge apart has a rule of its own; every other reference has the rule of its kind.
import { EVENT_TYPES, type EventType } from '../events/catalog.ts';
import type { Referent } from '../events/event.ts';
import type { ReferenceField } from '../events/references.ts';
import { referringFields, unknownIn, unreported } from '../state/references.ts';
import type { State } from '../state/state.ts';
import { listed, type Rule, rule } from './rule.ts';

/** Of relations: by type and field. `T.agent`, `D.agent` and `G.guards` demand more than existence, and are rules of their own. */
const RULE_OF_RELATION: Readonly<Record<string, string>> = {
  'task_planned.dependencies': 'T.depends',
  'task_dependencies_changed.dependencies': 'T.depends',
  'task_started.agentId': 'T.agent',
  'task_assigned.agentId': 'T.agent',
  'todo_assigned.agentId': 'D.agent',
  'todo_created.dependencies': 'D.depends',
  'todo_created.agentId': 'A.planned',
  'agent_launched.taskIds': 'A.given',
  'agent_launched.itemIds': 'A.given',
  'gate_defined.guards': 'G.guards',
};

/** Of kinds. Only a machine is asked about the others: no event refers to one without moving it. */
const RULE_OF_KIND: Readonly<Partial<Record<Referent, string>>> = {
  phase: 'P.known',
  gate: 'G.known',
  agent: 'A.known',
  task: 'T.known',
  todo: 'D.known',
  section: 'L.known',
  item: 'L.known',
  entry: 'K.refers',
  baseline: 'K.baseline',
};

/** The rule that says that what a field refers to exists. */
export const ruleOfReference = ({ type, field, to }: ReferenceField): string | undefined =>
  RULE_OF_RELATION[`${type}.${field}`] ?? RULE_OF_KIND[to];

/** A thing of a kind, as people call it. */
export const calledIn = (to: Referent): string => (to === 'item' ? 'plan item' : to);

const missing = ({ session }: State, to: Referent, ids: readonly string[]): string =>
  to === 'phase'
    ? `profile ${session.profile.name} has no phase ${listed(ids)}`
    : `there is no ${calledIn(to)} ${listed(ids)}`;

const references = (id: string, sentence: string, severity: Rule['severity'] = 'error'): Rule => {
  const fields = EVENT_TYPES.flatMap(referringFields).filter((field) => ruleOfReference(field) === id);
  const types = [...new Set(fields.map(({ type }) => type))] satisfies EventType[];
  return rule(id, severity, sentence, types, (state, event) => {
    const unknown = unreported(state, unknownIn(state, event)).filter(({ field }) => ruleOfReference(field) === id);
    if (unknown.length === 0) return undefined;
    const byKind = new Map<Referent, Set<string>>();
    for (const { field, id: name } of unknown) byKind.set(field.to, (byKind.get(field.to) ?? new Set()).add(name));
    return [...byKind].map(([to, ids]) => missing(state, to, [...ids])).join('; ');
  });
};

export const phaseReferences = [references('P.known', "A phase is one of the profile's.")];
export const gateReferences = [references('G.known', 'A gate that is judged is defined.')];
export const taskReferences = [
  references('T.known', 'A task that is named was planned.'),
  references('T.depends', 'What a task depends on exists.'),
];
export const agentReferences = [
  references('A.known', 'An agent that is named was launched, or is the orchestrator.'),
  // A warning: lists of todos name agents that are launched later.
  references('A.planned', 'An agent that a todo is for was launched, or is the orchestrator.', 'warn'),
  references('A.given', 'The tasks and plan items that an agent is given exist.'),
];
export const itemReferences = [references('L.known', 'A section or plan item that is named exists.')];
export const todoReferences = [
  references('D.known', 'A todo that is named was created.'),
  references('D.depends', 'What a todo depends on exists.'),
];
export const evidenceReferences = [
  references('K.refers', 'An entry that the workbook refers to exists.'),
  references('K.baseline', 'A baseline that is compared was recorded.'),
];
