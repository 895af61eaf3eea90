// Random events of every type, made from the schemas themselves, so that a new type or field is covered as soon as it
// exists. Ids come from small pools, so that events meet each other; texts are hostile now and then.
import fc from 'fast-check';
import type { z } from 'zod';
import { EVENT_TYPES, EVENTS, type EventType } from '../machines/events/catalog.ts';
import type { RecordedEvent } from '../machines/events/envelope.ts';
import { PROFILES } from '../machines/profile.ts';
import { history } from './history.ts';

const pool = (prefix: string, count = 4) =>
  fc.constantFrom(...Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`));
const phases = fc.constantFrom('Context', 'Planning', 'Execution', 'Review', 'Delivery', 'Elsewhere');
const gates = fc.constantFrom('execution-review', 'postflight', 'Postflight validation', 'gate_3', 'toString');

/** Texts that a hostile or careless writer may send: control sequences, right-to-left, lone surrogates, names of JS. */
export const hostileText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }),
  fc.constantFrom(
    '\u001b[31mred',
    '\u001b]0;title\u0007',
    '\u009b2J',
    '\u202eback',
    '__proto__',
    'constructor',
    'a\nb',
    '\r\u0008',
    '\ud83d',
    '日本語',
    'مرحبا',
    '👩‍👩‍👧',
  ),
);

const pools: Record<string, fc.Arbitrary<unknown>> = {
  phase: phases,
  relatedPhase: phases,
  guards: phases,
  gate: gates,
  gateId: gates,
  taskId: pool('task_'),
  taskIds: fc.array(pool('task_'), { maxLength: 3 }),
  agentId: pool('agent_'),
  agentType: fc.constantFrom('reviewer', 'implementor', 'Senior-Reviewer', 'previewer', 'codeTester'),
  subject: fc.constantFrom('task_1', ' task_1', 'Context', 'reviewer', ' '),
  relevantAgents: fc.array(pool('agent_'), { maxLength: 2 }),
  todoId: pool('todo_'),
  itemId: pool('item_', 6),
  itemIds: fc.array(pool('item_', 6), { maxLength: 2 }),
  parent: pool('item_', 6),
  sectionId: pool('section_', 3),
  requirementId: pool('req_', 3),
  deliverableId: pool('del_', 3),
  entryId: pool('entry_'),
  entryIds: fc.array(pool('entry_'), { maxLength: 2 }),
  findingId: pool('finding_'),
  reviewId: pool('review_', 3),
  baselineId: pool('baseline_', 2),
  wave: fc.integer({ min: -1, max: 3 }),
  cycle: fc.integer({ min: -1, max: 3 }),
  total: fc.integer({ min: -5, max: 10_000 }),
  input: fc.integer({ min: -5, max: 10_000 }),
  profile: fc.constantFrom(...Object.values(PROFILES)),
  profileHash: fc.constant('0'.repeat(64)),
  parentSession: fc.constant('s0'),
  unit: fc.constantFrom('%', 'ms'),
  options: fc.subarray(['Yes', 'No']),
  answer: fc.constantFrom('Yes', 'No', 'Later'),
  law: fc.constant('1'),
  type: fc.constantFrom('file', 'url', 'entry'),
};

const poolOf = (key: string, type: EventType): fc.Arbitrary<unknown> | undefined => {
  if (key === 'after') return type.startsWith('plan_section') ? pool('section_', 3) : pool('item_', 6);
  if (key === 'dependencies') return fc.array(pool(type === 'todo_created' ? 'todo_' : 'task_'), { maxLength: 2 });
  if (key === 'of' && type === 'review_requested') return fc.constantFrom('The plan', ' The plan', 'Context', '');
  if (key === 'type' && type !== 'workbook_entry_added') return undefined;
  return Object.hasOwn(pools, key) ? pools[key] : undefined;
};

type Def = { type: string } & Record<string, unknown>;
const defOf = (schema: unknown): Def => (schema as { def: Def }).def;

const arbitraryOf = (schema: unknown, key: string, type: EventType): fc.Arbitrary<unknown> => {
  const def = defOf(schema);
  if (def.type === 'optional' || def.type === 'default') return arbitraryOf(def.innerType, key, type);
  const known = poolOf(key, type);
  if (known !== undefined) return known;
  switch (def.type) {
    case 'object': {
      const shape = def.shape as Record<string, z.ZodType>;
      const required = Object.keys(shape).filter((name) => defOf(shape[name]).type !== 'optional');
      const members = Object.entries(shape).map(([name, member]) => [name, arbitraryOf(member, name, type)] as const);
      return fc.record(Object.fromEntries(members), { requiredKeys: required });
    }
    case 'array':
      return fc.array(arbitraryOf(def.element, '', type), { minLength: key === 'agents' ? 1 : 0, maxLength: 3 });
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries as Record<string, string>));
    case 'union':
      return fc.oneof(...(def.options as unknown[]).map((option) => arbitraryOf(option, '', type)));
    case 'literal':
      return fc.constantFrom(...(def.values as unknown[]));
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.nat({ max: 10_000 });
    case 'string':
      return hostileText;
    case 'record':
      return fc.constantFrom({}, { kept: ['as', 'it', 'was'] });
    default:
      throw new Error(`no arbitrary for a ${def.type} (${type}, ${key})`);
  }
};

export interface Draft {
  readonly type: EventType;
  readonly data: unknown;
  readonly afterS: number;
  readonly severity?: 'debug' | 'info' | 'warning' | 'error' | 'critical' | undefined;
  readonly derivedfrom?: string | undefined;
  readonly violates?: string | undefined;
}

/** An event's type and data, of any type or of those given. */
export const arbitraryDraft = (types: readonly EventType[] = EVENT_TYPES): fc.Arbitrary<Draft> =>
  fc.constantFrom(...types).chain(
    (type) =>
      fc.record(
        {
          type: fc.constant(type),
          data: arbitraryOf(EVENTS[type].data, '', type),
          // Now and then time runs backwards.
          afterS: fc.integer({ min: -5, max: 600 }),
          severity: fc.constantFrom('debug', 'info', 'warning', 'error', 'critical'),
          derivedfrom: fc.constantFrom('events-s1.json#evt_1', 'todo-s1.json#todo_1'),
          violates: fc.constantFrom('P2', 'T1,A2'),
        },
        { requiredKeys: ['type', 'data', 'afterS'] },
      ) as fc.Arbitrary<Draft>,
  );

/** The drafts as one chained and decoded session. */
export const recordDrafts = (drafts: readonly Draft[]): RecordedEvent[] => {
  const record = history('s1');
  let at = 0;
  for (const { type, data, afterS, ...said } of drafts) {
    at = Math.max(0, at + afterS / 60);
    record.add(type, data as never, { at, ...said } as never);
  }
  return record.events;
};

/** Whole random sessions: `started` of them begin with `session_started`. */
export const arbitrarySession = (options: { maxLength?: number } = {}): fc.Arbitrary<RecordedEvent[]> =>
  fc
    .tuple(
      fc.option(arbitraryDraft(['session_started']), { freq: 3, nil: undefined }),
      fc.array(arbitraryDraft(), { maxLength: options.maxLength ?? 60, size: 'max' }),
    )
    .map(([start, rest]) => recordDrafts(start === undefined ? rest : [start, ...rest]));
