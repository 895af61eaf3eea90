// Versions of an event's data: an older shape is read as the newest, a newer one is stored and shown as it is.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../machines/check.ts';
import { EVENTS } from '../../machines/events/catalog.ts';
import { chainHash, decodeEvent, decoderOf, type EventTable, encodeEvent } from '../../machines/events/envelope.ts';
import { event } from '../../machines/events/event.ts';
import { data, Id, Texts } from '../../machines/events/fields.ts';
import { uninterpreted } from '../../machines/events/uninterpreted.ts';
import { unknownMembers } from '../../machines/events/unknown-members.ts';
import { evolve } from '../../machines/evolve.ts';
import { fold } from '../../machines/fold.ts';
import { initialState } from '../../machines/state/state.ts';
import { foldViews, showAll } from '../../projections/all.ts';
import { history, sha256 } from '../history.ts';

const { lines, events } = history().start().add('task_completed', { taskId: 't1' });
const previous = events[0]?.hash as string;

/** The second line with other members and a recomputed hash. */
const lineOf = (members: object): string => {
  const { hash: _hash, ...rest } = { ...JSON.parse(lines[1] as string), ...members };
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"hash":"${sha256(previous + head)}"}`;
};

type Stored = Readonly<Record<string, unknown>>;

const OF_A_TASK = {
  ...EVENTS.task_completed,
  command: { word: 'task.complete', places: ['taskId'], creates: undefined },
  references: {},
  moves: [{ kind: 'task', id: 'taskId' }],
} as const;

/** A table in which `task_completed` is in its third version: first a `task`, then a `taskId`, then outputs in a list. */
const THREE_VERSIONS: EventTable = {
  task_completed: event({
    ...OF_A_TASK,
    version: 3,
    upcasters: {
      1: ({ task, ...rest }: Stored) => ({ ...rest, taskId: task }),
      2: ({ output, ...rest }: Stored) => ({ ...rest, outputs: output === undefined ? [] : [output] }),
    },
    data: data({ taskId: Id, outputs: Texts }),
  }),
};
const decode = decoderOf(THREE_VERSIONS);

describe('data of an older version', () => {
  test('become data of the newest, step by step', () => {
    const first = decode(lineOf({ schemaversion: 1, data: { task: 't1', output: 'a.ts' } }));
    expect(first).toMatchObject({ schemaversion: 3, data: { taskId: 't1', outputs: ['a.ts'] } });
    const second = decode(lineOf({ schemaversion: 2, data: { taskId: 't1' } }));
    expect(second).toMatchObject({ schemaversion: 3, data: { taskId: 't1', outputs: [] } });
    const third = decode(lineOf({ schemaversion: 3, data: { taskId: 't1', outputs: [] } }));
    expect(third.data).toEqual(second.data);
  });

  test('leave the line and its hash as they were recorded', () => {
    const line = lineOf({ schemaversion: 1, data: { task: 't1' } });
    expect(decode(line).hash).toBe(chainHash(line, previous, sha256));
  });

  test('are refused where they do not become the shape of the newest', () => {
    expect(() => decode(lineOf({ schemaversion: 1, data: { taskId: 't1' } }))).toThrow(
      'not a valid task_completed: data.taskId',
    );
    expect(() => decode(lineOf({ schemaversion: 1, data: 7 }))).toThrow('not a valid task_completed: data');
  });

  test('need an upcaster for each version before the newest, or the entry does not compile', () => {
    const upcasters = { 1: (one: Stored) => ({ ...one }) };
    // @ts-expect-error nothing brings version 2 to version 3
    event({ ...OF_A_TASK, version: 3, upcasters });
    expect(event({ ...OF_A_TASK, version: 2, upcasters }).version).toBe(2);
  });
});

describe('data of a newer version', () => {
  const line = lineOf({ schemaversion: 2, data: { unheard: ['x'] } });
  const newer = decodeEvent(line);

  test('are stored and shown under the type and its version, as a type that is not known', () => {
    expect(newer).toMatchObject({ type: 'task_completed.v2', schemaversion: 2, data: { unheard: ['x'] } });
    expect(newer.hash).toBe(chainHash(line, previous, sha256));
  });

  test('are encoded to the line that they were decoded from', () => {
    const { hash: _, ...unchained } = newer;
    expect(encodeEvent(unchained, previous, sha256).line).toBe(line);
  });

  test('are known by their type, and those of an unknown type by theirs', () => {
    expect(uninterpreted(newer)).toEqual({ reason: 'newer_version', type: 'task_completed', version: 2 });
    expect(uninterpreted({ type: 'moon_landed' })).toEqual({ reason: 'unknown_type', type: 'moon_landed' });
    expect(uninterpreted({ type: 'task_completed' })).toBe(undefined);
  });

  test('are named by a suffix that no recorded type can have', () => {
    expect(() => decodeEvent(lineOf({ type: 'task_completed.v2' }))).toThrow(
      'not an event: its type "task_completed.v2" is not',
    );
    expect(() => decodeEvent(lineOf({ type: 'moon.landed' }))).toThrow('not an event: its type "moon.landed" is not');
  });

  test('move nothing and violate no rule of the type', () => {
    const before = fold(events.slice(0, 1), initialState('s1'));
    expect(check(before, newer)).toEqual([]);
    const after = evolve(before, newer);
    expect(after.ordinal).toBe(2);
    expect(JSON.stringify(after.work.tasks)).toBe(JSON.stringify(before.work.tasks));
    expect(() => showAll(foldViews([...events.slice(0, 1), newer], 's1'))).not.toThrow();
  });

  test('are refused where they are not JSON of the depth that every reader can go through', () => {
    expect(() => decodeEvent(lineOf({ schemaversion: 2, data: 7 }))).toThrow('not a valid task_completed: data');
  });
});

describe('members that this version does not know', () => {
  const line = lineOf({ extension: 'x', data: { taskId: 't1', colour: { of: ['red'] } } });
  const read = decodeEvent(line);

  test('are kept in an event that is interpreted otherwise, and named with their places', () => {
    expect(read).toMatchObject({
      type: 'task_completed',
      extension: 'x',
      data: { taskId: 't1', colour: { of: ['red'] } },
    });
    expect(unknownMembers(read)).toEqual(['data.colour', 'extension']);
    expect(unknownMembers({ ...read })).toEqual(['data.colour', 'extension']);
    expect(unknownMembers(events[1] as object)).toEqual([]);
    expect(read.hash).toBe(chainHash(line, previous, sha256));
  });

  test('are kept inside lists, and beside data of a newer version', () => {
    const launched = { agents: [{ agentId: 'a1', agentType: 'dev', speed: 9 }] };
    const inList = decodeEvent(lineOf({ type: 'agent_launched', data: { wave: 1, ...launched } }));
    expect(inList.data).toMatchObject(launched);
    expect(unknownMembers(inList)).toEqual(['data.agents.0.speed']);
    const newer = decodeEvent(lineOf({ schemaversion: 2, extension: 'x', data: { any: 1 } }));
    expect(newer).toMatchObject({ type: 'task_completed.v2', extension: 'x' });
  });

  test('change neither state nor what rules find', () => {
    const before = fold(events.slice(0, 1), initialState('s1'));
    const known = decodeEvent(lineOf({}));
    expect(check(before, read)).toEqual(check(before, known));
    expect(JSON.stringify({ ...evolve(before, read), last: 0 })).toBe(
      JSON.stringify({ ...evolve(before, known), last: 0 }),
    );
  });

  test('excuse nothing else that is wrong, nor what no reader could go through', () => {
    expect(() => decodeEvent(lineOf({ extension: 'x', data: {} }))).toThrow('not a valid task_completed: data.taskId');
    const deep = JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`);
    expect(() => decodeEvent(lineOf({ data: { taskId: 't1', deep } }))).toThrow(
      'not a valid task_completed: data: at most',
    );
    const hidden = lineOf({ data: { taskId: 't1' } }).replace('"taskId"', '"__proto__":{},"taskId"');
    expect(() => decodeEvent(hidden)).toThrow('not a valid task_completed');
  });
});

/** The examples that a table needs: one of each version before an entry's own. */
const examplesOf = (table: EventTable): string[] =>
  Object.entries(table).flatMap(([type, { version }]) =>
    Array.from({ length: version - 1 }, (_, index) => `${type}.v${index + 1}.json`),
  );

test('each older shape has a stored example, which is read as the newest', () => {
  expect(examplesOf(THREE_VERSIONS)).toEqual(['task_completed.v1.json', 'task_completed.v2.json']);
  const folder = new URL('older-shapes/', import.meta.url);
  const stored = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(stored.sort()).toEqual(examplesOf(EVENTS).sort());
  for (const name of stored) {
    const [type] = name.split('.');
    expect(decodeEvent(readFileSync(new URL(name, folder), 'utf8').trimEnd()).type).toBe(type);
  }
});

test('an entry that leaves a member out, or names what is not there, does not compile', () => {
  const { severity: _severity, ...silent } = OF_A_TASK;
  // @ts-expect-error it has no severity
  event(silent);
  // @ts-expect-error its data have no itemId
  event({ ...OF_A_TASK, references: { itemId: 'item' } });
  // @ts-expect-error its data have no itemId
  event({ ...OF_A_TASK, moves: [{ kind: 'item', id: 'itemId' }] });
  // @ts-expect-error the life cycle of a task has no such signal
  event({ ...OF_A_TASK, moves: [{ kind: 'task', id: 'taskId', signal: 'task_eaten' }] });
});
