// What the extract shows of a session that goes on: what is waited for, who is at work, and what is legal.
import { writtenMove } from '../../../machines/commands/written-move.ts';
import type { LegalMove } from '../../../machines/legal.ts';
import { lifeCycleOf } from '../../../machines/life-cycles/all.ts';
import type { Documents } from '../../../projections/index.ts';
import { paragraph, section, table } from './columns.ts';
import { dateAndClock } from './figures.ts';
import { changesLines, reviewedAgain } from './overview.ts';
import type { Style } from './palette.ts';
import { agentRows } from './plan.ts';
import { questionLines } from './workbook.ts';

const command = (style: Style, text: string): string[] => table(style, [[{ text, paint: style.faint }]], 6);

/** Questions and reviews that wait for a person, and changes that one asked for, each with the command that goes on. */
export const waitingSection = (
  style: Style,
  { overview, workbook }: Pick<Documents, 'overview' | 'workbook'>,
): string[] => {
  const { sessionId, endedAt, waitingFor, changesRequested } = overview;
  const isOver = endedAt !== null;
  return [
    ...section(
      style,
      'Reviews awaited',
      waitingFor.flatMap(({ reviewId, of, from, since }) => [
        ...table(style, [
          [
            { text: '[?]', paint: style.warning },
            of ?? reviewId,
            `${from ?? 'a person'}, since ${dateAndClock(since)}`,
          ],
        ]),
        ...(isOver
          ? []
          : [
              ...command(style, `reprise approve ${sessionId} ${reviewId}`),
              ...command(style, `reprise ask-changes ${sessionId} ${reviewId} --text …`),
            ]),
      ]),
    ),
    ...section(style, 'Changes requested', [
      ...changesLines(style, overview),
      ...(isOver
        ? []
        : changesRequested
            .filter(({ again }) => again === null)
            .flatMap((changes) => command(style, `reprise send ${sessionId} ${reviewedAgain(changes)}`))),
    ]),
    ...section(
      style,
      'Open questions',
      workbook.questions
        .filter(({ resolved }) => !resolved)
        .flatMap((question) => [
          ...questionLines(style, question),
          ...paragraph(style, `${question.askedBy ?? 'somebody'}, since ${dateAndClock(question.askedAt)}`, 6),
          ...(isOver ? [] : command(style, `reprise answer ${sessionId} ${question.id} …`)),
        ]),
    ),
  ];
};

/** Who is to be waited for, resumed or ended before the session goes on, each with its instruction. */
export const openAgents = (style: Style, { waves, agentsOutsideWaves }: Documents['plan']): string[] =>
  section(
    style,
    'Agents not ended',
    [...waves.flatMap(({ agents }) => agents), ...agentsOutsideWaves]
      .filter(({ status }) => lifeCycleOf('agent').isActive(status))
      .flatMap((agent) => [
        ...table(style, agentRows(style, [agent])),
        ...paragraph(
          style,
          [
            agent.launchedAt === null ? '' : `since ${dateAndClock(agent.launchedAt)}`,
            agent.taskIds.length === 0 ? '' : `tasks ${agent.taskIds.join(', ')}`,
            agent.itemIds.length === 0 ? '' : `items ${agent.itemIds.join(', ')}`,
          ]
            .filter((part) => part !== '')
            .join(', '),
          6,
        ).filter((line) => line !== ''),
        ...(agent.instruction === null ? [] : paragraph(style, `instruction: ${agent.instruction}`, 6)),
      ]),
  );

/** What may be sent now, each as the end of the command that sends it. */
export const legalSection = (style: Style, sessionId: string, legal: readonly LegalMove[]): string[] =>
  section(
    style,
    `Legal now: reprise send ${sessionId} …`,
    table(
      style,
      legal.map((move) => [writtenMove(move)]),
    ),
  );
