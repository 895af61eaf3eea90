// `export`: a session as NDJSON, byte for byte as it was recorded, or as its four files. The head of NDJSON goes to
// standard error: `verify --head` takes it, and finds by it what the file alone cannot tell.
import { EXIT, RepriseError } from '../../../errors.ts';
import { exportToFile } from '../../../export/export-to-file.ts';
import { type Exported, exportSession as exportTo } from '../../../session/record/export.ts';
import { headText } from '../../../session/record/head-text.ts';
import type { Source } from '../../../session/record/source.ts';
import { sessionNotFound } from '../../../session/session-not-found.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import { eventsUntil, withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';

export interface ExportOptions extends CommonOptions {
  readonly output?: string;
  readonly format?: 'ndjson' | 'session-files';
}

export const exportSession = (
  terminal: Terminal,
  { output, json, format, ...options }: ExportOptions,
  name: string | undefined,
): Promise<number> => {
  if (format === 'session-files' && output === undefined)
    throw new RepriseError('USAGE', 'Session files go into a folder, and none is named.', {
      hint: 'Name it: `--output FOLDER`.',
    });
  return withSession(terminal, options, name, async (source) => {
    if (format === 'session-files') return exportFiles(terminal, json === true, source, output as string);
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
};

const exportFiles = async (terminal: Terminal, json: boolean, source: Source, folder: string): Promise<number> => {
  const [{ sessionAsFiles }, { writeSessionFolder }] = await Promise.all([
    import('../../../formats/session-files/session-as-files.ts'),
    import('../../../formats/session-files/write-session-folder.ts'),
  ]);
  const { sessionId } = source;
  const events = await eventsUntil(source);
  if (events.length === 0) throw sessionNotFound(sessionId);
  const written = await writeSessionFolder(folder, sessionId, sessionAsFiles(sessionId, events));
  if (json) terminal.print(jsonLine({ sessionId, events: events.length, ...written }));
  else terminal.note(`${events.length} events of session ${sessionId}, as ${written.files.length} files in ${folder}.`);
  return EXIT.ok;
};
