// Two sides of one plan since they were the same: what the file changed goes into the session, what the session changed
// goes into the file. What both changed differently is a conflict, and stays as it is on each side.
import type { Fact } from '../../../machines/commands/fact.ts';
import { normal } from './content.ts';
import { identified, type NewPlanId, NO_PLAN } from './diff.ts';
import { factsBetween } from './facts-between.ts';
import { inLegalOrder } from './legal-order.ts';
import { type ItemStatus, isHidden, type KnownItem, type KnownPlan, type PlanShape, visibleItems } from './plan.ts';

/** What of an item, of a section or of the plan both sides may have changed. */
export type Aspect = 'text' | 'note' | 'status' | 'place' | 'title';

export interface Conflict {
  /** Of the item or section; empty for the plan's title. */
  readonly id: string;
  readonly aspect: Aspect;
  /** As it was when both were the same; null where it was on neither side. */
  readonly base: string | null;
  /** Null: it is not in the file any more. */
  readonly file: string | null;
  readonly session: string | null;
}

export interface Merge {
  /** The file's plan: ids of the session where they are the same, new ones else. */
  readonly file: KnownPlan;
  /** What the session has to record. */
  readonly facts: readonly Fact[];
  readonly conflicts: readonly Conflict[];
}

/** What a side says of an id, aspect by aspect. */
export type Said = Partial<Record<Aspect, string>>;
/** What was said, where both sides were the same, of what they are in conflict about. */
export type Unsettled = ReadonlyMap<string, Said>;
/** Stands for what was never the same on both sides. */
export const NEVER = '\0';

/** Sections and items by id; the plan itself under ''. */
export const saidOf = (plan: KnownPlan): Map<string, Said> => {
  const said = new Map<string, Said>([['', { title: plan.title ?? '' }]]);
  const tell = (items: readonly KnownItem[], section: string): void => {
    const above: string[] = [];
    for (const item of items) {
      above.length = Math.min(above.length, item.depth);
      const { text, note } = normal(item.text, item.note);
      const place = above.at(-1) ?? section;
      said.set(item.id, { text, note: note ?? '', status: item.offPlan ? 'dropped' : item.status, place });
      above.push(item.id);
    }
  };
  tell(plan.items, '');
  for (const { id, title, items } of plan.sections) {
    said.set(id, { title });
    tell(items, id);
  }
  return said;
};

const allItems = ({ items, sections }: KnownPlan): KnownItem[] => [items, ...sections.map((one) => one.items)].flat();

/** Of a fact: what it changes. Undefined for what adds. */
const changed = ({ type, data }: Fact): { readonly id: string; readonly aspect: Aspect } | undefined => {
  const { itemId = '', sectionId = '' } = data as { itemId?: string; sectionId?: string };
  switch (type) {
    case 'plan_titled':
      return { id: '', aspect: 'title' };
    case 'plan_section_renamed':
    case 'plan_section_removed':
      return { id: sectionId, aspect: 'title' };
    case 'plan_item_reworded':
      return { id: itemId, aspect: 'text' };
    case 'plan_item_noted':
      return { id: itemId, aspect: 'note' };
    case 'plan_item_moved':
      return { id: itemId, aspect: 'place' };
    case 'plan_item_done':
    case 'plan_item_reopened':
    case 'plan_item_marked':
    case 'plan_item_dropped':
      return { id: itemId, aspect: 'status' };
    default:
      return undefined;
  }
};

const DEFAULTS: Said = { note: '', status: 'open' };
const ASPECTS: readonly Aspect[] = ['title', 'text', 'note', 'status', 'place'];

/** Items and sections that both sides added since, the same on both: the file's take the session's ids. */
const unified = (file: KnownPlan, session: KnownPlan, base: ReadonlyMap<string, Said>): KnownPlan => {
  const added = <Row extends { readonly id: string }>(rows: readonly Row[], keyOf: (row: Row) => string) => {
    const ids = new Map<string, string[]>();
    for (const row of rows) {
      if (base.has(row.id)) continue;
      const key = keyOf(row);
      ids.set(key, [...(ids.get(key) ?? []), row.id]);
    }
    return ids;
  };
  const textOf = (item: KnownItem): string => `${isHidden(item)} ${normal(item.text, item.note).text}`;
  const sessionItems = added(allItems(session), textOf);
  const sessionSections = added(session.sections, ({ title }) => title);
  const item = (one: KnownItem): KnownItem =>
    base.has(one.id) ? one : { ...one, id: sessionItems.get(textOf(one))?.shift() ?? one.id };
  return {
    title: file.title,
    items: file.items.map(item),
    sections: file.sections.map((section) => ({
      id: base.has(section.id) ? section.id : (sessionSections.get(section.title)?.shift() ?? section.id),
      title: section.title,
      items: section.items.map(item),
    })),
  };
};

/**
 * @param base the plan when both sides were the same; undefined where they never were
 * @param unsettled what of `base` was in conflict then: ids with what they said before that
 */
export const mergePlans = (
  base: KnownPlan | undefined,
  unsettled: Unsettled,
  text: PlanShape,
  session: KnownPlan,
  newId: NewPlanId,
): Merge => {
  const start = base === undefined ? NO_PLAN : withUnsettled(base, unsettled);
  const before = saidOf(start);
  for (const [id, said] of unsettled) before.set(id, { ...before.get(id), ...said });
  const file =
    base === undefined ? identified(session, text, newId) : unified(identified(base, text, newId), session, before);
  const inFile = saidOf(file);
  const inSession = saidOf(session);
  const conflicts: Conflict[] = [];
  /** Aspects that the file says and the session has not, by id. */
  const told = new Set<string>();
  const key = (id: string, aspect: Aspect): string => `${aspect} ${id}`;

  for (const id of new Set([...before.keys(), ...inFile.keys()])) {
    const [was, here, there] = [before.get(id), inFile.get(id), inSession.get(id)];
    const gone = here === undefined && was !== undefined;
    const clash = (aspect: Aspect): void => {
      const [b, f, s] = [was?.[aspect] ?? null, here?.[aspect] ?? null, there?.[aspect] ?? null];
      conflicts.push({ id, aspect, base: b, file: f, session: s });
    };
    if (there === undefined) {
      // The session lacks it: the file's own, else a section that the session removed.
      if (was === undefined) for (const aspect of ASPECTS) told.add(key(id, aspect));
      continue;
    }
    const sessionDropped =
      there.status === 'dropped' && was?.status !== 'dropped' && here !== undefined && here.status !== 'dropped';
    for (const aspect of ASPECTS) {
      const [b, f, s] = [was?.[aspect] ?? DEFAULTS[aspect], here?.[aspect], there[aspect]];
      if (s === undefined) continue;
      if (gone) {
        // Taken out of the file; a change on the other side speaks against it.
        if (aspect !== 'place' && s !== b && s !== 'dropped') clash(aspect);
        continue;
      }
      if (f === s || f === undefined || f === b) continue;
      // Left behind by what held it: no edit of its own.
      if (aspect === 'place' && sessionDropped && b !== undefined && !inFile.has(b)) continue;
      // In conflict about a place before: only the same place on both sides settles it.
      if (aspect === 'place' && unsettled.get(id)?.place !== undefined) clash(aspect);
      else if (was === undefined && s === DEFAULTS[aspect]) told.add(key(id, aspect));
      else if (s === b && was !== undefined && !sessionDropped) told.add(key(id, aspect));
      else clash(aspect);
    }
    // An edit of what the other side dropped: whether it is dropped is in conflict too.
    if (sessionDropped && !gone && conflicts.some((conflict) => conflict.id === id)) {
      told.delete(key(id, 'status'));
      if (here?.status !== there.status && conflicts.every((one) => one.id !== id || one.aspect !== 'status'))
        clash('status');
    }
    if (gone && conflicts.every((conflict) => conflict.id !== id)) {
      if (there.status !== 'dropped') told.add(key(id, there.title === undefined ? 'status' : 'title'));
    }
    // Put elsewhere among the same siblings: the file's order is taken over.
    if (was !== undefined && here?.place !== undefined && here.place === there.place) told.add(key(id, 'place'));
  }
  // Each side put one of two below the other.
  const placeAfter = (id: string): string | undefined =>
    told.has(key(id, 'place')) ? inFile.get(id)?.place : inSession.get(id)?.place;
  for (const id of inFile.keys()) {
    if (!told.has(key(id, 'place'))) continue;
    const seen = new Set<string>();
    let above = placeAfter(id);
    for (; above !== undefined && above !== id && !seen.has(above); above = placeAfter(above)) seen.add(above);
    if (above !== id) continue;
    told.delete(key(id, 'place'));
    conflicts.push({
      id,
      aspect: 'place',
      base: before.get(id)?.place ?? null,
      file: inFile.get(id)?.place ?? null,
      session: inSession.get(id)?.place ?? null,
    });
  }
  // A session's text may hold its note: what is said anew is said of both.
  const wording = new Map<string, Fact[]>();
  for (const { id: itemId, text: was, note } of allItems(session)) {
    if (!told.has(key(itemId, 'text')) && !told.has(key(itemId, 'note'))) continue;
    const said = (aspect: 'text' | 'note'): string =>
      (told.has(key(itemId, aspect)) ? inFile : inSession).get(itemId)?.[aspect] ?? '';
    wording.set(itemId, [
      ...(said('text') === was ? [] : [{ type: 'plan_item_reworded', data: { itemId, text: said('text') } } as const]),
      ...(said('note') === (note ?? '')
        ? []
        : [{ type: 'plan_item_noted', data: { itemId, note: said('note') } } as const]),
    ]);
  }
  const isGone = (sectionId: string): boolean => before.has(sectionId) && !inSession.has(sectionId);
  const facts = factsBetween(start, file).flatMap((fact): Fact[] => {
    const { itemId = '', sectionId = '', ...rest } = fact.data as { itemId?: string; sectionId?: string };
    const what = changed(fact);
    const isWording = what?.aspect === 'text' || what?.aspect === 'note';
    if (isWording && inSession.has(itemId)) return wording.get(itemId)?.splice(0) ?? [];
    if (what !== undefined && !told.has(key(what.id, what.aspect))) return [];
    if (what === undefined && inSession.has(fact.type === 'plan_section_added' ? sectionId : itemId)) return [];
    // Of a section that the session removed: it stands outside of any.
    if (itemId !== '' && isGone(sectionId))
      return what === undefined ? [{ type: fact.type, data: { itemId, ...rest } }] : [];
    return [fact];
  });
  return { file, facts: inLegalOrder(facts, (id) => inSession.get(id)?.place), conflicts };
};

/** What `base` said before the conflicts that are left; what is in the file no more stands at the end. */
const withUnsettled = (base: KnownPlan, unsettled: Unsettled): KnownPlan => {
  if (unsettled.size === 0) return base;
  const here = new Set<string>(['']);
  const item = (one: KnownItem): KnownItem => {
    here.add(one.id);
    const said = unsettled.get(one.id);
    if (said === undefined) return one;
    const known = <T>(value: string | undefined, other: T): string | T =>
      value === undefined || value === NEVER ? other : value;
    return {
      ...one,
      text: known(said.text, one.text),
      note: known(said.note, one.note),
      status: known(said.status, one.status) as ItemStatus,
    };
  };
  const items = base.items.map(item);
  const sections = base.sections.map(({ id, title, items: within }) => {
    here.add(id);
    return { id, title: unsettled.get(id)?.title ?? title, items: within.map(item) };
  });
  const gone = [...unsettled].flatMap(([id, { text, note = null, status = 'open' }]): KnownItem[] =>
    here.has(id) || text === undefined ? [] : [{ id, text, note, status: status as ItemStatus, depth: 0 }],
  );
  return { title: unsettled.get('')?.title ?? base.title, items: [...items, ...gone], sections };
};

/**
 * The session's plan as its file is to show it: with what is dropped where the file has it still, without what the file
 * took out while the session changed it.
 */
export const forFile = (session: KnownPlan, file: KnownPlan, conflicts: readonly Conflict[]): KnownPlan => {
  const inConflict = new Set(conflicts.map(({ id }) => id));
  const here = new Set(allItems(file).map(({ id }) => id));
  const shown = (items: readonly KnownItem[]): KnownItem[] =>
    visibleItems(items, (item) => !here.has(item.id) && (isHidden(item) || inConflict.has(item.id))).map(
      ({ offPlan: _not, ...item }) => item,
    );
  return {
    title: session.title,
    items: shown(session.items),
    sections: session.sections.map(({ id, title, items }) => ({ id, title, items: shown(items) })),
  };
};

/** Facts that change the file without what is in conflict. */
export const withoutConflicts = (facts: readonly Fact[], conflicts: readonly Conflict[]): Fact[] => {
  const inConflict = new Set(
    // Where a text ends and its note begins is not certain while two are at odds: they wait for each other.
    conflicts.flatMap(({ id, aspect }) =>
      aspect === 'text' || aspect === 'note' ? [`text ${id}`, `note ${id}`] : [`${aspect} ${id}`],
    ),
  );
  return facts.filter((fact) => {
    const what = changed(fact);
    return what === undefined || !inConflict.has(`${what.aspect} ${what.id}`);
  });
};
