// Whether a condition holds, given the active states and the facts of the session.
import type { ActiveStates, Condition, FactName } from './chart.ts';

export type FactReader = (fact: FactName, of: string | undefined) => boolean;

export const ALWAYS: Condition = { all: [] };

export const holds = (condition: Condition, { regions }: Pick<ActiveStates, 'regions'>, fact: FactReader): boolean => {
  const inside = (one: Condition): boolean => {
    if ('in' in one) return one.states.includes(regions[one.in] ?? '');
    if ('fact' in one) return fact(one.fact, one.of);
    if ('all' in one) return one.all.every(inside);
    if ('any' in one) return one.any.some(inside);
    return !inside(one.not);
  };
  return inside(condition);
};
