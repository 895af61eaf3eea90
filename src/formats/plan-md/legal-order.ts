// Facts of one plan in an order that is legal in another plan, in which items stand elsewhere.
import type { Fact } from '../../../machines/commands/fact.ts';

/** A move below an item that is still below the moved one waits until that item has been moved. */
export const inLegalOrder = (facts: readonly Fact[], placeOf: (id: string) => string | undefined): Fact[] => {
  const places = new Map<string, string | undefined>();
  const now = (id: string): string | undefined => (places.has(id) ? places.get(id) : placeOf(id));
  const isBlocked = (itemId: string, parent: string | undefined): boolean => {
    const seen = new Set<string>();
    let above = parent;
    for (; above !== undefined && above !== itemId && !seen.has(above); above = now(above)) seen.add(above);
    return above === itemId;
  };
  const ordered: Fact[] = [];
  let waiting: Fact[] = [];
  const take = (fact: Fact): void => {
    const {
      itemId = '',
      parent,
      sectionId = '',
    } = fact.data as Record<'itemId' | 'parent' | 'sectionId', string | undefined>;
    if (fact.type === 'plan_item_moved' && isBlocked(itemId, parent)) waiting.push(fact);
    else {
      if (fact.type === 'plan_item_moved' || fact.type === 'plan_item_added') places.set(itemId, parent ?? sectionId);
      ordered.push(fact);
    }
  };
  const retry = (): void => {
    for (let left = -1; waiting.length > 0 && left !== waiting.length; ) {
      left = waiting.length;
      const again = waiting;
      waiting = [];
      for (const one of again) take(one);
    }
  };
  for (const fact of facts) {
    // Places come before all other facts: moves that waited are made before the first of those.
    if (fact.type !== 'plan_item_moved' && fact.type !== 'plan_item_added') retry();
    take(fact);
  }
  retry();
  return ordered;
};
