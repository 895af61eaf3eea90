// `list`: the sessions of the log, the newest commit first.
import { type OverviewDocument, overview, project } from '../../../../projections/index.ts';
import { EXIT, isRepriseError } from '../../../errors.ts';
import { memoryLog } from '../../../log/memory.ts';
import type { Log } from '../../../log/port.ts';
import { logSource } from '../../../session/record/source.ts';
import { uninterpretedTally } from '../../../session/record/uninterpreted-tally.ts';
import { jsonLine } from '../../json-line.ts';
import { openToRead } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { counted } from '../../render/figures.ts';
import { renderSessions } from '../../render/overview.ts';
import { styleOn } from '../../render/palette.ts';
import { uninterpretedText } from '../../render/uninterpreted.ts';
import type { Terminal } from '../../terminal.ts';

export interface ListOptions extends CommonOptions {
  readonly limit: number;
}

export const list = async (terminal: Terminal, options: ListOptions): Promise<number> => {
  const opened = await openToRead(terminal, options);
  try {
    return await listOf(terminal, options, opened?.log ?? memoryLog());
  } finally {
    await opened?.close();
  }
};

const listOf = async (terminal: Terminal, options: ListOptions, log: Log): Promise<number> => {
  const heads = (await log.sessions()).sort((a, b) => b.sequence - a.sequence);
  const rows: OverviewDocument[] = [];
  for (const { sessionId } of heads.slice(0, options.limit)) {
    const events = [];
    const uninterpreted = uninterpretedTally();
    try {
      for await (const { event } of logSource(log, sessionId).events()) {
        events.push(event);
        uninterpreted.add(event);
      }
    } catch (error) {
      // One record that does not verify must not hide the others.
      if (!isRepriseError(error, 'RECORD_INVALID')) throw error;
      terminal.note(error.message);
    }
    for (const report of uninterpreted.report()) terminal.note(`Session ${sessionId}: ${uninterpretedText(report)}.`);
    rows.push(project(overview, sessionId, events));
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
