// What changed between two documents, as JSON Patch: applied to the first it gives the second, for any two, and for the
// views of a session's histories.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchBetween, patched } from '../../src/session/follow/patch.ts';

const json = fc.jsonValue({ maxDepth: 4 });
/** Two documents that share much, as a view and the next one do. */
const related = fc
  .tuple(fc.array(fc.record({ id: fc.integer({ max: 20, min: 0 }), of: json }), { maxLength: 12 }), fc.gen())
  .map(([items, gen]) => {
    const after = items.flatMap((item) => {
      const how = gen(fc.integer, { min: 0, max: 5 });
      if (how === 0) return [];
      if (how === 1) return [{ ...item, of: gen(() => json) }];
      if (how === 2) return [{ id: 99, of: null }, item];
      return [structuredClone(item)];
    });
    return [
      { items, 'a/b': { '~': items.length } },
      { items: after, 'a/b': { '~': after.length } },
    ] as const;
  });

test('applied to the document before, it gives the one after', () => {
  fc.assert(
    fc.property(fc.oneof(related, fc.tuple(json, json)), ([before, after]) => {
      const first = structuredClone(before);
      expect(patched(before, patchBetween(before, after))).toEqual(after);
      expect(before).toEqual(first);
    }),
  );
});

test('it is empty for equal documents, whatever the order of their members', () => {
  fc.assert(fc.property(json, (value) => void expect(patchBetween(value, structuredClone(value))).toEqual([])));
  expect(patchBetween({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toEqual([]);
});

test('it names what changed, and nothing else', () => {
  const before = { phase: 'Planning', tasks: [{ id: 't1' }, { id: 't2', state: 'open' }, { id: 't3' }], 'a/b~c': 1 };
  const after = { phase: 'Execution', tasks: [{ id: 't0' }, { id: 't1' }, { id: 't2', state: 'done' }, { id: 't3' }] };
  expect(patchBetween(before, after)).toEqual([
    { op: 'remove', path: '/a~1b~0c' },
    { op: 'replace', path: '/phase', value: 'Execution' },
    { op: 'replace', path: '/tasks/0/id', value: 't0' },
    { op: 'remove', path: '/tasks/1/state' },
    { op: 'replace', path: '/tasks/1/id', value: 't1' },
    { op: 'add', path: '/tasks/2', value: { id: 't2', state: 'done' } },
  ]);
  expect(patchBetween([1, 2, 3], [1, 3])).toEqual([{ op: 'remove', path: '/1' }]);
  expect(patchBetween([1, 3], [1, 2, 3])).toEqual([{ op: 'add', path: '/1', value: 2 }]);
  expect(patchBetween([], {})).toEqual([{ op: 'replace', path: '', value: {} }]);
});

test('a member named __proto__ is one like any other', () => {
  const [before, after] = [JSON.parse('{"a":1}'), JSON.parse('{"a":1,"__proto__":{"polluted":true}}')];
  const result = patched(before, patchBetween(before, after)) as object;
  expect(JSON.stringify(result)).toBe(JSON.stringify(after));
  expect('polluted' in {}).toBe(false);
  expect(patched(after, patchBetween(after, before))).toEqual(before);
});
