// References: every field that looks like the id or name of something is declared, and what is named and does not exist is
// refused with near names, or reported once in an observed session.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commandOf } from '../../machines/commands/words.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { EVENT_TYPES, type EventType, entryOf } from '../../machines/events/catalog.ts';
import type { Referent } from '../../machines/events/event.ts';
import { event } from '../../machines/events/event.ts';
import { data, Id, Ids, SessionId } from '../../machines/events/fields.ts';
import { pathsIn, referenceFields, unwrapped } from '../../machines/events/references.ts';
import { ENTITY_KINDS } from '../../machines/life-cycles/all.ts';
import { creationsFor } from '../../machines/remedies/creations.ts';
import { RULES } from '../../machines/rules/all.ts';
import { ruleOfReference } from '../../machines/rules/references.ts';
import { referringFields } from '../../machines/state/references.ts';
import { type Run, started } from '../../src/check/run/run.ts';

const KINDS = new Set<string>([...ENTITY_KINDS, 'entry', 'baseline', 'wave', 'parent', 'guards', 'dependencies']);
const OF_MANY: Readonly<Record<string, string>> = { entries: 'entry', ids: 'id' };
const isId = (schema: z.ZodType): boolean =>
  schema === SessionId || (schema instanceof z.ZodString && schema.maxLength === Id.maxLength);

/** `relatedPhase` is about a phase, `agentIds` about agents: by its words, or as its schema is that of an id. */
const looksLikeAReference = (name: string, schema: z.ZodType): boolean => {
  if (isId(schema) || (schema instanceof z.ZodArray && isId(schema.element as z.ZodType))) return true;
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).some(([field, one]) => looksLikeAReference(field, unwrapped(one as z.ZodType)));
  if (!(schema instanceof z.ZodString || schema instanceof z.ZodNumber || schema instanceof z.ZodArray)) return false;
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject) return false;
  const words = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  return words.some((word) =>
    [word, word.replace(/s$/, ''), OF_MANY[word] ?? ''].some((one) => KINDS.has(one) || one === 'id'),
  );
};

type Entry = Pick<ReturnType<typeof entryOf>, 'data' | 'references' | 'free' | 'moves'>;
const undeclared = ({ data: schema, references, free = {}, moves }: Entry): string[] =>
  [...pathsIn(schema)]
    .filter(([path, one]) => looksLikeAReference(path.split('[].').at(-1) as string, one))
    .map(([path]) => path)
    .filter((path) => {
      const field = path.split('[].').at(-1) as string;
      const isMoved = moves.some((move) => 'id' in move && move.id === path);
      return references[field] === undefined && free[field] === undefined && !isMoved;
    });

describe('every field that looks like the id or name of something', () => {
  test.each(EVENT_TYPES)('is declared in %s: it defines, refers, or is free for a reason', (type) => {
    expect(undeclared(entryOf(type))).toEqual([]);
  });

  test('would be found in a new event', () => {
    const shape = {
      sessionId: SessionId,
      reviewer: Id.describe('who looks at it').optional(),
      laterPhase: z.string(),
      agents: z.array(z.strictObject({ taskIds: Ids.optional(), note: z.string() })),
      waves: z.array(z.number()),
      kept: z.strictObject({ agents: Ids.optional() }),
      text: z.string(),
    };
    const {
      data: schema,
      references,
      moves,
    } = event({
      ...{ description: 'Something happened.', severity: 'info', version: 1, upcasters: {} },
      data: data(shape),
      command: { word: 'some.thing', places: [], creates: undefined },
      references: {},
      moves: [],
    });
    expect(undeclared({ data: schema, references, moves })).toEqual([
      ...['sessionId', 'reviewer', 'laterPhase', 'agents[].taskIds', 'waves', 'kept'],
    ]);
  });

  test('is declared only where there is one, and free only with a reason', () => {
    for (const type of EVENT_TYPES) {
      const { references, free = {}, data: schema } = entryOf(type);
      const fields = [...pathsIn(schema).keys()].map((path) => path.split('[].').at(-1));
      for (const field of [...Object.keys(references), ...Object.keys(free)]) expect(fields).toContain(field);
      for (const reason of Object.values(free)) expect(reason).not.toBe('');
      expect(Object.keys(free).filter((field) => references[field] !== undefined)).toEqual([]);
    }
  });

  test('that refers has exactly one rule or machine that demands that it exists', () => {
    const types = new Map(RULES.map(({ id, on }) => [id, on]));
    for (const type of EVENT_TYPES)
      for (const field of referenceFields(type)) {
        if (field.defines) continue;
        if (!referringFields(type).includes(field)) expect(field.moves).toBe(true);
        else expect(types.get(ruleOfReference(field) ?? `none of ${type}.${field.path}`)).toContain(type as EventType);
      }
  });
});

describe('a refusal of what does not exist', () => {
  const run = (): Run =>
    started()
      .must('task.plan', { taskId: 'login', title: 'T' })
      .must('agent.launch', { agents: [{ agentId: 'researcher_1', agentType: 'researcher' }] });
  const refused = (word: string, data: object) => {
    const decision = run().send(word, data);
    return decision.kind === 'rejected' ? decision.rejection : undefined;
  };

  test('names what was probably meant, as data too', () => {
    const rejection = refused('tokens.use', { total: 1, agentId: 'researcher_2', taskId: 'logon' });
    expect(rejection?.violations.map(({ rule, detail }) => `${rule}: ${detail}`)).toEqual([
      'T.known: there is no task logon (did you mean login?)',
      'A.known: there is no agent researcher_2 (did you mean researcher_1?)',
    ]);
    expect(rejection?.unknown).toEqual([
      { kind: 'task', id: 'logon', rule: 'T.known', near: 'login', known: ['login'] },
      { kind: 'agent', id: 'researcher_2', rule: 'A.known', near: 'researcher_1', known: ['researcher_1'] },
    ]);
  });

  test('by a life cycle does so too', () => {
    expect(refused('task.start', { taskId: 'logim' })?.detail).toBe(
      'there is no task logim: task_started is not legal (did you mean login?)',
    );
  });

  test('names those that there are, where none is near', () => {
    expect(refused('gate.pass', { gate: 'nope' })?.detail).toBe(
      'there is no gate nope (known: execution-review, postflight)',
    );
    expect(refused('budget.allocate', { phase: 'Dreaming', tokens: 1 })?.detail).toBe(
      'profile normal has no phase Dreaming (known: Context, Planning, Execution, Review, Delivery)',
    );
    expect(refused('tokens.use', { total: 1, todoId: 'd1' })?.detail).toBe('there is no todo d1');
  });

  test('knows the orchestrator as an agent', () => {
    expect(refused('tokens.use', { total: 1, agentId: 'orchestrater' })?.detail).toContain(
      'did you mean orchestrator?',
    );
    expect(refused('tokens.use', { total: 1, agentId: 'orchestrator' })).toBeUndefined();
  });

  test('lists first the commands that create it', () => {
    expect(refused('tokens.use', { total: 1, taskId: 't9' })?.legal[0]).toMatchObject({
      word: 'task.plan',
      data: { taskId: 't9' },
    });
  });

  test('of another reason says nothing of names', () => {
    expect(refused('tokens.use', { total: -1 })?.unknown).toBeUndefined();
  });
});

describe('the remedies of a command that names several things which do not exist', () => {
  const kindsNamedBy = (type: EventType): Referent[] => [
    ...new Set(referenceFields(type).flatMap(({ defines, to }) => (defines ? [] : [to]))),
  ];
  /** Data in which every reference is to something that does not exist. */
  const allUnknown = (type: EventType): Record<string, unknown> => {
    const named: Record<string, unknown> = {};
    const item: Record<string, unknown> = {};
    const names = pathsIn(entryOf(type).data);
    for (const { path, to, defines } of referenceFields(type)) {
      if (defines) continue;
      const value = names.get(path) instanceof z.ZodArray ? [`no ${to}`] : to === 'cycle' ? 99 : `no ${to}`;
      const [list = '', field] = path.split('[].');
      if (field === undefined) named[list] = value;
      else {
        item[field] = value;
        named[list] = [item];
      }
    }
    return named;
  };
  const several = EVENT_TYPES.filter((type) => kindsNamedBy(type).length > 1);

  test.each(several)('come in the order in which they can be created: %s', (type) => {
    const moves = creationsFor(started().state, { type, data: allUnknown(type) });
    const created = moves.map(({ word }) => commandOf(word));
    for (const [place, { type: earlier }] of created.entries())
      for (const { creates } of created.slice(place + 1))
        expect([type, earlier, kindsNamedBy(earlier as EventType).includes(creates as Referent)]).toEqual([
          type,
          earlier,
          false,
        ]);
  });

  test('are the task, then the agent, then the todo', () => {
    const data = { todoId: 'd1', content: 'Do it', agentId: 'typo', taskId: 'nope', dependencies: ['d0'] };
    const decision = started().send('todo.create', data);
    const legal = decision.kind === 'rejected' ? decision.rejection.legal : [];
    expect(legal.slice(0, 3).map(writtenMove)).toEqual([
      'task.plan nope --title …',
      'agent.launch typo:…',
      'todo.create d0 --content …',
    ]);
    const launch = { agents: [{ agentId: 'a1', agentType: 'x', taskIds: ['logim'], itemIds: ['i9'] }] };
    const run = started().must('task.plan', { taskId: 'login', title: 'Log in' });
    const refused = run.send('agent.launch', launch);
    expect(refused.kind === 'rejected' ? refused.rejection.detail : '').toBe(
      'there is no task logim; there is no plan item i9 (did you mean login for logim?)',
    );
  });
});
