// The overview as a page, and as a row in a list of sessions.
import type { OverviewDocument } from '../../../projections/overview.ts';
import { box, paintOf, state } from './boxes.ts';
import { type Cell, paragraph, section, table } from './columns.ts';
import { counted, dateAndClock, duration, number } from './figures.ts';
import type { Style } from './palette.ts';
import { classificationText, tokensText } from './plan.ts';
import { safeLine } from './safe-text.ts';
import { pageTitle } from './title.ts';

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
    ['Duration', document.durationS === null ? '' : duration(document.durationS)],
    ['Events', [eventsText(document.events), ...wrong].filter((part) => part !== '').join(', ')],
    ['Agents', statusesText(document.agents, 'agent')],
    ['Tasks', statusesText(document.tasks, 'task')],
    ['Todos', statusesText(document.todos, 'todo')],
    ['Tokens', tokensText(document.tokens.used, document.tokens.budget, document.tokens.percent)],
  ];
  return table(
    style,
    rows.filter(([, value]) => value !== '').map(([label, value]) => [{ text: label, paint: style.faint }, value]),
  );
};

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

/** Sessions as rows of a list, with a header. */
export const renderSessions = (documents: readonly OverviewDocument[], style: Style): string =>
  [...rows(documents, style), ...section(style, 'Waiting', waiting(documents, style))].join('\n');

const rows = (documents: readonly OverviewDocument[], style: Style): string[] =>
  table(
    style,
    [
      ['SESSION', 'STATUS', 'IN', 'STARTED', 'DURATION', 'EVENTS', 'GOAL'].map((text) => ({
        text,
        paint: style.header,
      })),
      ...documents.map((document): Cell[] => [
        { text: document.sessionId, whole: true },
        { text: document.status.replaceAll('_', ' '), paint: paintOf(style, document.status) },
        where(document),
        dateAndClock(document.startedAt),
        { text: duration(document.durationS), right: true },
        { text: number(document.events.recorded), right: true },
        document.goal ?? '',
      ]),
    ],
    0,
  );
