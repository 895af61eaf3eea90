// The initial state of a session, and the place of an item.
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../machines/state/plan.ts';
import { initialState } from '../../machines/state/state.ts';
import { started } from '../../src/check/run/run.ts';

test('the initial state has no version of the law, no phases and no gates, and runs in cycles', () => {
  expect(initialState('s1')).toMatchObject({
    sessionId: 's1',
    session: {
      started: false,
      enforcement: 'enforce',
      lawVersion: '',
      profile: {
        name: 'none',
        phases: [],
        cycles: true,
        gates: [],
        budget: { phases: {} },
        enforcement: 'observe',
        rules: {},
        limits: { ticksAtOnce: 10 },
      },
    },
  });
});

describe('an item that is placed', () => {
  const plan = started().must('item.add', { itemId: 'a', text: 'A' }).must('item.add', { itemId: 'b', text: 'B' });
  for (const itemId of ['c', 'd']) plan.must('item.add', { itemId, text: itemId, parent: 'a' });
  const parentOf = (place: Parameters<typeof placeOf>[1]) => placeOf(plan.state.plan, place).parent;

  test('first is below nothing', () => {
    expect(parentOf({ itemId: 'd', first: true })).toBeUndefined();
    expect(parentOf({ itemId: 'd', first: false })).toBe('a');
    expect(parentOf({ itemId: 'd' })).toBe('a');
  });

  test('after a sibling is below the parent of that sibling, even where it is also first', () => {
    expect(parentOf({ itemId: 'b', after: 'c' })).toBe('a');
    expect(parentOf({ itemId: 'b', after: 'c', first: true })).toBe('a');
    expect(parentOf({ itemId: 'c', after: 'b' })).toBeUndefined();
  });

  test('after itself or after an unknown item has no sibling', () => {
    expect(parentOf({ itemId: 'd', after: 'd', first: true })).toBeUndefined();
    expect(parentOf({ itemId: 'd', after: 'ghost', first: true })).toBeUndefined();
    expect(parentOf({ itemId: 'd', after: 'd' })).toBe('a');
  });
});
