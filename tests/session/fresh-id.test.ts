// Ids of commands, commits and events.
import { expect, test } from 'vitest';
import { freshId } from '../../src/session/write/fresh-id.ts';

test('an id is a uuid v7 of now; each is greater than those before it', () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, freshId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  expect(Math.abs(Number.parseInt(ids[0]?.replaceAll('-', '').slice(0, 12) ?? '', 16) - before)).toBeLessThan(60_000);
});
