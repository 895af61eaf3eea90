// Which items of plan.md agents were launched for: items without an agent, and agents without an item.
import type { PlanMdDocument } from './plan-order.ts';
import type { AgentsState } from './slices/agents.ts';

export interface ItemService {
  /** Ids of items that no launch names, in order of reading; empty where the plan has no items. */
  itemsWithoutAgent: string[];
  /** Ids of launched agents that were given no item; empty where the plan has no items. */
  agentsWithoutItem: string[];
}

export const itemService = ({ items, sections }: PlanMdDocument, { agents }: AgentsState): ItemService => {
  const all = [...items, ...sections.flatMap((section) => section.items)];
  if (all.length === 0) return { itemsWithoutAgent: [], agentsWithoutItem: [] };
  const launched = agents.values().filter(({ launch }) => launch !== null);
  const served = new Set(launched.flatMap(({ launch }) => launch?.itemIds ?? []));
  return {
    itemsWithoutAgent: all.filter(({ id }) => !served.has(id)).map(({ id }) => id),
    agentsWithoutItem: launched.filter(({ launch }) => (launch?.itemIds ?? []).length === 0).map(({ id }) => id),
  };
};
