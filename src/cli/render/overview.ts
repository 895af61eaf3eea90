// The overview as a page.
import { writtenMove } from '../../../machines/commands/written-move.ts';
import type { OverviewDocument } from '../../../projections/overview.ts';
import { box, state } from './boxes.ts';
import { type Cell, paragraph, section, table } from './columns.ts';
import { counted, dateAndClock, duration, number } from './figures.ts';
import type { Style } from './palette.ts';
import { classificationText, tokensText } from './plan.ts';
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

/** The phase and the cycle that a session is in. */
export const where = ({ currentPhase, currentCycle }: OverviewDocument): string =>
  [currentPhase, currentCycle === null ? null : `cycle ${currentCycle}`].filter((part) => part !== null).join(', ');

/** Of a running session up to its last event; empty where it is not known. */
export const durationText = ({ ranS, endedAt }: Pick<OverviewDocument, 'ranS' | 'endedAt'>): string =>
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

/** The command that has changes reviewed again; a review that nobody requested has no subject to name, and is withdrawn. */
export const reviewedAgain = ({ reviewId, of }: OverviewDocument['changesRequested'][number]): string =>
  writtenMove({
    needs: of === null ? [{ path: ['reason'], schema: {} }] : [],
    ...(of === null
      ? { word: 'review.withdraw' as const, data: { reviewId } }
      : { word: 'review.request' as const, data: { of } }),
  });

/** What a person asks to be changed: who, of what, and the words; and how it is reviewed again. */
export const changesLines = (
  style: Style,
  { changesRequested }: Pick<OverviewDocument, 'changesRequested'>,
): string[] =>
  changesRequested.flatMap(({ reviewId, of, by, text, since, again }) => [
    ...table(style, [[{ text: by, paint: style.warning }, of ?? reviewId, `since ${dateAndClock(since)}`]]),
    ...(text === null ? [] : paragraph(style, text, 6)),
    ...(again === null ? [] : paragraph(style, `reviewed again: ${again} is awaited`, 6)),
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
    ...section(style, 'Changes requested', changesLines(style, document)),
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
