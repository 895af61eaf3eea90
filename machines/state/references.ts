// What an event refers to, and whether the session has it. Ids that an observed session referred to and does not have are
// remembered, so that each is reported once.
import type { Table } from '../collections/table.ts';
import { EVENT_TYPES, type EventType } from '../events/catalog.ts';
import type { RecordedEvent } from '../events/envelope.ts';
import type { Referent } from '../events/event.ts';
import type { Data } from '../events/moves.ts';
import { namesAt, type ReferenceField, referenceFields } from '../events/references.ts';
import { lifeCycleOf } from '../life-cycles/all.ts';
import { stateOf } from './entities.ts';
import { gateIdOf } from './gate-names.ts';
import { hasProfile } from './session.ts';
import type { State } from './state.ts';

/** The agent that every session has: its own. */
export const ORCHESTRATOR = 'orchestrator';

/** Something that is named by a field of an event and that the session does not have. */
export interface Unknown {
  readonly field: ReferenceField;
  readonly id: string;
}

/** True where a session has it: a phase in its profile, a section that was not removed, all else once it began. */
export const exists = (state: State, to: Referent, id: string): boolean => {
  switch (to) {
    case 'phase':
      return !hasProfile(state.session) || state.session.profile.phases.includes(id);
    case 'gate':
      return stateOf(state, 'gate', gateIdOf(state.session, id)) !== lifeCycleOf('gate').initial;
    case 'agent':
      return id === ORCHESTRATOR || state.work.agents.has(id);
    case 'section':
      return stateOf(state, 'section', id) === 'present';
    case 'entry':
      return state.evidence.entries.has(id);
    case 'baseline':
      return state.evidence.baselines.has(id);
    default:
      return stateOf(state, to, id) !== lifeCycleOf(to).initial;
  }
};

/**
 * The fields that refer: not those that define, and not those whose machine refuses what it does not know. (A pending
 * phase and an undefined gate are states in which their machines accept an event.)
 */
export const referringFields = (type: EventType): readonly ReferenceField[] =>
  referenceFields(type).filter(({ defines, moves, to }) => !defines && (!moves || to === 'phase' || to === 'gate'));

/** References to the event's own entity (in this field) that a rule of their own is about: circles, and items below or
 * after themselves. */
const TO_ITSELF: Readonly<Record<string, string>> = {
  'task_planned.dependencies': 'taskId',
  'task_dependencies_changed.dependencies': 'taskId',
  'plan_item_added.parent': 'itemId',
  'plan_item_added.after': 'itemId',
};

interface Referring {
  readonly field: ReferenceField;
  /** The member of the event's data that it is in. */
  readonly member: string;
  /** The field that names the event's own entity, to which this one may not refer. */
  readonly ownField: string | undefined;
}

const fieldsByType: ReadonlyMap<string, readonly Referring[]> = new Map(
  EVENT_TYPES.map((type): [string, readonly Referring[]] => [
    type,
    referringFields(type).map((field) => ({
      field,
      member: field.path.split('[].')[0] as string,
      ownField: TO_ITSELF[`${type}.${field.field}`],
    })),
  ]).filter(([, fields]) => fields.length > 0),
);
const NONE: readonly Unknown[] = [];
const NO_FIELDS: readonly Referring[] = [];

/** What an event of a type would name that the session does not have; not what it begins itself. */
export const missingIn = (state: State, type: EventType, data: Data): readonly Unknown[] =>
  referenceFields(type)
    .filter(({ defines }) => !defines)
    .flatMap((field) =>
      namesAt(field.path, data)
        .filter((id) => !exists(state, field.to, id))
        .map((id) => ({ field, id })),
    );

/** What an event refers to that the session does not have. */
export const unknownIn = (state: State, { type, data }: RecordedEvent): readonly Unknown[] => {
  let unknown: Unknown[] | undefined;
  for (const { field, member, ownField } of fieldsByType.get(type) ?? NO_FIELDS) {
    if ((data as Data)[member] === undefined) continue;
    const own = ownField === undefined ? undefined : (data as Data)[ownField];
    for (const id of namesAt(field.path, data)) {
      if (id === own || exists(state, field.to, id)) continue;
      unknown ??= [];
      unknown.push({ field, id });
    }
  }
  return unknown ?? NONE;
};

const nameOf = ({ field, id }: Unknown): string => `${field.to} ${id}`;

/** Those that are not reported yet: an enforced session refuses each, an observed one reports an id once. */
export const unreported = (state: State, unknown: readonly Unknown[]): readonly Unknown[] =>
  state.session.enforcement === 'enforce' ? unknown : unknown.filter((one) => !state.unknownNames.has(nameOf(one)));

/** The names that a session referred to and did not have, after one more event. */
export const unknownNamesAfter = (state: State, event: RecordedEvent): Table<true> => {
  const unknown = unknownIn(state, event);
  return unknown.length === 0
    ? state.unknownNames
    : unknown.reduce((names, one) => names.set(nameOf(one), true), state.unknownNames);
};
