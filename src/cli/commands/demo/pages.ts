// The example's views for a first start: the part of each that shows the course of the session, not every row.
import type { Documents } from '../../../../projections/index.ts';
import { table } from '../../render/columns.ts';
import { clockAfter, counted } from '../../render/figures.ts';
import type { Style } from '../../render/palette.ts';
import { pageTitle } from '../../render/title.ts';
import { viewPage } from '../../render/view-page.ts';

/** Entries as one line each: the workbook's own page has them in full. */
const workbookHighlights = (style: Style, { sessionId, entries }: Documents['workbook']): string =>
  [
    pageTitle(style, 'Workbook', sessionId),
    `  ${counted(entries.length, 'entry', 'entries')}`,
    ...table(
      style,
      entries.map(({ time, type, title, author }, at) => [
        { text: clockAfter(time, entries[at - 1]?.time ?? null), paint: style.faint, right: true },
        { text: type, paint: style.active },
        title,
        { text: author, paint: style.faint },
      ]),
    ),
  ].join('\n');

/** In the order in which they are read. */
export const demoPages = (style: Style, documents: Documents): string[] => {
  const { overview, timeline, plan, flow, todo, workbook, usage } = documents;
  return [
    viewPage('overview', { ...overview, references: [] }, style),
    viewPage('timeline', { ...timeline, tasks: [], todos: [] }, style),
    viewPage('plan', { ...plan, tasks: [], requirements: [], deliverables: [] }, style),
    viewPage('flow', flow, style),
    viewPage('todo', { ...todo, todos: [] }, style),
    workbookHighlights(style, workbook),
    viewPage('usage', { ...usage, tasks: [], todos: [] }, style),
  ];
};
