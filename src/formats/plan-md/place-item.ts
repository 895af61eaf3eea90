// Writing and moving an item in a plan.md: after its sibling, below its parent, in its section, or before any section.
import { bodyStart } from './front-matter.ts';
import type { ParsedItem, ParsedSection } from './parse.ts';
import type { PlanText } from './plan-text.ts';

/** Where an item is to stand, in the terms of events. */
export interface Place {
  readonly sectionId?: string;
  readonly parent?: string;
  readonly after?: string;
}

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

/** An item's lines without their indent, and the ids of the items in them. */
interface ItemLines {
  readonly ids: readonly string[];
  readonly lines: readonly string[];
  /** Whether the first line begins with a list marker. */
  readonly hasMarker: boolean;
}

/** Writes an item, with all that stands below it, at a place. */
export const putItem = (text: PlanText, place: Place, { ids, lines, hasMarker }: ItemLines): void => {
  const { items } = text;
  const parent = text.item(place.parent);
  const section = text.section(place.sectionId);
  const siblings = siblingsAt(text, parent, section);
  // Where the sibling stands elsewhere in the file than in the session, the item comes last.
  const sibling =
    place.after === undefined ? undefined : (siblings.find((one) => one === text.item(place.after)) ?? siblings.at(-1));
  const indentOf = (item: ParsedItem): string => text.text.slice(text.lineStart(item.block.start), item.block.start);
  const write = (at: number, indent: string, marker: string, index: number, around: 'none' | 'blank' = 'none') => {
    const [head = '', ...rest] = lines;
    const written = [`${indent}${marker}${head}`, ...rest.map((line) => (line === '' ? '' : `${indent}${line}`))];
    const closing = around === 'blank' && at < text.text.length && !text.isBlank(at) ? [''] : [];
    text.ids.splice(index, 0, ...ids);
    text.insert(at, [...written, ...closing], { items: ids.length });
  };
  const markerOf = (item: ParsedItem): string =>
    hasMarker
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
    if (child !== undefined)
      write(text.lineStart(child.block.start), indentOf(child), hasMarker ? '' : '- ', index + 1);
    else {
      const indent = indentOf(parent) + ' '.repeat(text.text.slice(parent.block.start, parent.block.box).length);
      write(text.lineAfter(parent.block.end), indent.replace(/[^\s]/g, ' '), hasMarker ? '' : '- ', index + 1);
    }
    return;
  }
  const within = section?.items ?? text.parsed.items;
  const [head] = within;
  const marker = hasMarker ? '' : '- ';
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
  let at = above === undefined ? bodyStart(text.text) : text.lineAfter(above.end);
  if (section === undefined && above !== undefined && text.isBlank(at) && at < text.text.length)
    at = text.lineAfter(at);
  else if (section === undefined && above !== undefined) {
    text.put(at, ['']);
    at = text.lineAfter(at) === at ? text.text.length : text.lineAfter(at);
  }
  write(at, '', marker, index, 'blank');
};

export const moveItem = (text: PlanText, id: string, place: Place): void => {
  const item = text.item(id);
  if (item === undefined) return;
  const { items } = text;
  const start = text.lineStart(item.block.start);
  const indent = text.text.slice(start, item.block.start);
  // An item on the same line as its parent cannot be moved away from it.
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
  putItem(text, place, { ids, lines, hasMarker: true });
};
