// `view`: one view of a session, now or at an earlier moment.

import type { FlowDocument, PlanDocument, WorkbookDocument } from '../../../../projections/index.ts';
import { PROJECTIONS, project, type ViewName } from '../../../../projections/index.ts';
import type { Projection } from '../../../../projections/projection.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { renderPlan } from '../../../formats/plan-md/render.ts';
import { planAtCycle } from '../../../session/replay/plan-at-cycle.ts';
import { jsonLine } from '../../json-line.ts';
import { momentWithin } from '../../moment.ts';
import type { CommonOptions } from '../../options.ts';
import { flowMermaid } from '../../render/flow-mermaid.ts';
import { styleOf } from '../../render/palette.ts';
import { safeLines } from '../../render/safe-text.ts';
import { renderView } from '../../render/view.ts';
import { workbookMarkdown } from '../../render/workbook-markdown.ts';
import { eventsUntil, withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';
import { viewNamed } from './view-name.ts';

export interface ViewOptions extends CommonOptions {
  readonly at?: string;
  readonly atCycle?: number;
  readonly format?: string;
}

/** The formats besides text, and the views that have each. */
const FORMATS: Readonly<Record<string, { readonly [N in ViewName]?: (document: unknown) => string }>> = {
  mermaid: { flow: (document) => flowMermaid(document as FlowDocument) },
  md: {
    plan: (document) =>
      safeLines(renderPlan((document as PlanDocument).planMd, { dropped: false }).trimEnd()).join('\n'),
    workbook: (document) => workbookMarkdown(document as WorkbookDocument),
  },
};

const formatOf = (name: string, view: ViewName) => {
  if (name === 'text') return undefined;
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined)
    throw new RepriseError('USAGE', `There is no format ${JSON.stringify(name)}.`, {
      hint: 'There are text, mermaid (of flow) and md (of plan and workbook); --json prints any view as JSON.',
    });
  const write = format[view];
  if (write === undefined)
    throw new RepriseError('USAGE', `The format ${name} is of ${Object.keys(format).join(' and ')}, not of ${view}.`);
  return write;
};

export const view = async (
  terminal: Terminal,
  options: ViewOptions,
  viewText: string,
  name: string | undefined,
): Promise<number> => {
  const viewName = viewNamed(viewText);
  const format = formatOf(options.format ?? 'text', viewName);
  if (options.at !== undefined && options.atCycle !== undefined)
    throw new RepriseError('USAGE', '--at and --at-cycle name two moments.', { hint: 'Leave one out.' });
  return withSession(terminal, options, name, async (source) => {
    const { at, atCycle } = options;
    const until = await eventsUntil(source, at === undefined ? undefined : (startedAt) => momentWithin(at, startedAt));
    const events = atCycle === undefined ? until : planAtCycle(until, atCycle);
    const document = project(PROJECTIONS[viewName] as Projection<unknown, unknown>, source.sessionId, events);
    if (options.json) terminal.print(jsonLine(document));
    else if (format !== undefined) terminal.print(format(document));
    else {
      const style = styleOf({ colours: terminal.colour, width: terminal.columns });
      terminal.print(renderView(viewName, document as never, style));
    }
    return EXIT.ok;
  });
};
