// A plan.md changed by facts where it stands: only the lines of what changed are written, in the file's own manner
// (its line ends, markers, indents, and whether it strikes through what is done).

import type { Fact } from '../../../machines/commands/fact.ts';
import { defined } from '../../../machines/defined.ts';
import { SIGNS } from './blocks.ts';
import { type ParsedItem, type ParsedPlan, type ParsedSection, parsePlan } from './parse.ts';
import type { KnownItem, KnownPlan } from './plan.ts';
import { itemsOf, PlanText } from './plan-text.ts';
import { boxLine, headingText, isOver } from './render.ts';

/** Where something shall stand, as the facts say it. */
interface Place {
  readonly sectionId?: string;
  readonly parent?: string;
  readonly after?: string;
}

/**
 * The text of a file after facts.
 * @param file the file's plan with its ids, as the facts name them
 * @param target what the items are to say
 */
export const patchPlan = (
  parsed: ParsedPlan,
  file: KnownPlan,
  target: KnownPlan,
  facts: readonly Fact[],
): { readonly parsed: ParsedPlan; readonly ids: readonly string[]; readonly sectionIds: readonly string[] } => {
  const text = new PlanText(parsed, file);
  sayAnew(text, target, facts);
  for (const { type, data } of facts) {
    const said = data as Place & { itemId: string; title: string; first?: boolean };
    switch (type) {
      case 'plan_titled':
        retitle(text, said.title);
        break;
      case 'plan_section_added':
        addSection(text, said.sectionId as string, said.title, said.after);
        break;
      case 'plan_section_renamed': {
        const block = text.section(said.sectionId)?.block;
        if (block !== undefined) text.replace(block.start, block.end, heading(block.level, said.title));
        break;
      }
      case 'plan_section_removed':
        removeSection(text, said.sectionId as string);
        break;
      case 'plan_item_added': {
        const item = itemsOf(target).find(({ id }) => id === said.itemId);
        if (item !== undefined) put(text, said.itemId, said, [boxLine(item, text.strikes)], 0);
        break;
      }
      case 'plan_item_moved':
        move(text, said.itemId, said);
        break;
      default:
        break;
    }
  }
  return { parsed: text.parsed, ids: text.ids, sectionIds: text.sectionIds };
};

const heading = (level: number, title: string): string => `${'#'.repeat(level)} ${headingText(title)}`;

/** Texts, notes and marks, all at once and from the end, so that no offset moves. */
const sayAnew = (text: PlanText, target: KnownPlan, facts: readonly Fact[]): void => {
  const aspects = new Map<string, Set<string>>();
  for (const { type, data } of facts) {
    const aspect = {
      plan_item_reworded: 'text',
      plan_item_noted: 'note',
      plan_item_marked: 'status',
      plan_item_done: 'status',
      plan_item_reopened: 'status',
      plan_item_dropped: 'status',
    }[type as string];
    if (aspect === undefined) continue;
    const { itemId } = data as { itemId: string };
    aspects.set(itemId, (aspects.get(itemId) ?? new Set()).add(aspect));
  }
  if (aspects.size === 0) return;
  const wanted = new Map(itemsOf(target).map((item) => [item.id, item]));
  const edits: { start: number; end: number; by: string }[] = [];
  for (const [place, item] of text.items.entries()) {
    const id = text.ids[place] as string;
    const say = aspects.get(id);
    const want = wanted.get(id);
    if (say === undefined || want === undefined) continue;
    edits.push(edit(text, item, want, say));
  }
  let changed = text.text;
  for (const { start, end, by } of edits.reverse()) changed = changed.slice(0, start) + by + changed.slice(end);
  text.parsed = parsePlan(changed, text.parsed);
};

const edit = (text: PlanText, item: ParsedItem, want: KnownItem, say: ReadonlySet<string>) => {
  const { block, dash } = item;
  const status = say.has('status') ? want.status : item.status;
  // Only the sign, where the words stay as they are.
  if (say.size === 1 && say.has('status') && (isOver(status) && text.strikes) === item.struck)
    return { start: block.box + 1, end: block.box + 2, by: SIGNS[status] };
  const said = {
    text: say.has('text') ? want.text : item.text,
    note: say.has('note') ? want.note : item.note,
    status,
    ...defined({ dash }),
  };
  return { start: block.box, end: block.textEnd, by: boxLine(said, text.strikes) };
};

const retitle = (text: PlanText, title: string): void => {
  const block = text.parsed.titleBlock;
  if (title === '') {
    if (block !== undefined) text.replace(text.lineStart(block.start), text.lineAfter(block.end), '');
  } else if (block !== undefined) text.replace(block.start, block.end, heading(block.level, title));
  else text.insert(text.text.startsWith('\ufeff') ? 1 : 0, [heading(2, title), '']);
};

const addSection = (text: PlanText, id: string, title: string, after: string | undefined): void => {
  const { sections, titleBlock } = text.parsed;
  const place = after === undefined ? 0 : text.sectionIds.indexOf(after) + 1;
  const next = sections[place];
  const like = sections[Math.max(0, place - 1)] ?? sections[0];
  const level = like?.block.level ?? Math.max(3, Math.min(6, (titleBlock?.level ?? 2) + 1));
  const at = next === undefined ? text.text.length : text.lineStart(next.block.start);
  const before = at === 0 || text.isBlank(text.lineStart(at - 1)) ? [] : [''];
  text.sectionIds.splice(place, 0, id);
  text.insert(at, [...before, heading(level, title), ...(next === undefined ? [] : [''])]);
};

const removeSection = (text: PlanText, id: string): void => {
  const block = text.section(id)?.block;
  if (block === undefined) return;
  const start = text.lineStart(block.start);
  const end = text.lineAfter(block.end);
  // Not two blank lines where there was one on each side.
  const blank = end < text.text.length && text.isBlank(end) && start > 0 && text.isBlank(text.lineStart(start - 1));
  text.sectionIds.splice(text.sectionIds.indexOf(id), 1);
  text.replace(start, blank ? text.lineAfter(end) : end, '');
};

/** The last item below another, or the item itself. */
const lastBelow = (items: readonly ParsedItem[], place: number): number => {
  const depth = items[place]?.depth ?? 0;
  let last = place;
  while ((items[last + 1]?.depth ?? -1) > depth && sameRoot(items, place, last + 1)) last += 1;
  return last;
};
const sameRoot = (items: readonly ParsedItem[], a: number, b: number): boolean =>
  (items[b]?.block.start ?? 0) < (items[a]?.block.end ?? 0);

/** What stands directly below an item, in a section, or before the first section. */
const siblingsAt = (
  text: PlanText,
  parent: ParsedItem | undefined,
  section: ParsedSection | undefined,
): readonly ParsedItem[] => {
  if (parent === undefined) return (section?.items ?? text.parsed.items).filter(({ depth }) => depth === 0);
  const { items } = text;
  const index = items.indexOf(parent);
  return items.slice(index + 1, lastBelow(items, index) + 1).filter(({ depth }) => depth === parent.depth + 1);
};

/** Puts lines of an item, written without marker and indent, where a fact says; `width` items of ids with it. */
const put = (text: PlanText, id: string, place: Place, lines: readonly string[], from: number, ids = [id]): void => {
  const { items } = text;
  const parent = text.item(place.parent);
  const section = text.section(place.sectionId);
  const siblings = siblingsAt(text, parent, section);
  // One that stands elsewhere in the file than in the session is none here: then it comes last.
  const sibling =
    place.after === undefined ? undefined : (siblings.find((one) => one === text.item(place.after)) ?? siblings.at(-1));
  const indentOf = (item: ParsedItem): string => text.text.slice(text.lineStart(item.block.start), item.block.start);
  const write = (at: number, indent: string, marker: string, index: number, around: 'none' | 'blank' = 'none') => {
    const [head = '', ...rest] = lines;
    const written = [`${indent}${marker}${head}`, ...rest.map((line) => (line === '' ? '' : `${indent}${line}`))];
    const closing = around === 'blank' && at < text.text.length && !text.isBlank(at) ? [''] : [];
    text.ids.splice(index, 0, ...ids);
    text.insert(at, [...written, ...closing]);
  };
  const markerOf = (item: ParsedItem): string =>
    from > 0
      ? ''
      : text.text.slice(item.block.start, item.block.box).replace(/\d+/, (number) => `${Number(number) + 1}`);

  if (sibling !== undefined) {
    const index = items.indexOf(sibling);
    write(text.lineAfter(sibling.block.end), indentOf(sibling), markerOf(sibling), lastBelow(items, index) + 1);
    return;
  }
  if (parent !== undefined) {
    const index = items.indexOf(parent);
    const child = lastBelow(items, index) > index ? items[index + 1] : undefined;
    if (child !== undefined) write(text.lineStart(child.block.start), indentOf(child), from > 0 ? '' : '- ', index + 1);
    else {
      const indent = indentOf(parent) + ' '.repeat(text.text.slice(parent.block.start, parent.block.box).length);
      write(text.lineAfter(parent.block.end), indent.replace(/[^\s]/g, ' '), from > 0 ? '' : '- ', index + 1);
    }
    return;
  }
  const within = section?.items ?? text.parsed.items;
  const [head] = within;
  const marker = from > 0 ? '' : '- ';
  if (head !== undefined) {
    write(text.lineStart(head.block.start), indentOf(head), marker, items.indexOf(head));
    return;
  }
  const above = section?.block ?? text.parsed.titleBlock;
  const index =
    section === undefined
      ? 0
      : text.parsed.items.length +
        text.parsed.sections
          .slice(0, text.parsed.sections.indexOf(section))
          .reduce((sum, one) => sum + one.items.length, 0);
  let at = above === undefined ? (text.text.startsWith('\ufeff') ? 1 : 0) : text.lineAfter(above.end);
  if (section === undefined && above !== undefined && text.isBlank(at) && at < text.text.length)
    at = text.lineAfter(at);
  else if (section === undefined && above !== undefined) {
    text.insert(at, ['']);
    at = text.lineAfter(at) === at ? text.text.length : text.lineAfter(at);
  }
  write(at, '', marker, index, 'blank');
};

const move = (text: PlanText, id: string, place: Place): void => {
  const item = text.item(id);
  if (item === undefined) return;
  const { items } = text;
  const start = text.lineStart(item.block.start);
  const indent = text.text.slice(start, item.block.start);
  // An item that shares its line with what holds it cannot be cut out of it.
  if (/\S/.test(indent)) return;
  const end = text.lineAfter(item.block.end);
  const index = items.indexOf(item);
  const ids = text.ids.splice(index, lastBelow(items, index) - index + 1);
  const lines = text.text
    .slice(start, end)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
  text.replace(start, end, '');
  put(text, id, place, lines, 1, ids);
};
