// The overview as a page, and as a row in a list of sessions.
import type { OverviewDocument } from '../../../projections/overview.ts';
import { box, paintOf, state } from './boxes.ts';
import { type Cell, paragraph, section, table, textWidth } from './columns.ts';
import { counted, dateAndClock, duration, number } from './figures.ts';
import type { Style } from './palette.ts';
import { classificationText, tokensText } from './plan.ts';
import { safeLine } from './safe-text.ts';
import { pageTitle } from './title.ts';

/** `8m 00s`; `8m 00s+` up to the last event of a session that goes on. */
const ranText = ({ ranS, endedAt }: Pick<OverviewDocument, 'ranS' | 'endedAt'>): string =>
  ranS === null || endedAt !== null ? duration(ranS) : `${duration(ranS)}+`;

/** `47 events (+ 12 derived)`. */
export const eventsText = ({ recorded, derived }: OverviewDocument['events']): string =>
  `${counted(recorded, 'event')}${derived === 0 ? '' : ` (+ ${number(derived)} derived)`}`;

/** `6 tasks: 5 completed, 1 failed`; empty states are left out. */
const statusesText = ({ total, ...states }: { total: number } & Record<string, number>, what: string): string =>
  [
    counted(total, what),
    Object.entries(states)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${number(count)} ${name.replaceAll('_', ' ')}`)
      .join(', '),
  ]
    .filter((part) => part !== '')
    .join(': ');

const where = ({ currentPhase, currentCycle }: OverviewDocument): string =>
  [currentPhase, currentCycle === null ? null : `cycle ${currentCycle}`].filter((part) => part !== null).join(', ');

const durationText = ({ ranS, endedAt }: OverviewDocument): string =>
  ranS === null ? '' : endedAt === null ? `${duration(ranS)} up to the last event` : duration(ranS);

const facts = (style: Style, document: OverviewDocument): string[] => {
  const { bySeverity, violating, redacted } = document.events;
  const wrong = [
    bySeverity.critical + bySeverity.error === 0 ? '' : counted(bySeverity.critical + bySeverity.error, 'error'),
    bySeverity.warning === 0 ? '' : counted(bySeverity.warning, 'warning'),
    violating === 0 ? '' : `${number(violating)} against a rule`,
    redacted === 0 ? '' : `${counted(redacted, 'secret')} replaced`,
  ];
  const rows: [string, Cell][] = [
    ['Goal', document.goal ?? '–'],
    ['Status', state(style, document.status)],
    ['Now in', where(document)],
    ['Profile', document.profile ?? '–'],
    ['Forked from', document.parentSession ?? ''],
    ['Classification', classificationText(document.classification)],
    ['Started', dateAndClock(document.startedAt)],
    ['Ended', document.endedAt === null ? '' : dateAndClock(document.endedAt)],
    ['Duration', durationText(document)],
    ['Events', [eventsText(document.events), ...wrong].filter((part) => part !== '').join(', ')],
    ['Agents', statusesText(document.agents, 'agent')],
    ['Tasks', statusesText(document.tasks, 'task')],
    ['Todos', statusesText(document.todos, 'todo')],
    ['Tokens', tokensText(document.tokens.used, document.tokens.budget, document.tokens.percent)],
    ['After the end', document.late === undefined ? '' : lateText(document.late)],
  ];
  return table(
    style,
    rows.filter(([, value]) => value !== '').map(([label, value]) => [{ text: label, paint: style.faint }, value]),
  );
};

const lateText = ({ tokens, reports }: NonNullable<OverviewDocument['late']>): string =>
  [tokens === 0 ? '' : `${number(tokens)} tokens`, reports === 0 ? '' : counted(reports, 'report')]
    .filter((part) => part !== '')
    .join(', ');

const metrics = (style: Style, { success }: OverviewDocument): string[] =>
  table(
    style,
    success.metrics.map(({ name, value, unit, target, reachedWhen, reached }) => {
      const of = unit === null ? '' : ` ${unit}`;
      const sign = { at_most: 'at most ', at_least: 'at least ', equal: '' }[reachedWhen ?? 'equal'];
      return [
        box(style, reached === null ? '' : reached ? 'passed' : 'failed'),
        name,
        { text: `${shown(value)}${of}`, right: true },
        target === null ? '' : `target ${sign}${shown(target)}${of}`,
      ];
    }),
  );

const shown = (value: string | number | boolean): string =>
  typeof value === 'number' ? number(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;

const findings = (style: Style, { success }: OverviewDocument): string[] =>
  table(
    style,
    [
      ...success.openBlocking.map((each) => ['blocks', each] as const),
      ...success.openFollowUps.map((each) => ['', each] as const),
    ].map(([blocks, { id, text, severity }]) => [{ text: blocks, paint: style.bad }, severity ?? '', text ?? id]),
  );

const questions = (style: Style, { openQuestions }: OverviewDocument): string[] =>
  table(
    style,
    openQuestions.map(({ by, title, options, since }) => [
      { text: by, paint: style.warning },
      options.length === 0 ? title : `${title} (${options.join(' / ')})`,
      `since ${dateAndClock(since)}`,
    ]),
  );

/** Who waits for whom, with the command that ends the waiting. */
const waiting = (documents: readonly OverviewDocument[], style: Style): string[] =>
  documents
    .filter(({ endedAt }) => endedAt === null)
    .flatMap(({ sessionId, openQuestions, waitingFor }) => [
      ...openQuestions.flatMap(({ entryId, by, title, options }) => [
        safeLine(`${by} asks: ${title}${options.length === 0 ? '' : ` (${options.join(' / ')})`}`),
        `  ${style.faint(safeLine(`reprise answer ${sessionId} ${entryId} …`))}`,
      ]),
      ...waitingFor.flatMap(({ reviewId, of, from }) => [
        safeLine(`${from ?? 'a person'} is to review: ${of ?? reviewId}`),
        `  ${style.faint(safeLine(`reprise approve ${sessionId} ${reviewId}`))}`,
        `  ${style.faint(safeLine(`reprise ask-changes ${sessionId} ${reviewId} --text …`))}`,
      ]),
    ]);

export const renderOverview = (document: OverviewDocument, style: Style): string =>
  [
    pageTitle(style, 'Overview', document.sessionId),
    ...facts(style, document),
    ...section(
      style,
      'Waiting for',
      table(
        style,
        document.waitingFor.map(({ reviewId, of, from, since }) => [
          { text: from ?? 'a person', paint: style.warning },
          of ?? reviewId,
          `since ${dateAndClock(since)}`,
        ]),
      ),
    ),
    ...section(style, 'Open questions', questions(style, document)),
    ...section(style, 'Success', metrics(style, document)),
    ...section(
      style,
      'Gates',
      table(
        style,
        document.success.gates.map(({ name, status }) => [box(style, status), name, state(style, status)]),
      ),
    ),
    ...section(style, 'Open findings', findings(style, document)),
    ...section(style, 'Summary', document.summary === null ? [] : paragraph(style, document.summary, 2)),
    ...section(
      style,
      'Next steps',
      document.nextSteps.flatMap((step, index) => paragraph(style, `${index + 1}. ${step}`, 2)),
    ),
    ...section(
      style,
      'References',
      table(
        style,
        document.references.map(({ type, path, description }) => [
          { text: type, paint: style.faint },
          path ?? '',
          description ?? '',
        ]),
      ),
    ),
  ].join('\n');

/** The least columns that a list leaves to the goal before ids are shortened. */
const GOAL_COLUMNS = 16;
/** Characters of `2026-01-31 14:50`. */
const TO_THE_MINUTE = 16;
/** The least characters of a shortened id. */
const SHORT_ID = 8;

/** The shortest start of each id that no other id has, of 8 characters or more. */
const uniqueStarts = (ids: readonly string[]): Map<string, string> => {
  const sorted = [...new Set(ids)].sort();
  const common = (a: string, b: string): number => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length += 1;
    return length;
  };
  return new Map(
    sorted.map((id, index) => {
      const shared = Math.max(common(id, sorted[index - 1] ?? ''), common(id, sorted[index + 1] ?? ''));
      return [id, id.slice(0, Math.max(SHORT_ID, shared + 1))];
    }),
  );
};

/**
 * Sessions as rows of a list, with a header. Where the terminal leaves too little room for the goals, ids are shortened
 * to what is unique. @param allIds of every session that a shortened id could mean
 */
export const renderSessions = (
  documents: readonly OverviewDocument[],
  style: Style,
  allIds: readonly string[],
): string => [...rows(documents, style, allIds), ...section(style, 'Waiting', waiting(documents, style))].join('\n');

const rows = (documents: readonly OverviewDocument[], style: Style, allIds: readonly string[]): string[] => {
  const of = (idOf: (id: string) => string): Cell[][] =>
    documents.map((document) => [
      { text: idOf(document.sessionId), whole: true },
      { text: document.status.replaceAll('_', ' '), paint: paintOf(style, document.status), whole: true },
      where(document),
      { text: dateAndClock(document.startedAt).slice(0, TO_THE_MINUTE), whole: true },
      { text: ranText(document), right: true, whole: true },
      { text: number(document.events.recorded), right: true, whole: true },
      document.goal ?? '',
    ]);
  const header: Cell[] = ['SESSION', 'STATUS', 'IN', 'STARTED', 'DURATION', 'EVENTS', 'GOAL'].map((text) => ({
    text,
    paint: style.header,
  }));
  const listed = (body: Cell[][]): string[] => table(style, [header, ...body], 0, 'cut');
  const whole = of((id) => id);
  const withoutGoal = table(
    { ...style, cutWidth: Infinity },
    [header, ...whole].map((row) => row.slice(0, -1)),
    0,
  );
  const goalAt = Math.max(...withoutGoal.map(textWidth));
  if (goalAt + GOAL_COLUMNS <= style.cutWidth) return listed(whole);
  const starts = uniqueStarts(allIds);
  return listed(of((id) => starts.get(id) ?? id));
};
