// plan.md in the order of reading: the placements that were recorded, replayed on linked lists.
//
// An item is in a section, under a parent, or outside of any section. It comes after the sibling named, or first, else
// last. A move that names only a sibling goes to that sibling's place; one that is first and names nothing else goes
// before everything; one that names nothing goes last in its place. What a record names and nobody added is added last;
// what is only named as a parent is not shown, and its items are in its place. A move of an item under itself or its own
// descendant changes nothing.
// Items of a section that is removed are outside of any section from then on.
import type { ItemRow, ItemStatus, PlanMdCounts, PlanMdState, SectionRow } from './slices/plan-md.ts';

/** An item of plan.md; `depth` 0 is directly in its section, `parent` is the item that it is nested under. */
export interface PlanItem {
  id: string;
  text: string;
  status: ItemStatus;
  note: string | null;
  reason: string | null;
  inferred: boolean;
  /** Done, and taken off the plan since: plan.md no longer shows it. */
  offPlan: boolean;
  depth: number;
  parent: string | null;
}

/** Sections in order, items flat in order of reading. */
export interface PlanMdDocument {
  title: string | null;
  /** Items outside of any section, which come first. */
  items: PlanItem[];
  sections: { id: string; title: string; items: PlanItem[] }[];
  counts: PlanMdCounts;
}

interface Node {
  readonly id: string;
  container: Node | null;
  previous: Node | null;
  next: Node | null;
  first: Node | null;
  last: Node | null;
}

const node = (id: string): Node => ({ id, container: null, previous: null, next: null, first: null, last: null });

const detach = (child: Node): void => {
  const { container, previous, next } = child;
  if (container === null) return;
  if (previous === null) container.first = next;
  else previous.next = next;
  if (next === null) container.last = previous;
  else next.previous = previous;
  child.container = null;
  child.previous = null;
  child.next = null;
};

/** Puts a detached node into a container: after a child of it, first where the placement says so, else last. */
const attach = (container: Node, child: Node, after: Node | undefined, first = false): void => {
  const previous = after !== undefined && after.container === container ? after : first ? null : container.last;
  const next = previous === null ? container.first : previous.next;
  child.container = container;
  child.previous = previous;
  child.next = next;
  if (previous === null) container.first = child;
  else previous.next = child;
  if (next === null) container.last = child;
  else next.previous = child;
};

const isWithin = (inner: Node, outer: Node): boolean => {
  for (let at: Node | null = inner; at !== null; at = at.container) if (at === outer) return true;
  return false;
};

const placed = (state: PlanMdState): { outside: Node; sections: Node } => {
  const outside = node('');
  const sections = node('');
  const sectionNodes = new Map<string, Node>();
  const itemNodes = new Map<string, Node>();

  const sectionOf = (id: string): Node => {
    const known = sectionNodes.get(id) ?? node(id);
    sectionNodes.set(id, known);
    if (known.container === null) attach(sections, known, undefined);
    return known;
  };
  const itemOf = (id: string): Node => {
    const known = itemNodes.get(id);
    if (known !== undefined) return known;
    const fresh = node(id);
    itemNodes.set(id, fresh);
    attach(outside, fresh, undefined);
    return fresh;
  };

  for (const step of state.placements.slice()) {
    if (step.kind === 'section') {
      const section = sectionOf(step.id);
      const after = step.after === null ? undefined : sectionNodes.get(step.after);
      if (after === section) continue;
      detach(section);
      attach(sections, section, after, step.first);
    } else if (step.kind === 'section_removed') {
      const section = sectionNodes.get(step.id);
      if (section === undefined) continue;
      detach(section);
      for (let child = section.first; child !== null; child = section.first) {
        detach(child);
        attach(outside, child, undefined);
      }
    } else {
      const fresh = !itemNodes.has(step.id);
      const item = itemOf(step.id);
      const after = step.after === null || step.after === step.id ? undefined : itemNodes.get(step.after);
      const container: Node =
        step.parent !== null
          ? itemOf(step.parent)
          : step.sectionId !== null
            ? sectionOf(step.sectionId)
            : step.first && after === undefined
              ? outside
              : (after?.container ?? item.container ?? outside);
      if (fresh ? container === item : isWithin(container, item)) continue;
      detach(item);
      attach(container, item, after, step.first);
    }
  }
  return { outside, sections };
};

const shown = (row: ItemRow, id: string, depth: number, parent: string | null): PlanItem => ({
  id,
  text: row.text ?? id,
  status: row.status,
  // An empty note removes the note.
  note: row.note || null,
  reason: row.reason,
  inferred: row.inferred,
  offPlan: row.offPlan,
  depth,
  parent,
});

/** Items below a node, depth first, without recursion: a hostile plan may be nested very deep. */
const walk = (state: PlanMdState, root: Node): PlanItem[] => {
  const items: PlanItem[] = [];
  let depth = 0;
  let at: Node | null = root.first;
  while (at !== null) {
    const row = state.items.get(at.id);
    const parent = depth === 0 ? null : (at.container as Node).id;
    if (row !== undefined) items.push(shown(row, at.id, depth, parent));
    if (at.first !== null) {
      if (row !== undefined) depth += 1;
      at = at.first;
      continue;
    }
    while (at !== null && at.next === null && at.container !== root) {
      at = at.container;
      if (at !== null && state.items.has(at.id)) depth -= 1;
    }
    at = at?.next ?? null;
  }
  return items;
};

export const showPlanMd = (state: PlanMdState): PlanMdDocument => {
  const { outside, sections } = placed(state);
  const document: PlanMdDocument = {
    title: state.title,
    items: walk(state, outside),
    sections: [],
    counts: state.counts,
  };
  for (let section = sections.first; section !== null; section = section.next) {
    const row: SectionRow | undefined = state.sections.get(section.id);
    document.sections.push({ id: section.id, title: row?.title ?? section.id, items: walk(state, section) });
  }
  return document;
};
