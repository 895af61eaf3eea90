// `list --forgotten`: the tombstones of the sessions that were forgotten, the newest first.
import { EXIT } from '../../../errors.ts';
import type { Tombstone } from '../../../log/port.ts';
import { jsonLine } from '../../json-line.ts';
import { openToRead } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { type Cell, table } from '../../render/columns.ts';
import { counted, dateAndClock, number } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';

const TO_THE_MINUTE = 16;

const rowOf = ({ sessionId, at, by, events, reason }: Tombstone): Cell[] => [
  { text: sessionId, whole: true },
  { text: dateAndClock(at).slice(0, TO_THE_MINUTE), whole: true },
  by,
  { text: number(events), right: true, whole: true },
  reason,
];

export const listForgotten = async (
  terminal: Terminal,
  options: CommonOptions & { readonly limit: number },
): Promise<number> => {
  const opened = await openToRead(terminal, options);
  try {
    const all = [...((await opened?.log.forgotten?.()) ?? [])].reverse();
    const listed = all.slice(0, options.limit);
    const style = styleOn(terminal);
    const header: Cell[] = ['SESSION', 'FORGOTTEN', 'BY', 'EVENTS', 'BECAUSE'].map((text) => ({
      text,
      paint: style.header,
    }));
    if (options.json) terminal.print(jsonLine(listed));
    else if (all.length === 0) terminal.print('No session was forgotten.');
    else for (const line of table(style, [header, ...listed.map(rowOf)], 0)) terminal.print(line);
    if (all.length > listed.length)
      terminal.note(`${counted(all.length - listed.length, 'older tombstone')} not listed.`);
    return EXIT.ok;
  } finally {
    await opened?.close();
  }
};
