// A chart as a page: each phase with its gates, the cycles and the session, their states, and the moves that are legal now.
import { activeStates } from '../../../machines/chart/active-states.ts';
import type { Chart, ChartRegion } from '../../../machines/chart/chart.ts';
import { movesOf } from '../../../machines/chart/moves-of.ts';
import type { MarkedSession } from '../../../machines/chart/xstate.ts';
import { writtenMove } from '../../../machines/commands/written-move.ts';
import { safeLine } from '../../text/safe-text.ts';
import { cut } from '../../text/width.ts';
import { box, state as stateCell } from './boxes.ts';
import { type Cell, paragraph, section, table } from './columns.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';

const titleOf = ({ kind, title, guards, criteria = [] }: ChartRegion): string => {
  if (kind !== 'gate') return title;
  const count = criteria.length === 0 ? '' : ` (${counted(criteria.length, 'criterion', 'criteria')})`;
  return `${guards === undefined ? '' : '└ '}gate: ${title}${count}`;
};

/** How often each move of a region was taken: `start, complete ×2`. */
const takenText = (chart: Chart, region: ChartRegion, session: MarkedSession): string =>
  chart.moves
    .filter((move) => move.region === region.id)
    .flatMap(({ id, word }) => {
      const taken = session.taken.get(id);
      if (taken === undefined) return [];
      const verb = word.split('.')[1] as string;
      return [taken.count === 1 ? verb : `${verb} ×${taken.count}`];
    })
    .join(', ');

const MOST_MOVES = 40;

/** Lines of the page. Without a session: what each entity of the process is, and what guards its moves. */
export const chartLines = (style: Style, title: string, chart: Chart, session?: MarkedSession): string[] => {
  const active = session === undefined ? undefined : activeStates(chart, session.state);
  const isOpen = active?.root === 'open';
  const rows = chart.regions.map((region): Cell[] => {
    const status = active?.regions[region.id];
    if (session === undefined || status === undefined) return [titleOf(region), Object.keys(region.states).join(', ')];
    return [
      box(style, status),
      titleOf(region),
      region.kind === 'session' && !isOpen ? (active?.root ?? '') : stateCell(style, status),
      takenText(chart, region, session),
    ];
  });
  const moves = session === undefined ? [] : movesOf(chart, session.state).map((move) => writtenMove(move));
  const guarded = chart.moves.filter(({ guards }) => guards.length > 0);
  return [
    style.header(cut(safeLine(title), style.cutWidth)),
    ...table(style, rows),
    ...section(
      style,
      'Legal now',
      table(
        style,
        moves.slice(0, MOST_MOVES).map((move) => [move]),
      ).concat(moves.length > MOST_MOVES ? [`  … and ${moves.length - MOST_MOVES} more`] : []),
    ),
    ...(session === undefined
      ? section(
          style,
          'Guarded moves',
          table(
            style,
            guarded.map(({ id, guards }) => [id, guards.map(({ rule }) => rule).join(', ')]),
          ),
        )
      : []),
    ...(active !== undefined && !isOpen && active.root !== 'unstarted'
      ? ['', ...paragraph(style, `The session has ended: ${active.root}.`, 0)]
      : []),
  ];
};
