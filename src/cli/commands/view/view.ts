// `view`: one view of a session, now or at an earlier moment.
import { defined } from '../../../../machines/defined.ts';
import { type Documents, PROJECTIONS, project, type ViewName } from '../../../../projections/index.ts';
import type { Projection } from '../../../../projections/projection.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { momentWithin } from '../../../session/replay/moment.ts';
import { planAtCycle } from '../../../session/replay/plan-at-cycle.ts';
import { jsonLine } from '../../json-line.ts';
import { noteUninterpreted } from '../../note-uninterpreted.ts';
import type { CommonOptions } from '../../options.ts';
import { renderView, viewFormat } from '../../render/render-view.ts';
import { viewNamed } from '../../render/view-name.ts';
import { eventsUntil, withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';

export interface ViewOptions extends CommonOptions {
  readonly at?: string;
  readonly atCycle?: number;
  readonly format?: string;
}

export const view = async (
  terminal: Terminal,
  options: ViewOptions,
  viewText: string,
  session: string | undefined,
): Promise<number> => {
  const name = viewNamed(viewText);
  const format = viewFormat(options.format ?? 'text', name);
  const { at, atCycle, json } = options;
  if (at !== undefined && atCycle !== undefined)
    throw new RepriseError('USAGE', '--at and --at-cycle name two moments.', { hint: 'Leave one out.' });
  return withSession(terminal, options, session, async (source) => {
    const until = await eventsUntil(source, at === undefined ? undefined : (startedAt) => momentWithin(at, startedAt));
    const events = atCycle === undefined ? until : planAtCycle(until, atCycle);
    noteUninterpreted(terminal, events);
    const projection = PROJECTIONS[name] as Projection<unknown, Documents[ViewName]>;
    const document = project(projection, source.sessionId, events);
    const { columns, colour } = terminal;
    terminal.print(json ? jsonLine(document) : renderView(name, document, { format, colour, ...defined({ columns }) }));
    return EXIT.ok;
  });
};
