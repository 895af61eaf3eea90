// The session's own changes, written into its plan.md.
import { factsBetween } from './facts-between.ts';
import { type Conflict, forFile, type Merge, NEVER, saidOf, type Unsettled, withoutConflicts } from './merge.ts';
import type { ParsedPlan } from './parse.ts';
import { patchPlan } from './patch.ts';
import type { KnownPlan } from './plan.ts';

export interface WrittenBack {
  readonly text: string;
  /** Of the items, and of the sections, in order of reading: with the text, what the next sync starts from. */
  readonly ids: readonly string[];
  readonly sectionIds: readonly string[];
  /** What the text says otherwise than where both were the same: the conflicts that are left. */
  readonly unsettled: Unsettled;
  /** How many facts changed the text. */
  readonly changes: number;
}

/** @param session its plan once it has recorded the facts of the merge */
export const writeBack = (
  parsed: ParsedPlan,
  { file, conflicts }: Pick<Merge, 'file' | 'conflicts'>,
  session: KnownPlan,
): WrittenBack => {
  const target = forFile(session, file, conflicts);
  const facts = withoutConflicts(factsBetween(file, target), conflicts);
  const patched = patchPlan(parsed, file, target, facts);
  return {
    text: patched.parsed.text,
    ids: patched.ids,
    sectionIds: patched.sectionIds,
    unsettled: unsettledBy(conflicts, session),
    changes: facts.length,
  };
};

const unsettledBy = (conflicts: readonly Conflict[], session: KnownPlan): Unsettled => {
  const said = saidOf(session);
  const unsettled = new Map<string, Record<string, string>>();
  for (const { id, aspect, base, file } of conflicts) {
    const known = unsettled.get(id) ?? (file === null ? { ...said.get(id) } : {});
    known[aspect] = base ?? NEVER;
    unsettled.set(id, known);
  }
  return unsettled;
};

/** The plan of a text that was written back, with its ids. */
export const withIds = (
  parsed: ParsedPlan,
  ids: readonly string[],
  sectionIds: readonly string[],
): KnownPlan | undefined => {
  const all = [parsed.items, ...parsed.sections.map(({ items }) => items)];
  if (all.flat().length !== ids.length || parsed.sections.length !== sectionIds.length) return undefined;
  let place = 0;
  const known = (items: ParsedPlan['items']) =>
    items.map(({ text, note, status, depth }) => ({ id: ids[place++] as string, text, note, status, depth }));
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
