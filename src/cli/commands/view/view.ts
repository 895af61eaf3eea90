// `view`: one view of a session, now or at an earlier moment.
import { defined } from '../../../../machines/defined.ts';
import { type Documents, PROJECTIONS, project, type ViewName } from '../../../../projections/index.ts';
import type { Projection } from '../../../../projections/projection.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import type { Log } from '../../../log/port.ts';
import { tombstoneOf } from '../../../session/forgotten-session.ts';
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

/** A document that names the parent of its session, where that was forgotten: it says so. */
const withForgottenParent = async (
  document: Documents[ViewName],
  log: Log | undefined,
  json: boolean | undefined,
): Promise<Documents[ViewName]> => {
  if (log === undefined || !('parentSession' in document) || document.parentSession === null) return document;
  const tombstone = await tombstoneOf(log, document.parentSession);
  if (tombstone === undefined) return document;
  if (json) return { ...document, parentForgotten: tombstone } as Documents[ViewName];
  return { ...document, parentSession: `${document.parentSession} (forgotten on ${tombstone.at.slice(0, 10)})` };
};

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
  return withSession(terminal, options, session, async (source, log) => {
    const until = await eventsUntil(source, at === undefined ? undefined : (startedAt) => momentWithin(at, startedAt));
    const events = atCycle === undefined ? until : planAtCycle(until, atCycle);
    noteUninterpreted(terminal, events);
    const projection = PROJECTIONS[name] as Projection<unknown, Documents[ViewName]>;
    const document = await withForgottenParent(project(projection, source.sessionId, events), log, json);
    const { columns, colour } = terminal;
    terminal.print(json ? jsonLine(document) : renderView(name, document, { format, colour, ...defined({ columns }) }));
    return EXIT.ok;
  });
};
