// The quick reader of schemas beside zod: two ways to read the data of an event, which must give the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EVENT_TYPES, EVENTS, type EventType } from '../../machines/events/catalog.ts';
import { readerOf, UNREAD } from '../../machines/events/schema-reader.ts';
import { arbitraryDraft } from '../arbitrary-event.ts';
import { runs } from '../more.ts';

/** Their data hold a profile, which has defaults and a check of its own. */
const BY_ZOD: readonly EventType[] = ['session_started', 'profile_chosen', 'profile_amended'];
const READ = EVENT_TYPES.filter((type) => !BY_ZOD.includes(type));

type Members = Record<string, unknown>;
const anyValue = fc.oneof(
  fc.constantFrom(undefined, null, '', 'x'.repeat(300), [], [''], {}, true, -1, 0, 1.5, Number.NaN, 2 ** 53),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(JSON.parse('{"__proto__":1}'), { given: undefined }, [undefined], new Date(0), new Map()),
);
const placesIn = (value: unknown): (readonly [Members, string])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, member]) => [[value as Members, name] as const, ...placesIn(member)]);

/** Data of a type; now and then with another value somewhere, without a member, with one too many, in another order. */
const nearData = (type: EventType): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      arbitraryDraft([type]).map(({ data }) => structuredClone(data)),
      fc.constantFrom('same', 'same', 'value', 'missing', 'more', 'reversed'),
      fc.nat(),
      anyValue,
    )
    .map(([data, change, place, value]) => {
      const places = placesIn(data);
      const [parent, name] = places[place % Math.max(1, places.length)] ?? [data as Members, 'more'];
      if (change === 'value') parent[name] = value;
      if (change === 'missing') delete parent[name];
      if (change === 'more') (Array.isArray(parent) ? (data as Members) : parent)[`other${place % 3}`] = value;
      return change === 'reversed' ? Object.fromEntries(Object.entries(data as Members).reverse()) : data;
    });

/** Equal, with members in the same order. */
const same = (value: unknown, other: unknown) => {
  expect(value).toStrictEqual(other);
  expect(JSON.stringify(value)).toBe(JSON.stringify(other));
};

describe('what the quick reader accepts, zod reads as the same value', () => {
  test.each(READ)('for %s', (type) => {
    const schema: z.ZodType = EVENTS[type].data;
    const reader = readerOf(schema);
    if (reader === undefined) throw new Error(`${type} has no quick reader`);
    fc.assert(
      fc.property(nearData(type), (data) => {
        const byZod = schema.safeParse(data);
        const copy = reader.copy(data);
        if (copy !== UNREAD) {
          expect(byZod.success).toBe(true);
          same(copy, byZod.data);
          expect(copy).not.toBe(data);
        }
        if (reader.fits(data)) {
          expect(byZod.success).toBe(true);
          same(data, byZod.data);
        }
        // The way that every valid event of a log goes.
        if (byZod.success) {
          const stored = JSON.parse(JSON.stringify(byZod.data));
          expect(reader.fits(stored)).toBe(true);
          same(reader.copy(stored), stored);
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

test('a schema with a default, a transformation, a coercion or a check of its own has no quick reader', () => {
  for (const schema of [
    z.strictObject({ a: z.string().default('b') }),
    z.strictObject({ a: z.string().transform((text) => text.length) }),
    z.strictObject({ a: z.coerce.number() }),
    z.strictObject({ a: z.string().trim() }),
    z.strictObject({ a: z.string().refine((text) => text !== 'no') }),
    z.strictObject({ a: z.string() }).refine(() => false),
    z.strictObject({ a: z.email() }),
    z.object({ a: z.string() }),
    z.looseObject({ a: z.string() }),
    z.strictObject({ a: z.string().nullable() }),
    z.strictObject({ a: z.number().gt(3) }),
    z.strictObject({ a: z.array(z.string()).length(3) }),
    z.strictObject({ a: z.record(z.enum(['x', 'y']), z.string()) }),
    z.strictObject({ a: z.union([z.strictObject({ b: z.string() }), z.string()]) }),
  ])
    expect(readerOf(schema)).toBeUndefined();
});

test('only the types whose data hold a profile are left to zod', () => {
  expect(EVENT_TYPES.filter((type) => readerOf(EVENTS[type].data) === undefined)).toEqual(BY_ZOD);
});
