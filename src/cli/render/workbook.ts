// The workbook as a page.
import type { FindingDocument } from '../../../projections/slices/findings.ts';
import type { Decision, Question, WorkbookDocument, WorkbookEntry } from '../../../projections/workbook.ts';
import { box } from './boxes.ts';
import { type Cell, paragraph, section, table } from './columns.ts';
import { dayLines } from './days.ts';
import { contextFacts, diagramFacts, type LabelledText, referencesOf } from './entry-facts.ts';
import { clock, counted } from './figures.ts';
import type { Style } from './palette.ts';
import { pageTitle } from './title.ts';

/** Lines of things with times, each under its day. */
export const underDays = <Timed extends { readonly time: string }>(
  style: Style,
  list: readonly Timed[],
  linesOf: (style: Style, one: Timed) => string[],
): string[] => {
  const dayOf = dayLines(style, 2);
  return list.flatMap((one) => [...dayOf(one.time), ...linesOf(style, one)]);
};

const headed = (style: Style, time: string, type: string, title: string, author: string): string[] =>
  table(style, [
    [
      { text: clock(time), paint: style.faint },
      { text: type, paint: style.active },
      { text: title, paint: style.strong },
      { text: author, paint: style.faint },
    ],
  ]);

const labelled = (style: Style, facts: readonly LabelledText[]): string[] =>
  table(
    style,
    facts.flatMap(([label, value]): Cell[][] =>
      value === null || value === '' ? [] : [[{ text: label, paint: style.faint }, value]],
    ),
    12,
  );

/** An entry with all its facts. */
export const entryLines = (style: Style, entry: WorkbookEntry): string[] => [
  ...headed(style, entry.time, entry.type, entry.title, entry.author),
  ...labelled(style, diagramFacts(entry)),
  ...(entry.content === '' ? [] : paragraph(style, entry.content, 12)),
  ...labelled(style, [...contextFacts(entry), ['Refers to', [...entry.entryIds, ...referencesOf(entry)].join(', ')]]),
];

export const decisionLines = (style: Style, decision: Decision): string[] => [
  ...headed(style, decision.time, 'decision', decision.title, decision.author),
  ...(decision.content === '' ? [] : paragraph(style, decision.content, 12)),
  ...labelled(style, [
    ['Related phase', decision.relatedPhase],
    ['Tags', decision.tags.join(', ')],
  ]),
];

/** A question, and its answer where there is one. */
export const questionLines = (style: Style, question: Question): string[] => [
  ...table(style, [[box(style, question.resolved ? 'done' : 'question'), question.title]]),
  ...(question.content === '' || question.content === question.title ? [] : paragraph(style, question.content, 6)),
  ...(question.options.length === 0 ? [] : paragraph(style, `Options: ${question.options.join(', ')}`, 6)),
  ...(question.answer === null ? [] : paragraph(style, `${question.by ?? 'Answer'}: ${question.answer}`, 6)),
  ...(question.reopened === undefined ? [] : paragraph(style, `Open again: ${question.reopened}`, 6)),
];

const findingRows = (style: Style, findings: readonly FindingDocument[], open: string): Cell[][] =>
  findings.map(({ id, text, severity, place, resolved, notes }) => [
    box(style, resolved ? 'done' : open),
    severity ?? '',
    text ?? id,
    [place ?? '', notes ?? ''].filter((part) => part !== '').join('; '),
  ]);

const reportLines = (style: Style, report: WorkbookDocument['reports'][number]): string[] => {
  const { time, agentId, verdict, text, rootCause, confidence } = report;
  return [
    ...headed(style, time, verdict ?? 'report', agentId, confidence === null ? '' : `confidence ${confidence}`),
    ...paragraph(style, text, 12),
    ...labelled(style, [['Root cause', rootCause]]),
  ];
};

const kinds = (document: WorkbookDocument): string =>
  Object.entries(document.counts)
    .map(([type, count]) => `${count} ${type}`)
    .join(', ');

export const renderWorkbook = (document: WorkbookDocument, style: Style): string =>
  [
    pageTitle(style, 'Workbook', document.sessionId),
    ...paragraph(
      style,
      [counted(document.entries.length, 'entry', 'entries'), kinds(document)].filter((part) => part !== '').join(': '),
      2,
    ),
    ...section(style, 'Entries', underDays(style, document.entries, entryLines)),
    ...section(
      style,
      'Decisions recorded as events',
      underDays(
        style,
        document.decisions.filter(({ source }) => source === 'event'),
        decisionLines,
      ),
    ),
    ...section(
      style,
      'Questions',
      document.questions.flatMap((question) => questionLines(style, question)),
    ),
    ...section(style, 'Reports', underDays(style, document.reports, reportLines)),
    ...section(style, 'Findings that block', table(style, findingRows(style, document.blocking, 'blocked'))),
    ...section(style, 'Follow-ups', table(style, findingRows(style, document.followUps, 'open'))),
  ].join('\n');
