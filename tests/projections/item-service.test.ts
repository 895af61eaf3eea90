// Which items of plan.md agents were launched for, in the plan view.
import { expect, test } from 'vitest';
import { plan, project } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const serviceOf = ({ events }: History) => project(plan, 's1', events).service;
const launched = (record: History, agentId: string, itemIds?: string[]): History =>
  record.add('agent_launched', { agents: [{ agentId, agentType: 'x', ...(itemIds !== undefined && { itemIds }) }] });

test('items that no launch names and agents without an item are listed, each in its order', () => {
  const record = history()
    .add('plan_section_added', { sectionId: 's', title: 'S' })
    .add('plan_item_added', { itemId: 'within', text: 'I', sectionId: 's' })
    .add('plan_item_added', { itemId: 'served', text: 'I', sectionId: 's' })
    .add('plan_item_added', { itemId: 'outside', text: 'I' });
  for (const [id, items] of [
    ['none', undefined],
    ['empty', []],
    ['one', ['served']],
    ['other', ['gone']],
  ] as const)
    launched(record, id, items === undefined ? undefined : [...items]);
  record.add('agent_completed', { agents: [{ agentId: 'stranger' }] });
  expect(serviceOf(record)).toEqual({
    itemsWithoutAgent: ['outside', 'within'],
    agentsWithoutItem: ['none', 'empty'],
  });
});

test('where the plan has no items none is without an agent, and no agent is without one', () => {
  expect(serviceOf(launched(history(), 'a'))).toEqual({ itemsWithoutAgent: [], agentsWithoutItem: [] });
});
