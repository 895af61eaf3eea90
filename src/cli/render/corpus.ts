// A recorded session on which a profile was checked, as lines: where it would now be refused, and what was legal there.
import { writtenMove } from '../../../machines/commands/written-move.ts';
import type { CorpusCounts, CorpusSession } from '../../check/corpus/check-corpus.ts';
import type { RefusedEvent } from '../../check/corpus/check-session.ts';
import { safeLine } from '../../text/safe-text.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';

const MOST_LEGAL = 6;

/** `event 12, phase_started, by P.order: Phases run in ... Here: phases not finished before Build: Plan.` */
export const refusedText = ({ ordinal, type, rule, sentence, detail }: RefusedEvent): string =>
  `event ${ordinal}, ${type}, by ${rule}: ${sentence} Here: ${detail}.`;

const legalText = ({ legal }: RefusedEvent): string =>
  legal.length === 0
    ? 'Nothing is legal there.'
    : `Legal there: ${legal.slice(0, MOST_LEGAL).map(writtenMove).join(', ')}${legal.length > MOST_LEGAL ? ', …' : ''}`;

/** No lines for a session that passes or is left out: these are counted. */
export const corpusLines = (style: Style, session: CorpusSession): string[] => {
  const { source } = session;
  if (session.outcome === 'unreadable') {
    const { message, hint } = session.error;
    return [style.bad(safeLine(`✗ ${source} cannot be read: ${message}`)), ...(hint ? [`  ${safeLine(hint)}`] : [])];
  }
  if (session.outcome === 'left-out' || session.outcome === 'passes') return [];
  const { refused, refusedBefore, profile = 'no profile', events, sessionId } = session;
  const name = sessionId === source ? source : `${source}, session ${sessionId}`;
  const lines: string[] = [];
  const title = `${name} (${profile}, ${counted(events, 'event')})`;
  lines.push(refused === undefined ? style.faint(safeLine(`· ${title}`)) : style.bad(safeLine(`✗ ${title}`)));
  if (refusedBefore !== undefined)
    lines.push(style.faint(`  ${safeLine(`refused under its own profile already at ${refusedText(refusedBefore)}`)}`));
  if (refused !== undefined)
    lines.push(
      style.bad(`  ${safeLine(`now refused at ${refusedText(refused)}`)}`),
      style.faint(`  ${safeLine(legalText(refused))}`),
    );
  return lines;
};

export const countLines = (style: Style, counts: CorpusCounts): string[] => {
  const { sessions, events, passes, refused, refusedBefore, refusedBeforeAndNow, unreadable, leftOut } = counts;
  const lines = [
    `${counted(sessions, 'recorded session')}, ${counted(events, 'event')}: ${counted(passes, 'passes', 'pass')}, ` +
      `${refused} would now be refused, ${refusedBefore} ${refusedBefore === 1 ? 'was' : 'were'} refused under ${refusedBefore === 1 ? 'its' : 'their'} own profile already` +
      `${refusedBeforeAndNow > 0 ? ` (${refusedBeforeAndNow} of them would be refused by another rule now)` : ''}.`,
  ];
  if (leftOut > 0) lines.push(style.faint(`${counted(leftOut, 'session')} of other profiles left out.`));
  if (unreadable > 0) lines.push(style.bad(`${counted(unreadable, 'session')} could not be read.`));
  return lines;
};
