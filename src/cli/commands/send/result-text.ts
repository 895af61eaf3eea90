// The result of a command, as text for people and as JSON for programs.

import type { EndedWithSession } from '../../../../machines/commands/end-session.ts';
import { writtenMove } from '../../../../machines/commands/written-move.ts';
import type { Rejection, StateSummary } from '../../../../machines/decide.ts';
import type { SendResult } from '../../../session/write/sessions.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { dayLines } from '../../render/days.ts';
import { DURABLE } from '../../render/durability.ts';
import { eventLine } from '../../render/event-line.ts';
import { counted } from '../../render/figures.ts';
import type { Style } from '../../render/palette.ts';

/** `running at ordinal 4, in phase Context, 2 agents not ended, 1 task open`. */
export const summaryText = ({ session, ordinal, phases, cycles, runningAgents, openTasks }: StateSummary): string =>
  [
    `${session} at ordinal ${ordinal}`,
    phases.length === 0 ? '' : `in phase ${phases.join(', ')}`,
    cycles.length === 0 ? '' : `in cycle ${cycles.join(', ')}`,
    runningAgents === 0 ? '' : `${counted(runningAgents, 'agent')} not ended`,
    openTasks === 0 ? '' : `${counted(openTasks, 'task')} open`,
  ]
    .filter((part) => part !== '')
    .map(safeLine)
    .join(', ');

/** The most legal commands that a refusal names. */
const MOST_LEGAL = 12;

/** What is legal now, as lines to paste. */
const legalLines = ({ legal }: Rejection, sessionId: string): string[] => {
  const more = legal.length - MOST_LEGAL;
  return [
    ...legal.slice(0, MOST_LEGAL).map((move) => safeLine(`reprise send ${sessionId} ${writtenMove(move)}`)),
    ...(more > 0 ? [`and ${more} more: reprise send ${sessionId} --help`] : []),
  ].map((line) => `  ${line}`);
};

/** A refusal: the rule, what violated it, the state of the session, and what is legal. */
export const refusalText = (style: Style, rejection: Rejection, sessionId: string): string[] => {
  const { rule, sentence, detail, state, violations } = rejection;
  const legal = legalLines(rejection, sessionId);
  return [
    style.bad(`Refused by ${rule}: ${sentence}`),
    ...(detail === '' ? [] : [`  ${safeLine(detail)}`]),
    ...violations
      .slice(1)
      .map((one) => safeLine(`also ${one.rule}: ${one.sentence} ${one.detail}`))
      .map((line) => `  ${line}`),
    `The session is ${summaryText(state)}. Nothing was recorded.`,
    ...(legal.length === 0 ? ['No command is legal in it any more.'] : ['Legal now:', ...legal]),
  ];
};

/** `Ended with it: agents a1, a2 (lost), task t1 (dropped).` */
export const endedText = ({ agents, tasks, todos, cycles, phases, reviews }: EndedWithSession): string => {
  const part = (one: string, ids: readonly (string | number)[] = [], how = ''): string[] =>
    ids.length === 0 ? [] : [`${one}${ids.length === 1 ? '' : 's'} ${ids.map(String).join(', ')}${how}`];
  const parts = [
    ...part('agent', agents, ' (lost)'),
    ...part('task', tasks, ' (dropped)'),
    ...part('todo', todos, ' (cancelled)'),
    ...part('cycle', cycles),
    ...part('phase', phases, ' (abandoned)'),
    ...part('review', reviews, ' (withdrawn)'),
  ];
  return safeLine(`Ended with it: ${parts.join(', ')}.`);
};

/** What was recorded, line by line. */
export const recordedText = (style: Style, result: SendResult & { kind: 'recorded' | 'repeated' }): string[] => {
  // What happened today, as the reader knows, stands under no day.
  const dayOf = dayLines(style, 8, result.events[0]?.recordedtime.slice(0, 10));
  const lines = result.events.flatMap((event) => {
    const prefix = `${String(event.ordinal).padStart(6)}  `;
    return [
      ...dayOf(event.time),
      style.faint(prefix) + eventLine({ ...style, width: style.width - prefix.length }, event),
    ];
  });
  const ended = result.ended === undefined ? [] : [endedText(result.ended)];
  const violations = result.violations.map(({ rule, severity, sentence, detail }) =>
    (severity === 'error' ? style.bad : style.warning)(
      safeLine(
        `  ${severity === 'error' ? 'Against' : 'Warning:'} ${rule}: ${sentence} ${detail === '' ? '' : `(${detail})`}`,
      ),
    ),
  );
  if (result.kind === 'repeated')
    return [
      ...lines,
      ...ended,
      ...violations,
      `Command ${safeLine(result.commandId)} was recorded before: nothing was added.`,
    ];
  return [
    ...lines,
    ...ended,
    ...violations,
    ...(result.redacted === 0 ? [] : [style.warning(`${counted(result.redacted, 'secret')} replaced.`)]),
    style.faint(`Recorded ${counted(result.events.length, 'event')}, ${DURABLE[result.durability]}.`),
  ];
};

/** The ids that were generated for a command: of an entry, a question, a review or todos. */
export const madeIds = (result: SendResult, data: unknown): string[] => {
  if (result.kind !== 'recorded') return [];
  const given = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  return result.events.flatMap(({ type, data: recorded }) => {
    if (type === 'workbook_entry_added') return given.entryId === undefined ? [recorded.entryId] : [];
    if (type === 'review_requested') return given.reviewId === undefined ? [recorded.reviewId] : [];
    return type === 'todo_created' && given.todoId === undefined ? [recorded.todoId] : [];
  });
};

/** A result as JSON: all of it but the state. */
export const resultJson = (result: SendResult): object => {
  if (!('state' in result)) return result;
  const { state: _state, ...shown } = result;
  return shown;
};
