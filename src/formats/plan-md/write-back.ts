// The session's own changes, written into its plan.md: all but what is in conflict.
import type { Fact } from '../../../machines/commands/fact.ts';
import { aspectValuesOf, changeOf } from './aspects.ts';
import { factsBetween } from './facts-between.ts';
import type { Merge } from './merge.ts';
import type { Conflict } from './merge-aspects.ts';
import type { ParsedPlan } from './parse.ts';
import { patchPlan } from './patch.ts';
import { type ItemStatus, isHidden, itemsOf, type KnownItem, type KnownPlan, visibleItems } from './plan.ts';
import { NEVER, type Unsettled } from './unsettled.ts';

export interface WrittenBack {
  readonly text: string;
  /** Of the items, and of the sections, in order of reading: with the text, what the next sync starts from. */
  readonly ids: readonly string[];
  readonly sectionIds: readonly string[];
  /** The conflicts that are left, with the values from before them. */
  readonly unsettled: Unsettled;
  /** By id: the status of each item whose box has a sign that is not known. */
  readonly statuses: Readonly<Record<string, ItemStatus>>;
  /** How many facts changed the text. */
  readonly changes: number;
}

/** @param session its plan once it has recorded the facts of the merge */
export const writeBack = (
  parsed: ParsedPlan,
  { file, conflicts }: Pick<Merge, 'file' | 'conflicts'>,
  session: KnownPlan,
): WrittenBack => {
  const target = planForFile(session, file, conflicts);
  const facts = withoutConflicts(factsBetween(file, target), conflicts);
  const patched = patchPlan(parsed, file, target, facts);
  return {
    text: patched.parsed.text,
    ids: patched.ids,
    sectionIds: patched.sectionIds,
    unsettled: unsettledBy(conflicts, session),
    statuses: keptStatuses(patched.parsed, patched.ids, file),
    changes: facts.length,
  };
};

/**
 * The session's plan as the file is to show it: with what is dropped where the file still has it, without what was removed
 * from the file while the session changed it.
 */
export const planForFile = (session: KnownPlan, file: KnownPlan, conflicts: readonly Conflict[]): KnownPlan => {
  const inConflict = new Set(conflicts.map(({ id }) => id));
  const inFile = new Set(itemsOf(file).map(({ id }) => id));
  const isLeftOut = (item: KnownItem): boolean => !inFile.has(item.id) && (isHidden(item) || inConflict.has(item.id));
  const shown = (items: readonly KnownItem[]): KnownItem[] =>
    visibleItems(items, isLeftOut).map(({ offPlan: _offPlan, ...item }) => item);
  return {
    title: session.title,
    items: shown(session.items),
    sections: session.sections.map(({ id, title, items }) => ({ id, title, items: shown(items) })),
  };
};

/** The facts that change nothing which is in conflict. */
export const withoutConflicts = (facts: readonly Fact[], conflicts: readonly Conflict[]): Fact[] => {
  const inConflict = new Set(
    // Where a text ends and its note begins is uncertain while one of them is in conflict: both wait.
    conflicts.flatMap(({ id, aspect }) =>
      aspect === 'text' || aspect === 'note' ? [`text ${id}`, `note ${id}`] : [`${aspect} ${id}`],
    ),
  );
  return facts.filter((fact) => {
    const change = changeOf(fact);
    return change === undefined || !inConflict.has(`${change.aspect} ${change.id}`);
  });
};

const unsettledBy = (conflicts: readonly Conflict[], session: KnownPlan): Unsettled => {
  const values = aspectValuesOf(session);
  const unsettled = new Map<string, Record<string, string>>();
  for (const { id, aspect, base, file } of conflicts) {
    const known = unsettled.get(id) ?? (file === null ? { ...values.get(id) } : {});
    known[aspect] = base ?? NEVER;
    unsettled.set(id, known);
  }
  return unsettled;
};

const keptStatuses = (parsed: ParsedPlan, ids: readonly string[], file: KnownPlan): Record<string, ItemStatus> => {
  const known = new Map(itemsOf(file).map(({ id, status }) => [id, status]));
  return Object.fromEntries(
    itemsOf(parsed).flatMap(({ keepsStatus = false }, place) => {
      const id = ids[place] as string;
      return keepsStatus ? [[id, known.get(id) ?? 'open']] : [];
    }),
  );
};

/**
 * The plan of a text that was written back, with its ids; undefined where they are not of this text.
 * @param statuses of the items whose boxes have signs that are not known
 */
export const withIds = (
  parsed: ParsedPlan,
  ids: readonly string[],
  sectionIds: readonly string[],
  statuses: Readonly<Record<string, ItemStatus>> = {},
): KnownPlan | undefined => {
  if (itemsOf(parsed).length !== ids.length || parsed.sections.length !== sectionIds.length) return undefined;
  let place = 0;
  const known = (items: ParsedPlan['items']) =>
    items.map(({ text, note, status, depth, keepsStatus = false }) => {
      const id = ids[place++] as string;
      return { id, text, note, status: keepsStatus ? (statuses[id] ?? status) : status, depth };
    });
  return {
    title: parsed.title,
    items: known(parsed.items),
    sections: parsed.sections.map(({ title, items }, at) => ({
      id: sectionIds[at] as string,
      title,
      items: known(items),
    })),
  };
};
