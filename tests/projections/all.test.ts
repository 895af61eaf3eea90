// All views together, as a service folds them.
import { describe, expect, it } from 'vitest';
import { applyAll, foldViews, initViews, isViewName, showAll } from '../../projections/all.ts';
import { phased } from './sessions.ts';

describe('all views', () => {
  const { events } = phased();

  it('continue from where they are, and do not change the views that they receive', () => {
    const middle = foldViews(events.slice(0, 9), 'phased');
    const before = JSON.stringify(showAll(middle));
    expect(showAll(foldViews(events.slice(9), middle))).toEqual(showAll(foldViews(events, 'phased')));
    expect(JSON.stringify(showAll(middle))).toBe(before);
    const empty = initViews('phased');
    applyAll(empty, events[0]!);
    expect(empty).toEqual(initViews('phased'));
  });

  it('are known by their names only', () => {
    expect([isViewName('plan'), isViewName('x'), isViewName('toString')]).toEqual([true, false, false]);
  });
});
