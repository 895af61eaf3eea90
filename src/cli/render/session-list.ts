// Sessions as rows of a list, and what they wait for.
import type { OverviewDocument } from '../../../projections/overview.ts';
import { safeLine } from '../../text/safe-text.ts';
import { textWidth } from '../../text/width.ts';
import type { ErrorReport } from '../failure.ts';
import { paintOf } from './boxes.ts';
import { type Cell, section, table } from './columns.ts';
import { dateAndClock, duration, number } from './figures.ts';
import { reviewedAgain, where } from './overview.ts';
import type { Style } from './palette.ts';

/** A session with its overview: where its record has a fault, of the events before that. */
export type ListedSession = OverviewDocument & { readonly fault?: ErrorReport };

/** `8m 00s`; `8m 00s+` up to the last event of a session that goes on. */
const ranText = ({ ranS, endedAt }: Pick<OverviewDocument, 'ranS' | 'endedAt'>): string =>
  ranS === null || endedAt !== null ? duration(ranS) : `${duration(ranS)}+`;

/** Who waits for whom, with the command that ends the waiting. */
const waiting = (documents: readonly OverviewDocument[], style: Style): string[] =>
  documents
    .filter(({ endedAt }) => endedAt === null)
    .flatMap(({ sessionId, openQuestions, waitingFor, changesRequested }) => [
      ...openQuestions.flatMap(({ entryId, by, title, options }) => [
        safeLine(`${by} asks: ${title}${options.length === 0 ? '' : ` (${options.join(' / ')})`}`),
        `  ${style.faint(safeLine(`reprise answer ${sessionId} ${entryId} …`))}`,
      ]),
      ...waitingFor.flatMap(({ reviewId, of, from }) => [
        safeLine(`${from ?? 'a person'} is to review: ${of ?? reviewId}`),
        `  ${style.faint(safeLine(`reprise approve ${sessionId} ${reviewId}`))}`,
        `  ${style.faint(safeLine(`reprise ask-changes ${sessionId} ${reviewId} --text …`))}`,
      ]),
      ...changesRequested
        .filter(({ again }) => again === null)
        .flatMap((changes) => [
          safeLine(
            `${changes.by} asks for changes to ${changes.of ?? changes.reviewId}${changes.text === null ? '' : `: ${changes.text}`}`,
          ),
          `  ${style.faint(safeLine(`reprise send ${sessionId} ${reviewedAgain(changes)}`))}`,
        ]),
    ]);

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
export const renderSessions = (documents: readonly ListedSession[], style: Style, allIds: readonly string[]): string =>
  [...rows(documents, style, allIds), ...section(style, 'Waiting', waiting(documents, style))].join('\n');

const rows = (documents: readonly ListedSession[], style: Style, allIds: readonly string[]): string[] => {
  const of = (idOf: (id: string) => string): Cell[][] =>
    documents.map((document) => [
      { text: idOf(document.sessionId), whole: true },
      document.fault === undefined
        ? { text: document.status.replaceAll('_', ' '), paint: paintOf(style, document.status), whole: true }
        : { text: 'faulty', paint: style.bad, whole: true },
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
