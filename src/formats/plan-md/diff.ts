// The facts that lead from one plan.md to another. An item that is gone is dropped; one that was done stays done, and is
// taken off the plan.
import type { Fact } from '../../../machines/commands/fact.ts';
import { factsBetween } from './facts-between.ts';
import { matchPlans } from './match.ts';
import { itemsOf, type KnownItem, type KnownPlan, type PlanItemShape, type PlanShape } from './plan.ts';

export type NewPlanId = (kind: 'item' | 'section') => string;

/** `plan` with the ids that its sections and items have in `before`; a new id for each that is new. */
export const identified = (before: KnownPlan, plan: PlanShape, newId: NewPlanId): KnownPlan => {
  const matches = matchPlans(before, plan);
  let place = 0;
  const statuses = new Map(itemsOf(before).map(({ id, status }) => [id, status]));
  const known = ({ text, note, status, keepsStatus = false, depth }: PlanItemShape): KnownItem => {
    const id = matches.items[place] ?? newId('item');
    place += 1;
    return { id, text, note, status: keepsStatus ? (statuses.get(id) ?? status) : status, depth };
  };
  return {
    title: plan.title,
    items: plan.items.map(known),
    sections: plan.sections.map(({ title, items }, at) => ({
      id: matches.sections[at] ?? newId('section'),
      title,
      items: items.map(known),
    })),
  };
};

/** An empty plan. */
export const NO_PLAN: KnownPlan = { title: null, items: [], sections: [] };

/**
 * The facts that lead from `before` (a session's plan view, or `identified` of a text) to `after` (`parsePlan`), in the
 * order in which they are legal. Texts that were shortened, moved, noted or reworded keep their ids.
 * @param newId gives ids that are in neither plan
 */
export const diffPlans = (before: KnownPlan, after: PlanShape, newId: NewPlanId): Fact[] =>
  factsBetween(before, identified(before, after, newId));

/** `item-7`, `section-2`: the next number that is free. */
export const numberedIds = (isTaken: (id: string) => boolean = () => false): NewPlanId => {
  const last = { item: 0, section: 0 };
  return (kind) => {
    let id: string;
    do {
      last[kind] += 1;
      id = `${kind}-${last[kind]}`;
    } while (isTaken(id));
    return id;
  };
};
