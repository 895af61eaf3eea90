// An event as a line: `HH:MM:SS [SEV] type: description`. Times in UTC, as recorded.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { severityOf } from '../../../projections/severity.ts';
import { safeLine } from '../../text/safe-text.ts';
import { cut } from '../../text/width.ts';
import { describeEvent } from './describe-event.ts';
import { clock } from './figures.ts';
import type { Paint, Style } from './palette.ts';

const COMPLETIONS = /_(?:completed|passed|done|met|delivered|resolved)$/;

/** Red for errors, yellow for warnings, green for completions. */
const paintOf = (style: Style, event: RecordedEvent): Paint | undefined => {
  const severity = severityOf(event);
  if (severity === 'error' || severity === 'critical') return style.bad;
  if (severity === 'warning') return style.warning;
  if (event.type === 'session_ended')
    return { completed: style.good, failed: style.bad, cancelled: style.warning }[event.data.outcome];
  return COMPLETIONS.test(event.type) ? style.good : undefined;
};

/** One line, at most as wide as the page less `indent`. */
export const eventLine = (style: Style, event: RecordedEvent, indent = 0): string => {
  const what = safeLine(`${event.type}: ${describeEvent(event)}`).replace(/:$/, '');
  const line = cut(
    `${safeLine(clock(event.time)).padEnd(8)} [${severityOf(event).toUpperCase()}] ${what}`,
    style.cutWidth - indent,
  );
  const paint = paintOf(style, event);
  return ' '.repeat(indent) + (paint === undefined ? line : paint(line));
};
