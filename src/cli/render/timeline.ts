// The timeline as a page: bars on one scale of time, what ran in parallel, and what that saved.
import { lifeCycleOf } from '../../../machines/life-cycles/all.ts';
import type { BusyBasis, SavedTime } from '../../../projections/saved-time.ts';
import type { AgentSpan, Span, TimelineDocument } from '../../../projections/timeline.ts';
import { paintOf } from './boxes.ts';
import { padEnd, paragraph, section, table, wrapped } from './columns.ts';
import { clockAfter, counted, dateAndClock, duration } from './figures.ts';
import type { Style } from './palette.ts';
import { safeLine } from './safe-text.ts';
import { pageTitle } from './title.ts';

/** The moments, in milliseconds, between which all bars stand, and the columns they share. */
interface Scale {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}

const LABEL_COLUMNS = 28;
const DURATION_COLUMNS = 11;
/** Its place in a bar while an agent is paused. */
const PAUSED = '·';

const allSpans = (document: TimelineDocument): Span[] => [
  document.session,
  ...document.phases,
  ...document.cycles,
  ...document.waves,
  ...document.agents,
  ...document.tasks,
  ...document.todos,
];

const scaleOf = (document: TimelineDocument, columns: number): Scale => {
  let from = Infinity;
  let to = -Infinity;
  for (const { startedAt, endedAt } of allSpans(document))
    for (const time of [startedAt, endedAt]) {
      const at = time === null ? Number.NaN : Date.parse(time);
      if (Number.isNaN(at)) continue;
      from = Math.min(from, at);
      to = Math.max(to, at);
    }
  return { from, to, columns };
};

const columnOf = ({ from, to, columns }: Scale, time: string): number =>
  to === from ? 0 : Math.min(columns - 1, Math.max(0, Math.floor(((Date.parse(time) - from) / (to - from)) * columns)));

/** `█` from start to end, `▒` to the end of the scale while it runs, one `▏` where it ended and never began. */
const solidBarOf = (scale: Scale, { startedAt, endedAt }: Span): string => {
  if (!Number.isFinite(scale.from)) return '';
  if (startedAt === null) return endedAt === null ? '' : `${' '.repeat(columnOf(scale, endedAt))}▏`;
  const first = columnOf(scale, startedAt);
  if (endedAt === null) return ' '.repeat(first) + '▒'.repeat(Math.max(1, scale.columns - first));
  // A bar ends before the column in which its end lies, so that what follows on another line begins beside it.
  const atEnd = Date.parse(endedAt) === scale.to ? scale.columns : columnOf(scale, endedAt);
  return ' '.repeat(first) + '█'.repeat(Math.max(1, atEnd - first));
};

/** The bar of a span, with `·` where it was paused. */
const barOf = (scale: Scale, span: Span & Pick<AgentSpan, 'pauses'>): string => {
  const cells = [...solidBarOf(scale, span)];
  for (const { startedAt, endedAt } of span.pauses ?? []) {
    if (startedAt === null) continue;
    const first = columnOf(scale, startedAt);
    const end = endedAt === null ? cells.length : Math.max(first + 1, columnOf(scale, endedAt));
    cells.fill(PAUSED, first, Math.min(end, cells.length));
  }
  return cells.join('');
};

const bars = (
  style: Style,
  scale: Scale,
  title: string,
  spans: readonly Span[],
  labelOf: (span: Span) => string,
): string[] =>
  section(
    style,
    title,
    spans.flatMap((span) => {
      const turn = span.turn > 1 ? ` (${span.turn})` : '';
      const [label = '', ...more] = wrapped(safeLine(labelOf(span) + turn), LABEL_COLUMNS);
      const shown = barOf(scale, span);
      const took =
        span.endedAt !== null
          ? duration(span.durationS)
          : lifeCycleOf('agent').isActive(span.status)
            ? span.status
            : 'unknown';
      return [
        [
          `  ${padEnd(label, LABEL_COLUMNS)}  `,
          `${style.faint('│')}${paintOf(style, span.status)(padEnd(shown, scale.columns))}${style.faint('│')}`,
          ` ${took.padStart(DURATION_COLUMNS)}`,
        ].join(''),
        ...more.map((rest) => `    ${rest}`),
      ];
    }),
  );

const DAY_MS = 24 * 60 * 60 * 1000;

/** `╵01-31` below the column in which a day begins, as far as there is room for each. */
const daysBegun = (scale: Scale): string => {
  let line = '';
  for (let at = (Math.floor(scale.from / DAY_MS) + 1) * DAY_MS; at <= scale.to; at += DAY_MS) {
    const time = new Date(at).toISOString();
    const column = columnOf(scale, time) + 1;
    const mark = `╵${time.slice(5, 10)}`;
    if ((line === '' || line.length < column) && column + mark.length <= scale.columns + 2)
      line = line.padEnd(column) + mark;
    // Of a scale of years only days that have a column of their own are looked at.
    at += Math.max(0, Math.ceil((scale.to - scale.from) / scale.columns / DAY_MS) - 1) * DAY_MS;
  }
  return line;
};

/** Times along the scale: its beginning, with its day; its end, with its day where that is another; the days between. */
const axis = (style: Style, scale: Scale): string[] => {
  if (!Number.isFinite(scale.from)) return [];
  const [from, to] = [scale.from, scale.to].map((at) => new Date(at).toISOString()) as [string, string];
  const [first, last] = [dateAndClock(from), clockAfter(to, from)];
  const ends = [first, last.padStart(Math.max(last.length, scale.columns + 1 - first.length))];
  const fits = LABEL_COLUMNS + 4 + ends.join(' ').length <= style.width;
  return [...(fits ? [ends.join(' ')] : [first, last]), daysBegun(scale)]
    .filter((line) => line !== '')
    .map((line) => ' '.repeat(LABEL_COLUMNS + 4) + style.faint(line));
};

const BASES: Readonly<Record<BusyBasis | 'mixed' | 'none', string>> = {
  todos: 'their todos',
  tasks: 'their tasks',
  agent: 'launch to end',
  mixed: 'todos, tasks or launch to end, as far as each is known',
  none: 'nothing',
};

const saved = (style: Style, { waves, totalS, basis }: SavedTime): string[] =>
  waves.length === 0
    ? []
    : section(style, 'Saved by running in parallel', [
        ...table(
          style,
          waves.map(({ cycle, wave, busyS, spanS, savedS, basis: by }) => [
            `${cycle === null ? '' : `cycle ${cycle} `}wave ${wave}`,
            { text: `busy ${duration(busyS)}`, right: true },
            { text: `took ${duration(spanS)}`, right: true },
            { text: `saved ${duration(savedS)}`, right: true, paint: (savedS ?? 0) > 0 ? style.good : style.faint },
            { text: `by ${BASES[by]}`, paint: style.faint },
          ]),
        ),
        ...(waves.every(({ savedS }) => savedS === null)
          ? []
          : paragraph(style, `In all ${duration(totalS)}, agents' busy time measured by ${BASES[basis]}.`, 2)),
      ]);

/** `2026-01-31 14:50:01 to 14:52:00`: a day stands where it is not the one before. */
const fromTo = (from: string | null, to: string | null, before: string | null = null): string =>
  `${clockAfter(from, before)} to ${clockAfter(to, from)}`;

const parallel = (style: Style, document: TimelineDocument): string[] =>
  section(
    style,
    'Ran in parallel',
    table(
      style,
      document.parallel.map(({ startedAt, endedAt, durationS, agents, peak }, at, all) => [
        fromTo(startedAt, endedAt, all[at - 1]?.endedAt ?? document.session.startedAt),
        { text: duration(durationS), right: true },
        `${counted(peak, 'agent')} at once`,
        agents.join(', '),
      ]),
    ),
  );

export const renderTimeline = (document: TimelineDocument, style: Style): string => {
  const columns = Math.max(8, style.width - LABEL_COLUMNS - DURATION_COLUMNS - 7);
  const scale = scaleOf(document, columns);
  const draw = (title: string, spans: readonly Span[], labelOf = (span: Span): string => span.label): string[] =>
    bars(style, scale, title, spans, labelOf);
  const { session } = document;
  const wasPaused = document.agents.some(({ pauses }) => pauses !== undefined);
  const when =
    session.startedAt === null
      ? session.status === 'running'
        ? 'not started, or times unknown'
        : 'times unknown'
      : session.endedAt === null
        ? `from ${dateAndClock(session.startedAt)}, running`
        : `${fromTo(session.startedAt, session.endedAt)}, ${duration(session.durationS)}`;
  return [
    pageTitle(style, 'Timeline', document.sessionId),
    ...paragraph(style, when === 'times unknown' ? when : `${when} (UTC)`, 2),
    ...axis(style, scale),
    ...draw('Phases', document.phases),
    ...draw('Cycles', document.cycles, ({ id, label }) => (id === label ? `cycle ${id}` : `${id}: ${label}`)),
    ...draw('Waves', document.waves, ({ id, label }) => (id === label ? id : `${id}: ${label}`)),
    ...draw(wasPaused ? `Agents (${PAUSED} paused)` : 'Agents', document.agents, ({ id }) => id),
    ...draw('Tasks', document.tasks, ({ id, label }) => (id === label ? id : `${id}: ${label}`)),
    ...draw('Todos', document.todos),
    ...parallel(style, document),
    ...saved(style, document.saved),
  ].join('\n');
};
