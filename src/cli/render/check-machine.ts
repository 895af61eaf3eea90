// The result of a check of a machine, as a page.
import type { MachineCheck } from '../../check/check-machine/result.ts';
import { safeLine } from '../../text/safe-text.ts';
import { paragraph, section, table } from './columns.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';

/** States named in the table; all are counted. */
const MOST_STATES = 40;
const MOST_EVENTS = 40;

const eventText = ({ type, ...rest }: { readonly type: string }): string =>
  Object.keys(rest).length === 0 ? type : `${type} ${JSON.stringify(rest)}`;

export const machineLines = (style: Style, path: string, check: MachineCheck): string[] => {
  const { machine, states, edges, explored, limit, problems, durationMs } = check;
  const lines = [
    style.header(safeLine(`Machine ${machine} (${path})`)),
    ...section(style, 'Explored', [
      ...table(
        style,
        explored
          .slice(0, MOST_STATES)
          .map(({ id, steps, ended, edges: ways }) => [
            id,
            { text: `after ${counted(steps, 'event')}`, right: true },
            { text: counted(ways.length, 'edge'), right: true },
            { text: ended ? 'may rest here' : '', paint: style.faint },
          ]),
      ),
      ...(states > MOST_STATES ? [`  … and ${counted(states - MOST_STATES, 'state')} more`] : []),
      `  ${counted(states, 'state')} and ${counted(edges, 'edge')} in all, ${(durationMs / 1000).toFixed(1)} s`,
      ...(limit === undefined ? [] : paragraph(style, limit, 2).map(style.warning)),
    ]),
    ...(problems.length === 0 ? [] : ['', style.bad(`${counted(problems.length, 'problem')}:`)]),
  ];
  for (const { kind, sentence, advice, events } of problems) {
    const [first = '', ...rest] = paragraph(style, `${kind}: ${sentence}`, 2);
    lines.push('', style.bad(`✗ ${first.trimStart()}`), ...rest.map(style.bad), ...paragraph(style, advice, 2));
    if (events.length > 0) lines.push(`  Shortest trace (${counted(events.length, 'event')}):`);
    for (const [index, event] of events.slice(0, MOST_EVENTS).entries())
      lines.push(`${String(index + 1).padStart(6)}  ${safeLine(eventText(event))}`);
    if (events.length > MOST_EVENTS) lines.push(`        … and ${events.length - MOST_EVENTS} more`);
  }
  return lines;
};
