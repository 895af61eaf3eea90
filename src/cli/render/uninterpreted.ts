// Events that this version of Reprise cannot interpret, in sentences: at a step, and by type for a whole record.
import type { Uninterpreted } from '../../../machines/events/uninterpreted.ts';
import type { UninterpretedReport, UnknownMembers } from '../../session/record/uninterpreted-tally.ts';
import { safeLine } from '../../text/safe-text.ts';
import { counted, eventsText } from './figures.ts';
import type { Style } from './palette.ts';

const MOST_ORDINALS = 5;

const reasonText = (found: Uninterpreted): string =>
  found.reason === 'newer_version'
    ? `version ${found.version} of ${found.type}, written by a newer version of Reprise`
    : `${found.type}, an unknown type`;

const membersText = ({ members }: UnknownMembers): string =>
  `${members.join(', ')}, written by a newer version of Reprise`;

/** `not interpreted: ...`, for the event of a step. */
export const uninterpretedLine = (style: Style, found: Uninterpreted | UnknownMembers): string =>
  style.warning(
    safeLine(
      found.reason === 'unknown_members'
        ? `not interpreted: ${membersText(found)}; the rest of the event is`
        : `not interpreted: ${reasonText(found)}; it changes no state and no view`,
    ),
  );

/** `2 events not interpreted (events 3, 7): version 2 of ..., written by ...` */
export const uninterpretedText = (report: UninterpretedReport): string => {
  const { ordinals } = report;
  const at = eventsText(ordinals.slice(0, MOST_ORDINALS), ordinals.length);
  if (report.reason === 'unknown_members')
    return safeLine(
      `${counted(ordinals.length, 'event')} of ${report.type} with members not interpreted (${at}): ${membersText(report)}`,
    );
  return safeLine(`${counted(ordinals.length, 'event')} not interpreted (${at}): ${reasonText(report)}`);
};

const MEANING =
  'What is not interpreted is stored and shown; it changes no state and no view, and rules are checked without it.';

/** A line for each type, and one that says what it means; nothing where every event was interpreted. */
export const uninterpretedLines = (style: Style, reports: readonly UninterpretedReport[]): string[] =>
  reports.length === 0 ? [] : [...reports.map(uninterpretedText), MEANING].map((line) => style.warning(line));
