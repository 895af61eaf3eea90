// What a state is before anything is known of the session, and where an item comes to stand.
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../machines/state/plan.ts';
import { initialState } from '../../machines/state/state.ts';
import { started } from '../../src/check/run/run.ts';

test('a session that nothing is known of runs under no law yet, in cycles, without phases and gates', () => {
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

describe('an item that is put', () => {
  const plan = started().must('item.add', { itemId: 'a', text: 'A' }).must('item.add', { itemId: 'b', text: 'B' });
  for (const itemId of ['c', 'd']) plan.must('item.add', { itemId, text: itemId, parent: 'a' });
  const parentOf = (place: Parameters<typeof placeOf>[1]) => placeOf(plan.state.plan, place).parent;

  test('first comes to stand below nothing', () => {
    expect(parentOf({ itemId: 'd', first: true })).toBeUndefined();
    expect(parentOf({ itemId: 'd', first: false })).toBe('a');
    expect(parentOf({ itemId: 'd' })).toBe('a');
  });

  test('after a sibling comes to stand below what that stands below, though it be called first', () => {
    expect(parentOf({ itemId: 'b', after: 'c' })).toBe('a');
    expect(parentOf({ itemId: 'b', after: 'c', first: true })).toBe('a');
    expect(parentOf({ itemId: 'c', after: 'b' })).toBeUndefined();
  });

  test('after itself or after what nobody knows has no sibling', () => {
    expect(parentOf({ itemId: 'd', after: 'd', first: true })).toBeUndefined();
    expect(parentOf({ itemId: 'd', after: 'ghost', first: true })).toBeUndefined();
    expect(parentOf({ itemId: 'd', after: 'd' })).toBe('a');
  });
});
