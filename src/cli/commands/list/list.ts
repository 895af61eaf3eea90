// `list`: the sessions of the log, the newest commit first.

import type { RecordedEvent } from '../../../../machines/events/envelope.ts';
import { overview, project } from '../../../../projections/index.ts';
import { EXIT } from '../../../errors.ts';
import { byNewest } from '../../../log/by-newest.ts';
import { memoryLog } from '../../../log/memory.ts';
import type { Log } from '../../../log/port.ts';
import { readHealth } from '../../../session/record/record-health.ts';
import { errorReport } from '../../failure.ts';
import { jsonLine } from '../../json-line.ts';
import { openToRead } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { faultText } from '../../render/fault-text.ts';
import { counted } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import { type ListedSession, renderSessions } from '../../render/session-list.ts';
import { uninterpretedText } from '../../render/uninterpreted.ts';
import type { Terminal } from '../../terminal.ts';

export interface ListOptions extends CommonOptions {
  readonly limit: number;
  readonly forgotten?: boolean;
}

export const list = async (terminal: Terminal, options: ListOptions): Promise<number> => {
  if (options.forgotten) return (await import('./list-forgotten.ts')).listForgotten(terminal, options);
  const opened = await openToRead(terminal, options);
  try {
    return await listOf(terminal, options, opened?.log ?? memoryLog());
  } finally {
    await opened?.close();
  }
};

const listOf = async (terminal: Terminal, options: ListOptions, log: Log): Promise<number> => {
  const heads = (await log.sessions()).sort(byNewest);
  const rows: ListedSession[] = [];
  for (const { sessionId } of heads.slice(0, options.limit)) {
    const events: RecordedEvent[] = [];
    const { fault, uninterpreted } = await readHealth(log, sessionId, (event) => events.push(event));
    // One record that does not verify must not hide the others.
    if (fault !== undefined) terminal.note(faultText({ sessionId, fault }));
    for (const report of uninterpreted) terminal.note(`Session ${sessionId}: ${uninterpretedText(report)}.`);
    const row = project(overview, sessionId, events);
    rows.push(fault === undefined ? row : { ...row, fault: errorReport(fault) });
  }
  if (options.json) terminal.print(jsonLine(rows));
  else if (rows.length === 0) terminal.print('The log holds no session.');
  else
    terminal.print(
      renderSessions(
        rows,
        styleOn(terminal),
        heads.map(({ sessionId }) => sessionId),
      ),
    );
  const left = heads.length - rows.length;
  if (left > 0) terminal.note(`${counted(left, 'older session')} not listed; --limit sets how many are.`);
  return EXIT.ok;
};
