// A view as the command line prints it, for a terminal or as a document.
import { defined } from '../../../machines/defined.ts';
import type { Documents, ViewName } from '../../../projections/index.ts';
import { RepriseError } from '../../errors.ts';
import { renderPlan } from '../../formats/plan-md/render.ts';
import { safeLines } from '../../text/safe-text.ts';
import { flowMermaid } from './flow-mermaid.ts';
import { styleOf } from './palette.ts';
import { viewNamed } from './view-name.ts';
import { viewPage } from './view-page.ts';
import { workbookMarkdown } from './workbook-markdown.ts';

/** `text`: any view; `md`: Markdown, of plan and workbook; `mermaid`: two diagrams in Markdown, of flow. */
export type ViewFormat = 'text' | 'md' | 'mermaid';

export interface RenderViewOptions {
  /** Default `text`. */
  readonly format?: ViewFormat;
  /** Width of the text; lines are broken or truncated to it. Default 100, at least 40. */
  readonly columns?: number;
  /** Whether the text has ANSI colours. Default false. */
  readonly colour?: boolean;
}

type Writers = { readonly [N in ViewName]?: (document: Documents[N]) => string };

/** The formats besides text, and the views that have each. */
const FORMATS: { readonly [F in Exclude<ViewFormat, 'text'>]: Writers } = {
  mermaid: { flow: flowMermaid },
  md: {
    plan: ({ planMd }) => safeLines(renderPlan(planMd, { dropped: false }).trimEnd()).join('\n'),
    workbook: workbookMarkdown,
  },
};

const isFormat = (name: string): name is ViewFormat => name === 'text' || Object.hasOwn(FORMATS, name);

/** @throws RepriseError USAGE for an unknown format, or one that the view does not have */
export const viewFormat = (name: string, view: ViewName): ViewFormat => {
  if (!isFormat(name))
    throw new RepriseError('USAGE', `There is no format ${JSON.stringify(name)}.`, {
      hint: 'The formats are text, mermaid (of flow) and md (of plan and workbook); --json prints any view as JSON.',
      fields: { format: name },
    });
  if (name !== 'text' && FORMATS[name][view] === undefined)
    throw new RepriseError('USAGE', `The view ${view} has no format ${name}.`, {
      hint: `Views with this format: ${Object.keys(FORMATS[name]).join(', ')}.`,
      fields: { format: name, view },
    });
  return name;
};

/**
 * A view's document as text, the same that `reprise view` prints, without a line feed at its end.
 * @example renderView('plan', step.view('plan'), { columns: 80 })
 * @throws RepriseError USAGE for an unknown view, or a format that the view does not have
 */
export const renderView = <N extends ViewName>(
  name: N,
  document: Documents[N],
  { format = 'text', columns, colour = false }: RenderViewOptions = {},
): string => {
  const known = viewFormat(format, viewNamed(name));
  if (known === 'text') return viewPage(name, document, styleOf({ colours: colour, ...defined({ width: columns }) }));
  const write = FORMATS[known][name] as (document: Documents[N]) => string;
  return write(document);
};
