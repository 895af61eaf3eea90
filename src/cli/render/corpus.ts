// A recorded session that was held against a profile, as lines: where it would now be refused, and what was legal there.
import type { RefusedEvent } from '../../check/corpus/check-session.ts';
import type { CorpusSession } from '../../check/corpus/corpus-sessions.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';
import { safeLine } from './safe-text.ts';

/** What becomes of a corpus, counted. */
export interface CorpusCounts {
  /** Held against the profile: all that could be read and were not left out. */
  sessions: number;
  events: number;
  /** Refused nowhere, then or now. */
  passes: number;
  /** Lawful under their own profile, refused under this one. */
  refused: number;
  /** Refused in places under their own profile already. */
  brokenBefore: number;
  /** Of those, refused somewhere by a rule that their own profile does not break there. */
  brokenBeforeRefused: number;
  unreadable: number;
  leftOut: number;
}

export const noCounts = (): CorpusCounts => ({
  ...{ sessions: 0, events: 0, passes: 0, refused: 0 },
  ...{ brokenBefore: 0, brokenBeforeRefused: 0, unreadable: 0, leftOut: 0 },
});

export const countSession = (counts: CorpusCounts, session: CorpusSession): void => {
  if (session.outcome === 'unreadable') counts.unreadable += 1;
  else if (session.outcome === 'left-out') counts.leftOut += 1;
  else {
    counts.sessions += 1;
    counts.events += session.events;
    if (session.outcome === 'passes') counts.passes += 1;
    else if (session.outcome === 'refused') counts.refused += 1;
    else {
      counts.brokenBefore += 1;
      if (session.refused !== undefined) counts.brokenBeforeRefused += 1;
    }
  }
};

const MOST_LEGAL = 6;

/** `event 12, phase_started, by P.order: Phases run in ... Here: not finished before Build: Plan.` */
export const refusedText = ({ ordinal, type, rule, sentence, detail }: RefusedEvent): string =>
  `event ${ordinal}, ${type}, by ${rule}: ${sentence} Here: ${detail}.`;

const legalText = ({ legal }: RefusedEvent): string =>
  legal.length === 0
    ? 'Nothing is legal there.'
    : `Legal there: ${legal.slice(0, MOST_LEGAL).join(', ')}${legal.length > MOST_LEGAL ? ', …' : ''}`;

/** Nothing for a session that passes or is left out: those are counted. */
export const corpusLines = (style: Style, session: CorpusSession): string[] => {
  const { source } = session;
  if (session.outcome === 'unreadable') {
    const { message, hint } = session.error;
    return [style.bad(safeLine(`✗ ${source} cannot be read: ${message}`)), ...(hint ? [`  ${safeLine(hint)}`] : [])];
  }
  if (session.outcome === 'left-out' || session.outcome === 'passes') return [];
  const { refused, brokenBefore, profile = 'no profile', events, sessionId } = session;
  const who = sessionId === source ? source : `${source}, session ${sessionId}`;
  const lines: string[] = [];
  const title = `${who} (${profile}, ${counted(events, 'event')})`;
  lines.push(refused === undefined ? style.faint(safeLine(`· ${title}`)) : style.bad(safeLine(`✗ ${title}`)));
  if (brokenBefore !== undefined)
    lines.push(style.faint(`  ${safeLine(`refused under its own profile already: ${refusedText(brokenBefore)}`)}`));
  if (refused !== undefined)
    lines.push(
      style.bad(`  ${safeLine(`now refused at ${refusedText(refused)}`)}`),
      style.faint(`  ${safeLine(legalText(refused))}`),
    );
  return lines;
};

export const countLines = (style: Style, counts: CorpusCounts): string[] => {
  const { sessions, events, passes, refused, brokenBefore, brokenBeforeRefused, unreadable, leftOut } = counts;
  const lines = [
    `${counted(sessions, 'recorded session')}, ${counted(events, 'event')}: ${counted(passes, 'passes', 'pass')}, ` +
      `${refused} would now be refused, ${brokenBefore} broke ${brokenBefore === 1 ? 'its' : 'their'} own profile already` +
      `${brokenBeforeRefused > 0 ? ` (${brokenBeforeRefused} of them ${brokenBeforeRefused === 1 ? 'is' : 'are'} refused by more now)` : ''}.`,
  ];
  if (leftOut > 0) lines.push(style.faint(`${counted(leftOut, 'session')} of other profiles left out.`));
  if (unreadable > 0) lines.push(style.bad(`${counted(unreadable, 'session')} could not be read.`));
  return lines;
};
