// `export`: a session as NDJSON, byte for byte as it was recorded. Its head goes to standard error: `verify --head` takes
// it, and finds by it what the file alone cannot tell.
import { EXIT } from '../../errors.ts';
import { type Exported, exportSession as exportTo, exportToFile } from '../../session/export.ts';
import { headText } from '../../session/verify.ts';
import { jsonLine } from '../json-line.ts';
import type { CommonOptions } from '../program.ts';
import { withSession } from '../session-argument.ts';
import type { Terminal } from '../terminal.ts';

export interface ExportOptions extends CommonOptions {
  readonly output?: string;
}

export const exportSession = (
  terminal: Terminal,
  { output, json, ...options }: ExportOptions,
  name: string | undefined,
): Promise<number> =>
  withSession(terminal, options, name, async (source) => {
    const exported: Exported =
      output === undefined
        ? await exportTo(source, async (bytes) => {
            terminal.write(bytes);
            await terminal.drained();
          })
        : await exportToFile(source, output);
    const { sessionId, events, head } = exported;
    const told = json
      ? jsonLine({ ...exported, head: headText(head), output })
      : `${events} events of session ${sessionId}. Head: ${headText(head)}`;
    // A file's report is the result; beside the events themselves it may only go to standard error.
    if (json && output !== undefined) terminal.print(told);
    else terminal.note(told);
    return EXIT.ok;
  });
