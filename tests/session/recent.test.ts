// The map that knows which entry was used longest ago, beside a list that is searched.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from '../../src/session/recent.ts';
import { runs } from '../more.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.nat() }),
  fc.record({ kind: fc.constant('delete' as const), key }),
  fc.record({ kind: fc.constant('drop oldest' as const) }),
);

test('the oldest entry is the one that was set longest ago, whatever was set again or deleted', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const recent = new Recent<string, number>();
      let list: [string, number][] = [];
      for (const one of steps) {
        const dropped = one.kind === 'drop oldest' ? list[0]?.[0] : one.key;
        list = list.filter(([other]) => other !== dropped);
        if (one.kind === 'set') {
          recent.set(one.key, one.value);
          list.push([one.key, one.value]);
        } else if (one.kind === 'delete') recent.delete(one.key);
        else if (recent.oldest !== undefined) recent.delete(recent.oldest);
        expect([recent.size, recent.oldest]).toEqual([list.length, list[0]?.[0]]);
        for (const other of ['a', 'b', 'c', 'd', 'e'])
          expect(recent.peek(other)).toBe(list.find(([known]) => known === other)?.[1]);
      }
    }),
    { numRuns: runs(500) },
  );
});
