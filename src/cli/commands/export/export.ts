// `export`: a session as NDJSON, byte for byte as it was recorded, as a page in one file, as its four files, or as a trace for
// Perfetto. The head of NDJSON goes to
// standard error: with it, `verify --head` finds a loss of the newest events, which the file alone does not show.
import { EXIT, RepriseError } from '../../../errors.ts';
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { exportToFile } from '../../../export/export-to-file.ts';
import { type Exported, exportSession as exportTo } from '../../../session/record/export.ts';
import { headText } from '../../../session/record/head-text.ts';
import type { Source } from '../../../session/record/source.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import { counted } from '../../render/figures.ts';
import { withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';

export interface ExportOptions extends CommonOptions {
  readonly output?: string;
  readonly format?: 'ndjson' | 'html' | 'session-files' | 'trace';
}

export const exportSession = (
  terminal: Terminal,
  { output, json, format, ...options }: ExportOptions,
  name: string | undefined,
): Promise<number> => {
  if (format === 'session-files' && output === undefined)
    throw new RepriseError('USAGE', '--format session-files needs a folder to write to.', {
      hint: 'Name it: `--output FOLDER`.',
    });
  if (format === 'html' && output === undefined)
    throw new RepriseError('USAGE', '--format html needs a file to write to.', {
      hint: 'Name it: `--output session.html`.',
    });
  return withSession(terminal, options, name, async (source) => {
    if (format === 'session-files') return exportFiles(terminal, json === true, source, output as string);
    if (format === 'trace') return writeTrace(terminal, json === true, source, output);
    const exported: Exported =
      format === 'html'
        ? await (await import('../../../export/export-html.ts')).exportToHtml(source, output as string)
        : output === undefined
          ? await exportTo(source, async (bytes) => {
              terminal.write(bytes);
              await terminal.drained();
            })
          : await exportToFile(source, output);
    const { sessionId, events, head } = exported;
    const text = json
      ? jsonLine({ ...exported, head: headText(head), output })
      : `${counted(events, 'event')} of session ${sessionId}. Head: ${headText(head)}`;
    // Where the events go to standard output, the report goes to standard error.
    if (json && output !== undefined) terminal.print(text);
    else terminal.note(text);
    return EXIT.ok;
  });
};

const exportFiles = async (terminal: Terminal, json: boolean, source: Source, folder: string): Promise<number> => {
  const { exportSessionFiles } = await import('../../../export/export-session-files.ts');
  const exported = await exportSessionFiles(source, folder);
  const { sessionId, events, files } = exported;
  if (json) terminal.print(jsonLine(exported));
  else terminal.note(`${counted(events, 'event')} of session ${sessionId}, as ${files.length} files in ${folder}.`);
  return EXIT.ok;
};

const writeTrace = async (
  terminal: Terminal,
  json: boolean,
  source: Source,
  output: string | undefined,
): Promise<number> => {
  const { exportTrace } = await import('../../../export/trace.ts');
  const { text, ...exported } = await exportTrace(source);
  if (output === undefined) terminal.print(text);
  else {
    await writeFileAtomically(output, `${text}\n`);
    if (json) terminal.print(jsonLine({ ...exported, output }));
    else
      terminal.note(
        `${counted(exported.events, 'event')} of session ${exported.sessionId}, as a trace in ${output}: open it at https://ui.perfetto.dev.`,
      );
  }
  return EXIT.ok;
};
