// The facts that lead from one plan to another with the same ids. In this order: sections, places of items (in order of
// reading, so that the sibling before is placed first), texts and notes, what was dropped and done (children before
// their parents), removed sections.
import type { Fact } from '../../../machines/commands/fact.ts';
import { defined } from '../../../machines/defined.ts';
import type { EventData, EventType } from '../../../machines/events/catalog.ts';
import { longestRising } from './align.ts';
import { normal } from './content.ts';
import { type ItemStatus, isHidden, type KnownItem, type KnownPlan } from './plan.ts';
import { type Container, type TreeItem, treeOf } from './tree.ts';

type Known = TreeItem<KnownItem>;

const fact = <Type extends EventType>(type: Type, data: EventData[Type]): Fact => ({ type, data });

/** Which container it is, equal in both plans; '' before the first section. */
const nameOf = (container: Container<KnownItem>, plan: KnownPlan): string =>
  container.parent !== undefined
    ? `item ${container.parent.item.id}`
    : container.section === undefined
      ? ''
      : `section ${plan.sections[container.section]?.id}`;

export const factsBetween = (before: KnownPlan, after: KnownPlan): Fact[] => {
  const earlier = treeOf(before);
  const later = treeOf(after);
  const known = new Map(earlier.all.map((at) => [at.item.id, at]));
  const inLater = new Set(later.all.map(({ item }) => item.id));
  return [
    ...(before.title === after.title ? [] : [fact('plan_titled', { title: after.title ?? '' })]),
    ...sectionFacts(before, after),
    ...placingFacts(before, after, known, later.all, [later.outside, ...later.sections]),
    ...later.all.flatMap(({ item }) => wordingFacts(known.get(item.id)?.item, item)),
    ...[...earlier.all]
      .reverse()
      .filter(({ item }) => !inLater.has(item.id) && !isHidden(item))
      .map(({ item }) => fact('plan_item_dropped', { itemId: item.id, reason: 'It is no longer in plan.md.' })),
    ...[...later.all].reverse().flatMap(({ item }) => statusFacts(known.get(item.id)?.item, item)),
    ...before.sections
      .filter(({ id }) => after.sections.every((section) => section.id !== id))
      .map(({ id }) => fact('plan_section_removed', { sectionId: id })),
  ];
};

const sectionFacts = (before: KnownPlan, after: KnownPlan): Fact[] => {
  const titles = new Map(before.sections.map(({ id, title }) => [id, title]));
  return after.sections.flatMap(({ id, title }, place) => {
    if (titles.has(id)) return titles.get(id) === title ? [] : [fact('plan_section_renamed', { sectionId: id, title })];
    const previous = after.sections[place - 1]?.id;
    const first = previous === undefined && before.sections.length > 0;
    return [
      fact('plan_section_added', {
        sectionId: id,
        title,
        ...defined({ after: previous }),
        ...(first ? { first } : {}),
      }),
    ];
  });
};

const placingFacts = (
  before: KnownPlan,
  after: KnownPlan,
  known: ReadonlyMap<string, Known>,
  items: readonly Known[],
  roots: readonly Container<KnownItem>[],
): Fact[] => {
  const wasIn = (at: Known | undefined): string | undefined =>
    at === undefined ? undefined : nameOf(at.container, before);
  const stays = new Set<Known>();
  const previous = new Map<Known, Known>();
  for (const container of [...roots, ...items.map(({ children }) => children)]) {
    const name = nameOf(container, after);
    const here = container.items.filter((at) => wasIn(known.get(at.item.id)) === name);
    const order = here.map((at) => known.get(at.item.id)?.place ?? 0);
    for (const place of longestRising(order)) stays.add(here[place] as Known);
    for (const [place, at] of container.items.entries())
      if (place > 0) previous.set(at, container.items[place - 1] as Known);
  }
  const filled = new Set([...known.values()].map((at) => wasIn(at)));
  return items
    .filter((at) => !stays.has(at))
    .map((at) => {
      const { container, item } = at;
      const was = known.get(item.id);
      const sibling = previous.get(at)?.item.id;
      const name = nameOf(container, after);
      const where = {
        itemId: item.id,
        ...(container.parent !== undefined
          ? { parent: container.parent.item.id }
          : container.section !== undefined
            ? { sectionId: after.sections[container.section]?.id as string }
            : {}),
        ...(sibling !== undefined
          ? { after: sibling }
          : filled.has(name) || (name === '' && was)
            ? { first: true }
            : {}),
      };
      return was === undefined
        ? fact('plan_item_added', { ...where, text: item.text })
        : fact('plan_item_moved', where);
    });
};

const noteOf = ({ note }: KnownItem): string => note ?? '';

const wordingFacts = (was: KnownItem | undefined, item: KnownItem): Fact[] => {
  if (was === undefined)
    return noteOf(item) === '' ? [] : [fact('plan_item_noted', { itemId: item.id, note: noteOf(item) })];
  const [a, b] = [normal(was.text, was.note), normal(item.text, item.note)];
  if (a.text === b.text && a.note === b.note) return [];
  return [
    ...(was.text === item.text ? [] : [fact('plan_item_reworded', { itemId: item.id, text: item.text })]),
    ...(noteOf(was) === noteOf(item) ? [] : [fact('plan_item_noted', { itemId: item.id, note: noteOf(item) })]),
  ];
};

/** The facts that lead from one status to another, as the item's life cycle allows. */
const statusFacts = (was: KnownItem | undefined, { id: itemId, status }: KnownItem): Fact[] => {
  const hidden = was?.offPlan ?? false;
  if (was?.status === status && !hidden) return [];
  const from: ItemStatus = was?.status ?? 'open';
  const over = from === 'done' || from === 'dropped';
  return [...(over ? [fact('plan_item_reopened', { itemId })] : []), ...into(itemId, status, over ? 'open' : from)];
};

const into = (itemId: string, status: ItemStatus, from: ItemStatus): Fact[] => {
  if (status === from) return [];
  switch (status) {
    case 'done':
      return [fact('plan_item_done', { itemId })];
    case 'dropped':
      return [fact('plan_item_dropped', { itemId })];
    case 'open':
    case 'in_progress':
    case 'blocked':
    case 'question':
      return [fact('plan_item_marked', { itemId, mark: status })];
    default:
      return status satisfies never;
  }
};
