// The timeline as a page: bars on one scale of time, what ran in parallel, and what that saved.
import { lifeCycleOf } from '../../../machines/life-cycles/all.ts';
import type { BusyBasis, SavedTime } from '../../../projections/saved-time.ts';
import type { Span } from '../../../projections/shown-spans.ts';
import { waveName } from '../../../projections/slices/agents.ts';
import type { AgentSpan, Mark, TimelineDocument } from '../../../projections/timeline.ts';
import type { PartOfSpan } from '../../../projections/waiting.ts';
import { safeLine } from '../../text/safe-text.ts';
import { wrapped } from '../../text/width.ts';
import { paintOf } from './boxes.ts';
import { padEnd, paragraph, section, table } from './columns.ts';
import { clockAfter, counted, dateAndClock, duration } from './figures.ts';
import type { Style } from './palette.ts';
import { axis, columnOf, LABEL_COLUMNS, type Scale, scaleOf } from './time-scale.ts';
import { pageTitle } from './title.ts';

const DURATION_COLUMNS = 11;
/** Its places in a bar while an agent is paused. */
const PAUSED = '·';
/** Its places in a bar while a person is waited for. */
const WAITED = '┄';
/** What happened at one moment. */
const MOMENT = '◆';
/** States in which a person is waited for. */
const OPEN = new Set(['open', 'awaited']);

const spansOf = (document: TimelineDocument): Span[] => [
  document.session,
  ...document.phases,
  ...document.cycles,
  ...document.waves,
  ...document.agents,
  ...document.tasks,
  ...document.todos,
  ...document.questions,
  ...document.reviews,
];

const timesIn = (document: TimelineDocument): (string | null)[] => [
  ...spansOf(document).flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]),
  ...[...document.gates, ...document.errors].map(({ at }) => at),
  document.lastEventAt,
];

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

/** The bar of a span, with `·` where it was paused and `┄` where a person was waited for. */
const barOf = (scale: Scale, span: Span & Pick<AgentSpan, 'pauses'>): string => {
  const cells = [...solidBarOf(scale, span)];
  const fill = (sign: string, parts: readonly PartOfSpan[] = []): void => {
    for (const { startedAt, endedAt } of parts) {
      if (startedAt === null) continue;
      const first = columnOf(scale, startedAt);
      const end = endedAt === null ? cells.length : Math.max(first + 1, columnOf(scale, endedAt));
      cells.fill(sign, first, Math.min(end, cells.length));
    }
  };
  fill(WAITED, span.waits);
  fill(PAUSED, span.pauses);
  return cells.join('');
};

/** A bar of nothing but waiting. */
const waitingBarOf = (scale: Scale, span: Span): string => solidBarOf(scale, span).replaceAll(/[█▒]/g, WAITED);

const row = (style: Style, scale: Scale, label: string, status: string, bar: string, figure: string): string[] => {
  const [first = '', ...more] = wrapped(safeLine(label), LABEL_COLUMNS);
  return [
    [
      `  ${padEnd(first, LABEL_COLUMNS)}  `,
      `${style.faint('│')}${paintOf(style, status)(padEnd(bar, scale.columns))}${style.faint('│')}`,
      ` ${figure.padStart(DURATION_COLUMNS)}`,
    ].join(''),
    ...more.map((rest) => `    ${rest}`),
  ];
};

const marks = (style: Style, scale: Scale, title: string, all: readonly Mark[]): string[] =>
  section(
    style,
    title,
    all.flatMap(({ label, status, at }) =>
      row(
        style,
        scale,
        label,
        status,
        at === null || !Number.isFinite(scale.from) ? '' : `${' '.repeat(columnOf(scale, at))}${MOMENT}`,
        status,
      ),
    ),
  );

const bars = (
  style: Style,
  scale: Scale,
  title: string,
  spans: readonly Span[],
  labelOf: (span: Span) => string,
  drawn: (scale: Scale, span: Span) => string = barOf,
): string[] =>
  section(
    style,
    title,
    spans.flatMap((span) => {
      const turn = span.turn > 1 ? ` (${span.turn})` : '';
      const took =
        span.endedAt !== null
          ? duration(span.durationS)
          : OPEN.has(span.status) || lifeCycleOf('agent').isActive(span.status)
            ? span.status
            : 'unknown';
      return row(
        style,
        scale,
        labelOf(span) + turn,
        OPEN.has(span.status) ? 'question' : span.status,
        drawn(scale, span),
        took,
      );
    }),
  );

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
          waves.map(({ cycle, phase, wave, busyS, spanS, savedS, basis: by }) => [
            waveName({ cycle, phase, number: wave }),
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

const waited = (style: Style, scale: Scale, document: TimelineDocument): string[] => {
  const names = new Map([...document.questions, ...document.reviews].map(({ id, label }) => [id, label]));
  return section(
    style,
    'Waiting for a person',
    document.waiting.flatMap((each) => {
      const span = { id: '', label: '', turn: 1, status: 'open', ...each };
      const label = each.for.map((id) => names.get(id) ?? id).join(', ');
      const took = each.endedAt === null ? 'waits' : duration(each.durationS);
      return row(style, scale, label, 'question', waitingBarOf(scale, span), took);
    }),
  );
};

/** From when to when, for how long, and how much of it was waiting. */
const whenText = ({ session, lastEventAt }: TimelineDocument): string => {
  const { startedAt, endedAt, durationS, ranS, waitedS } = session;
  if (startedAt === null) return session.status === 'running' ? 'not started, or times unknown (UTC)' : 'times unknown';
  const when =
    endedAt !== null
      ? `${fromTo(startedAt, endedAt)}, ${duration(durationS)}`
      : `from ${dateAndClock(startedAt)}, running${
          ranS === null ? '' : ` for ${duration(ranS)} up to the last event at ${clockAfter(lastEventAt, startedAt)}`
        }`;
  return `${when} (UTC)${waitedS === 0 ? '' : `, of it ${duration(waitedS)} waiting for a person`}`;
};

export const renderTimeline = (document: TimelineDocument, style: Style): string => {
  const columns = Math.max(8, style.width - LABEL_COLUMNS - DURATION_COLUMNS - 7);
  const scale = scaleOf(timesIn(document), columns);
  const draw = (title: string, spans: readonly Span[], labelOf = (span: Span): string => span.label): string[] =>
    bars(style, scale, title, spans, labelOf);
  const carriedInto = new Map(document.agents.map(({ id, carriedInto: into }) => [id, into]));
  const agentLabel = ({ id }: Span): string => {
    const into = carriedInto.get(id);
    return into === undefined ? id : `${id} (into ${into.length === 1 ? 'cycle' : 'cycles'} ${into.join(', ')})`;
  };
  const asked = (title: string, spans: readonly Span[]): string[] =>
    bars(style, scale, title, spans, ({ label }) => label, waitingBarOf);
  const wasPaused = document.agents.some(({ pauses }) => pauses !== undefined);
  const hasWaits = spansOf(document).some(({ waits }) => waits !== undefined);
  return [
    pageTitle(style, 'Timeline', document.sessionId),
    ...paragraph(style, whenText(document), 2),
    ...(hasWaits ? paragraph(style, `${WAITED} in a bar: waiting for a person`, 2) : []),
    ...axis(style, scale),
    ...draw('Phases', document.phases),
    ...draw('Cycles', document.cycles, ({ id, label }) => (id === label ? `cycle ${id}` : `${id}: ${label}`)),
    ...draw('Waves', document.waves, ({ id, label }) => (id === label ? id : `${id}: ${label}`)),
    ...draw(wasPaused ? `Agents (${PAUSED} paused)` : 'Agents', document.agents, agentLabel),
    ...draw('Tasks', document.tasks, ({ id, label }) => (id === label ? id : `${id}: ${label}`)),
    ...draw('Todos', document.todos),
    ...marks(style, scale, 'Gates', document.gates),
    ...asked('Questions', document.questions),
    ...asked('Reviews', document.reviews),
    ...waited(style, scale, document),
    ...marks(style, scale, 'Errors', document.errors),
    ...parallel(style, document),
    ...saved(style, document.saved),
  ].join('\n');
};
