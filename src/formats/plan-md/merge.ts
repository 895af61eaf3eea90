// The merge of a plan's file and its session since they were the same: what the file changed goes into the session, what
// the session changed goes into the file. What both changed differently is a conflict, and stays as it is on each side.

import { groupBy } from '../../../machines/collections/group-by.ts';
import type { Fact } from '../../../machines/commands/fact.ts';
import type { EventData } from '../../../machines/events/catalog.ts';
import { aspectValuesOf, changeOf } from './aspects.ts';
import { normal } from './content.ts';
import { identified, type NewPlanId, NO_PLAN } from './diff.ts';
import { factsBetween } from './facts-between.ts';
import { inLegalOrder } from './legal-order.ts';
import { AspectMerge, type Conflict, type Sides } from './merge-aspects.ts';
import { isHidden, itemsOf, type KnownItem, type KnownPlan, type PlanShape } from './plan.ts';
import { type Unsettled, withUnsettled } from './unsettled.ts';

export interface Merge {
  /** The file's plan: with the session's ids where the items are the same, else with new ones. */
  readonly file: KnownPlan;
  /** What the session has to record. */
  readonly facts: readonly Fact[];
  readonly conflicts: readonly Conflict[];
}

/**
 * @param base the plan when both sides were the same; undefined where they never were
 * @param unsettled the aspects of `base` that were in conflict then, with their values from before
 */
export const mergePlans = (
  base: KnownPlan | undefined,
  unsettled: Unsettled,
  text: PlanShape,
  session: KnownPlan,
  newId: NewPlanId,
): Merge => {
  const start = base === undefined ? NO_PLAN : withUnsettled(base, unsettled);
  const baseValues = aspectValuesOf(start);
  for (const [id, values] of unsettled) baseValues.set(id, { ...baseValues.get(id), ...values });
  const file =
    base === undefined
      ? identified(session, text, newId)
      : withIdsOf(session, identified(base, text, newId), (id) => baseValues.has(id));
  const sides = { base: baseValues, file: aspectValuesOf(file), session: aspectValuesOf(session), unsettled };
  const merge = new AspectMerge(sides);
  const facts = acceptedFacts(factsBetween(start, file), merge, sides, wordingFacts(session, merge, sides));
  return {
    file,
    facts: inLegalOrder(facts, (id) => sides.session.get(id)?.place),
    conflicts: merge.conflicts,
  };
};

/** The file's plan, in which items and sections that both sides added alike have the session's ids. */
const withIdsOf = (session: KnownPlan, file: KnownPlan, isKnown: (id: string) => boolean): KnownPlan => {
  const contentOf = (item: KnownItem): string => `${isHidden(item)} ${normal(item.text, item.note).text}`;
  const isAdded = ({ id }: { readonly id: string }): boolean => !isKnown(id);
  const addedItems = groupBy(itemsOf(session).filter(isAdded), contentOf);
  const addedSections = groupBy(session.sections.filter(isAdded), ({ title }) => title);
  const identify = (item: KnownItem): KnownItem =>
    isAdded(item) ? { ...item, id: addedItems.get(contentOf(item))?.shift()?.id ?? item.id } : item;
  return {
    title: file.title,
    items: file.items.map(identify),
    sections: file.sections.map((section) => ({
      id: isAdded(section) ? (addedSections.get(section.title)?.shift()?.id ?? section.id) : section.id,
      title: section.title,
      items: section.items.map(identify),
    })),
  };
};

/** By item: its new text and note. A session's text may contain its note, so that a change of one may change both. */
const wordingFacts = (session: KnownPlan, merge: AspectMerge, sides: Sides): Map<string, Fact[]> => {
  const wording = new Map<string, Fact[]>();
  for (const { id: itemId, text, note } of itemsOf(session)) {
    if (!merge.accepts(itemId, 'text') && !merge.accepts(itemId, 'note')) continue;
    const mergedValue = (aspect: 'text' | 'note'): string =>
      (merge.accepts(itemId, aspect) ? sides.file : sides.session).get(itemId)?.[aspect] ?? '';
    const [newText, newNote] = [mergedValue('text'), mergedValue('note')];
    const facts: Fact[] = [];
    if (newText !== text) facts.push({ type: 'plan_item_reworded', data: { itemId, text: newText } });
    if (newNote !== (note ?? '')) facts.push({ type: 'plan_item_noted', data: { itemId, note: newNote } });
    wording.set(itemId, facts);
  }
  return wording;
};

/** Of the facts that lead from the base to the file, those that the session records. */
const acceptedFacts = (
  facts: readonly Fact[],
  merge: AspectMerge,
  { base, session }: Sides,
  wording: ReadonlyMap<string, Fact[]>,
): Fact[] => {
  const sessionRemoved = (sectionId: string): boolean => base.has(sectionId) && !session.has(sectionId);
  return facts.flatMap((fact): Fact[] => {
    const { itemId = '', sectionId = '', ...rest } = fact.data as { itemId?: string; sectionId?: string };
    const change = changeOf(fact);
    const isWording = change?.aspect === 'text' || change?.aspect === 'note';
    if (isWording && session.has(itemId)) return wording.get(itemId)?.splice(0) ?? [];
    if (change !== undefined && !merge.accepts(change.id, change.aspect)) return [];
    if (change === undefined && session.has(fact.type === 'plan_section_added' ? sectionId : itemId)) return [];
    // After a section that the session removed there is no place: a new section comes last.
    if (fact.type === 'plan_section_added') {
      const { after, ...place } = fact.data as EventData['plan_section_added'];
      if (after !== undefined && sessionRemoved(after)) return [{ type: fact.type, data: place }];
    }
    // In a section that the session removed: a new item stands outside of any section, a move is not made.
    if (itemId !== '' && sessionRemoved(sectionId))
      return change === undefined ? [{ type: fact.type, data: { itemId, ...rest } }] : [];
    return [fact];
  });
};
