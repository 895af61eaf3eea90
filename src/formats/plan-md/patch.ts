// A plan.md edited by facts: only the lines that change are written, in the file's own style (line ends, markers, indents,
// and whether it strikes through what is done).
import type { Fact } from '../../../machines/commands/fact.ts';
import { defined } from '../../../machines/defined.ts';
import { isPlanMdType, type PlanMdType } from '../../../machines/events/plan-md.ts';
import { type Aspect, changeOf } from './aspects.ts';
import { SIGNS } from './blocks.ts';
import { bodyStart } from './front-matter.ts';
import { type ParsedItem, type ParsedPlan, parsePlan } from './parse.ts';
import { moveItem, type Place, putItem } from './place-item.ts';
import { itemsOf, type KnownItem, type KnownPlan } from './plan.ts';
import { PlanText } from './plan-text.ts';
import { boxLine, headingText, isOver } from './render.ts';

type PlanChange = Place & { itemId: string; title: string; first?: boolean };
type Edit = (text: PlanText, change: PlanChange, target: KnownPlan) => void;

/** How each event of plan.md edits the file; undefined where `rewrite` does, for all items at once. */
const EDITS: { readonly [T in PlanMdType]: Edit | undefined } = {
  plan_titled: (text, { title }) => retitle(text, title),
  plan_section_added: (text, { sectionId, title, after }) => addSection(text, sectionId as string, title, after),
  plan_section_renamed: (text, { sectionId, title }) => {
    const block = text.section(sectionId)?.block;
    if (block !== undefined) text.replace(block.start, block.end, heading(block.level, title));
  },
  plan_section_removed: (text, { sectionId }) => removeSection(text, sectionId as string),
  plan_item_added: (text, change, target) => {
    const item = itemsOf(target).find(({ id }) => id === change.itemId);
    if (item !== undefined)
      putItem(text, change, { ids: [change.itemId], lines: [boxLine(item, text.strikes)], hasMarker: false });
  },
  plan_item_moved: (text, change) => moveItem(text, change.itemId, change),
  plan_item_done: undefined,
  plan_item_reopened: undefined,
  plan_item_marked: undefined,
  plan_item_reworded: undefined,
  plan_item_noted: undefined,
  plan_item_dropped: undefined,
};

/**
 * The text of a file after facts.
 * @param file the file's plan with its ids, as the facts name them
 * @param target the texts, notes and statuses that the items are to have
 */
export const patchPlan = (
  parsed: ParsedPlan,
  file: KnownPlan,
  target: KnownPlan,
  facts: readonly Fact[],
): { readonly parsed: ParsedPlan; readonly ids: readonly string[]; readonly sectionIds: readonly string[] } => {
  const text = new PlanText(parsed, file);
  rewrite(text, target, facts);
  for (const { type, data } of facts) if (isPlanMdType(type)) EDITS[type]?.(text, data as PlanChange, target);
  return { parsed: text.parsed, ids: text.ids, sectionIds: text.sectionIds };
};

const heading = (level: number, title: string): string => `${'#'.repeat(level)} ${headingText(title)}`;

/** Writes texts, notes and statuses, all at once and from the end, so that offsets stay valid. */
const rewrite = (text: PlanText, target: KnownPlan, facts: readonly Fact[]): void => {
  const aspects = new Map<string, Set<Aspect>>();
  for (const fact of facts) {
    const change = changeOf(fact);
    if (change === undefined || change.aspect === 'place' || change.aspect === 'title') continue;
    aspects.set(change.id, (aspects.get(change.id) ?? new Set()).add(change.aspect));
  }
  if (aspects.size === 0) return;
  const wanted = new Map(itemsOf(target).map((item) => [item.id, item]));
  const edits: { start: number; end: number; by: string }[] = [];
  for (const [place, item] of text.items.entries()) {
    const id = text.ids[place] as string;
    const changes = aspects.get(id);
    const want = wanted.get(id);
    if (changes === undefined || want === undefined) continue;
    edits.push(editOf(text, item, want, changes));
  }
  let changed = text.text;
  for (const { start, end, by } of edits.reverse()) changed = changed.slice(0, start) + by + changed.slice(end);
  text.parsed = parsePlan(changed, text.parsed);
};

const editOf = (text: PlanText, item: ParsedItem, want: KnownItem, changes: ReadonlySet<Aspect>) => {
  const { block, dash } = item;
  const status = changes.has('status') ? want.status : item.status;
  // Where only the status changes, only its sign is written.
  if (changes.size === 1 && changes.has('status') && (isOver(status) && text.strikes) === item.struck)
    return { start: block.box + 1, end: block.box + 1 + block.sign.length, by: SIGNS[status] };
  const line = {
    text: changes.has('text') ? want.text : item.text,
    note: changes.has('note') ? want.note : item.note,
    status,
    ...defined({ dash }),
  };
  const by = boxLine(line, text.strikes);
  // A sign stays as it was written while it says the same, or nothing that is known.
  const keepsSign = status === item.status && (block.mark ?? status) === status;
  return {
    ...{ start: block.box, end: block.textEnd },
    by: keepsSign ? by.replace(/^\[[^\]]*\]/, () => `[${block.sign}]`) : by,
  };
};

const retitle = (text: PlanText, title: string): void => {
  const block = text.parsed.titleBlock;
  if (title === '') {
    if (block !== undefined) text.replace(text.lineStart(block.start), text.lineAfter(block.end), '');
  } else if (block !== undefined) text.replace(block.start, block.end, heading(block.level, title));
  else text.put(bodyStart(text.text), [heading(2, title), '']);
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
  text.insert(at, [...before, heading(level, title), ...(next === undefined ? [] : [''])], { sections: 1 });
};

const removeSection = (text: PlanText, id: string): void => {
  const block = text.section(id)?.block;
  if (block === undefined) return;
  const start = text.lineStart(block.start);
  const end = text.lineAfter(block.end);
  // One blank line where there was one on each side.
  const blank = end < text.text.length && text.isBlank(end) && start > 0 && text.isBlank(text.lineStart(start - 1));
  text.sectionIds.splice(text.sectionIds.indexOf(id), 1);
  text.replace(start, blank ? text.lineAfter(end) : end, '');
};
