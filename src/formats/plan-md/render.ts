// A plan as Markdown: a title line, sections, check boxes. Whatever a text holds, reading it gives the plan again.
import { SIGNS } from './blocks.ts';
import { writeContent, written } from './content.ts';
import { MAX_NESTING } from './parse.ts';
import { type ItemStatus, type PlanItemShape, type PlanShape, visibleItems } from './plan.ts';

export interface RenderOptions {
  /** Whether what was dropped is shown, as `- [-] ~~text~~`. Default: true. */
  readonly dropped?: boolean;
}

/** A box with what stands behind it; what is done or dropped is struck through unless `strike` is false. */
export const boxLine = (
  { text, note, status, dash }: Pick<PlanItemShape, 'text' | 'note' | 'status' | 'dash'>,
  strike = true,
): string => {
  const content = writeContent(text, note, strike && isOver(status), dash);
  return `[${SIGNS[status]}]${content === '' ? '' : ` ${content}`}`;
};

/** True for what is struck through. */
export const isOver = (status: ItemStatus): boolean => status === 'done' || status === 'dropped';

/** A heading's text on one line. */
export const headingText = (title: string): string =>
  written(title).replace(/#+$/, (signs) => '&#35;'.repeat(signs.length));

/**
 * plan.md of a plan: `## title`, `### section`, `- [ ] item`, children two spaces in. Ends in a line end; empty for an
 * empty plan. What is nested deeper than 100 stands 100 deep.
 */
export const renderPlan = (plan: PlanShape, { dropped = true }: RenderOptions = {}): string => {
  const shown = (items: readonly PlanItemShape[]): readonly PlanItemShape[] =>
    visibleItems(items, dropped ? ({ offPlan = false }) => offPlan : undefined);
  const lines = (items: readonly PlanItemShape[]): string =>
    shown(items)
      .map((item) => `${'  '.repeat(Math.min(item.depth, MAX_NESTING - 1))}- ${boxLine(item)}\n`)
      .join('');
  return [
    ...(plan.title === null ? [] : [`## ${headingText(plan.title)}\n`]),
    ...(plan.items.length === 0 ? [] : [lines(plan.items)]),
    ...plan.sections.map(({ title, items }) => `### ${headingText(title)}\n${lines(items)}`),
  ]
    .filter((part) => part !== '')
    .join('\n');
};
