import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { List } from '../../machines/collections/list.ts';
import { Table } from '../../machines/collections/table.ts';

/** `next` stands for an id greater than those before it. */
const key = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  '__proto__',
  'constructor',
  ...Array.from({ length: 12 }, () => 'next'),
);
const idOf = (step: number): string => `id-${String(step).padStart(3, '0')}`;

describe.each([
  ['a table', () => Table.empty<number>()],
  ['a table of ids that grow', () => Table.growing<number>()],
])('%s', (_, emptyTable) => {
  test('keeps every version as it was, however versions are branched and read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), key, fc.integer()), { maxLength: 60 }),
        fc.infiniteStream(fc.nat()),
        (steps, picks) => {
          const versions: { table: Table<number>; model: Map<string, number> }[] = [
            { table: emptyTable(), model: new Map() },
          ];
          for (const [step, [from, given, value]] of steps.entries()) {
            const name = given === 'next' ? idOf(step) : given;
            const base = versions[from % versions.length]!;
            versions.push({ table: base.table.set(name, value), model: new Map(base.model).set(name, value) });
            const { table, model } = versions[picks.next().value % versions.length]!;
            expect(table.entries()).toEqual([...model]);
          }
          for (const { table, model } of versions) {
            expect(table.size).toBe(model.size);
            expect(table.entries()).toEqual([...model]);
            for (const name of [
              'a',
              'b',
              '__proto__',
              'constructor',
              'missing',
              ...steps.map((_, step) => idOf(step)),
            ]) {
              expect(table.has(name)).toBe(model.has(name));
              expect(table.get(name)).toBe(model.get(name));
            }
          }
        },
      ),
    );
  });

  test('shares no rows between histories that begin from one empty table', () => {
    const empty = emptyTable();
    const left = empty.set('a', 1);
    const right = empty.set('b', 2);
    expect([left.keys(), right.keys(), empty.keys()]).toEqual([['a'], ['b'], []]);
  });

  test('finds and replaces every row among a thousand growing ids, and after one that is less', () => {
    let table = emptyTable();
    const model = new Map<string, number>();
    for (let step = 0; step < 1_000; step += 1) {
      table = table.set(idOf(step), step).set(idOf(step >> 1), -step);
      model.set(idOf(step), step).set(idOf(step >> 1), -step);
    }
    const before = table;
    expect(before.entries()).toEqual([...model]);
    for (const [id, value] of model) expect(before.get(id)).toBe(value);
    for (const id of ['', 'id-', 'id-0005', 'id-999a', 'z']) expect(before.has(id)).toBe(false);
    const after = before.set('id-', 1);
    expect(after.entries()).toEqual([...model, ['id-', 1]]);
    expect([before.has('id-'), before.size]).toEqual([false, 1_000]);
  });

  test('reads a version a hundred thousand steps old', () => {
    const old = emptyTable().set('k', -1);
    let table = old;
    for (let index = 0; index < 100_000; index += 1) table = table.set(`k${index % 1000}`, index);
    expect(old.entries()).toEqual([['k', -1]]);
    expect(table.size).toBe(1001);
  });

  test('updates a row that is there and leaves a missing one alone', () => {
    const table = emptyTable().set('a', 1);
    expect(table.update('a', (row) => row + 1).get('a')).toBe(2);
    expect(table.update('b', (row) => row + 1)).toBe(table);
  });
});

describe('a list', () => {
  test('is written as JSON as its items', () => {
    expect(JSON.stringify(List.empty<number>().push(1).push(2))).toBe('[1,2]');
    expect(JSON.stringify(List.empty())).toBe('[]');
  });

  test('keeps every version as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.integer()), { maxLength: 60 }), (steps) => {
        const versions: { list: List<number>; model: number[] }[] = [{ list: List.empty(), model: [] }];
        for (const [from, item] of steps) {
          const { list, model } = versions[from % versions.length]!;
          versions.push({ list: list.push(item), model: [...model, item] });
        }
        for (const { list, model } of versions) {
          expect(list.slice()).toEqual(model);
          expect(list.slice(-2)).toEqual(model.slice(-2));
          expect([list.at(0), list.at(-1), list.at(model.length)]).toEqual([model.at(0), model.at(-1), undefined]);
        }
      }),
    );
  });
});
