// plan.md of a session as Markdown: title, sections, and items with a box; what is done is struck through.
import type { PlanDocument } from '../../../projections/plan.ts';
import type { ItemStatus } from '../../../projections/slices/plan-md.ts';
import { safeLine } from './safe-text.ts';

const BOXES: Readonly<Record<ItemStatus, string>> = {
  open: ' ',
  in_progress: '~',
  blocked: '!',
  question: '?',
  done: 'x',
  dropped: '-',
};

const itemLine = ({ status, text, note, depth }: PlanDocument['planMd']['items'][number]): string => {
  const said = safeLine(text);
  const struck = status === 'done' || status === 'dropped';
  const tail =
    note === null ? '' : note.startsWith('(') && note.endsWith(')') ? ` ${safeLine(note)}` : ` — ${safeLine(note)}`;
  return `${'  '.repeat(depth)}- [${BOXES[status]}] ${struck ? `~~${said}~~` : said}${tail}`;
};

/** Without a line end at its end; dropped items are left out. */
export const planMarkdown = ({ planMd }: Pick<PlanDocument, 'planMd'>): string => {
  const shown = (items: PlanDocument['planMd']['items']) =>
    items.filter(({ status }) => status !== 'dropped').map(itemLine);
  const parts = [
    planMd.title === null ? [] : [`## ${safeLine(planMd.title)}`],
    shown(planMd.items),
    ...planMd.sections.map(({ title, items }) => [`### ${safeLine(title)}`, ...shown(items)]),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
};
