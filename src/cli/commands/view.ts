// `view`: one view of a session, now or at an earlier moment.

import type { FlowDocument, WorkbookDocument } from '../../../projections/index.ts';
import { PROJECTIONS, project, type ViewName } from '../../../projections/index.ts';
import type { Projection } from '../../../projections/projection.ts';
import { EXIT, RepriseError } from '../../errors.ts';
import { jsonLine } from '../json-line.ts';
import { momentWithin } from '../moment.ts';
import type { CommonOptions } from '../program.ts';
import { flowMermaid } from '../render/flow-mermaid.ts';
import { styleOf } from '../render/palette.ts';
import { renderView } from '../render/view.ts';
import { workbookMarkdown } from '../render/workbook-markdown.ts';
import { eventsUntil, withSession } from '../session-argument.ts';
import type { Terminal } from '../terminal.ts';
import { viewNamed } from '../view-name.ts';

export interface ViewOptions extends CommonOptions {
  readonly at?: string;
  readonly format?: string;
}

/** The formats besides text, and the one view that has each. */
const FORMATS: Readonly<Record<string, { view: ViewName; write(document: unknown): string }>> = {
  mermaid: { view: 'flow', write: (document) => flowMermaid(document as FlowDocument) },
  md: { view: 'workbook', write: (document) => workbookMarkdown(document as WorkbookDocument) },
};

const formatOf = (name: string, view: ViewName) => {
  if (name === 'text') return undefined;
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined)
    throw new RepriseError('USAGE', `There is no format ${JSON.stringify(name)}.`, {
      hint: 'There are text, mermaid (of flow) and md (of workbook); --json prints any view as JSON.',
    });
  if (format.view !== view)
    throw new RepriseError('USAGE', `The format ${name} is of the view ${format.view}, not of ${view}.`);
  return format;
};

export const view = async (
  terminal: Terminal,
  options: ViewOptions,
  viewText: string,
  name: string | undefined,
): Promise<number> => {
  const viewName = viewNamed(viewText);
  const format = formatOf(options.format ?? 'text', viewName);
  return withSession(terminal, options, name, async (source) => {
    const { at } = options;
    const events = await eventsUntil(source, at === undefined ? undefined : (startedAt) => momentWithin(at, startedAt));
    const document = project(PROJECTIONS[viewName] as Projection<unknown, unknown>, source.sessionId, events);
    if (options.json) terminal.print(jsonLine(document));
    else if (format !== undefined) terminal.print(format.write(document));
    else {
      const style = styleOf({ colours: terminal.colour, width: terminal.columns });
      terminal.print(renderView(viewName, document as never, style));
    }
    return EXIT.ok;
  });
};
