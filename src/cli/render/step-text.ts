// A step of a replay as lines: the event, what it changed in the state, and what it breaks.
import type { Violation } from '../../../machines/check.ts';
import type { CountName } from '../../session/replay/changes.ts';
import type { Divergence, ReplayStep } from '../../session/replay/replay.ts';
import { safeLine } from '../../text/safe-text.ts';
import { eventLine } from './event-line.ts';
import { number } from './figures.ts';
import type { Style } from './palette.ts';
import { profileHashText } from './refused.ts';
import { uninterpretedLine } from './uninterpreted.ts';

const COUNTED: Readonly<Record<CountName, string>> = {
  agentsRunning: 'agents not ended',
  tasksOpen: 'tasks open',
  todosOpen: 'todos open',
  requirementsOpen: 'requirements open',
  deliverablesOpen: 'deliverables open',
  planItemsOpen: 'plan items open',
  findingsBlocking: 'findings that block',
  changesAskedFor: 'changes asked for',
  reviewsAwaited: 'reviews awaited',
  entries: 'workbook entries',
  tokens: 'tokens',
};

const ORDINAL_WIDTH = 6;
const INDENT = ' '.repeat(ORDINAL_WIDTH + 2);
/** Where the times of a replay stand, and above them their days. */
export const DAY_INDENT = INDENT.length;

/** `P.order (error): phases run in the profile's order. How it is violated here` */
export const violationLine = (style: Style, { rule, severity, sentence, detail }: Violation): string => {
  const paint = severity === 'error' ? style.bad : style.warning;
  return paint(safeLine(`${severity === 'error' ? 'violates' : 'warning'} ${rule}: ${sentence} Here: ${detail}`));
};

/** The event with its ordinal, on one line. */
export const ordinalLine = (style: Style, event: ReplayStep['event']): string =>
  style.faint(String(event.ordinal).padStart(ORDINAL_WIDTH)) +
  eventLine({ ...style, cutWidth: style.cutWidth - ORDINAL_WIDTH }, event, 2);

/** What the event changed and violated, without the event itself. */
export const changeLines = (style: Style, step: ReplayStep): string[] => {
  const { changes, counts, uninterpreted, profileHashDiffers, violations, rulesDiffer } = step;
  const lines = changes.map(({ entity, id, from, to }) =>
    style.faint(safeLine(`${entity}${id === '' ? '' : ` ${id}`}: ${from} → ${to}`)),
  );
  if (uninterpreted !== undefined) lines.push(uninterpretedLine(style, uninterpreted));
  if (profileHashDiffers !== undefined) lines.push(style.bad(profileHashText(profileHashDiffers)));
  if (counts.length > 0)
    lines.push(
      style.faint(counts.map(({ count, from, to }) => `${COUNTED[count]} ${number(from)} → ${number(to)}`).join(', ')),
    );
  lines.push(...violations.map((violation) => violationLine(style, violation)));
  if (rulesDiffer !== undefined) {
    const rules = (ids: readonly string[]) => (ids.length === 0 ? 'none' : ids.join(', '));
    lines.push(
      style.warning(
        safeLine(
          `violations when recorded: ${rules(rulesDiffer.recorded)}; under today's rules: ${rules(rulesDiffer.today)}`,
        ),
      ),
    );
  }
  return lines.map((line) => INDENT + line);
};

export const stepLines = (style: Style, step: ReplayStep): string[] => [
  ordinalLine(style, step.event),
  ...changeLines(style, step),
];

/** Where a strict replay stopped, and why. */
export const divergenceLines = (style: Style, { event, violations, hint }: Divergence): string[] => [
  ordinalLine(style, event),
  ...violations.map((violation) => INDENT + violationLine(style, violation)),
  style.bad(`Stopped: event ${event.ordinal} is refused.`),
  hint,
];
