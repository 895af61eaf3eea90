// `import` of one folder of session files: what was recorded, where the files contradict themselves, and which rules
// the session violates.
import { EXIT } from '../../../errors.ts';
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { importReportText } from '../../../formats/session-files/report.ts';
import { importReportMarkdown } from '../../../formats/session-files/report-markdown.ts';
import {
  type ImportedFolder,
  type ImportFolderOptions,
  importFolder,
  readFolder,
} from '../../../import/import-folder.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { safeLines } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { counted } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import { tallyOf, tallyText } from '../../render/violation-tally.ts';
import type { Terminal } from '../../terminal.ts';
import { recordedLine, replacedLines, withRecorder } from './dry-run.ts';
import type { ImportCommandOptions } from './options.ts';
import { noteProgress } from './progress.ts';

export const importOne = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  settings: ImportFolderOptions,
  folder: string,
  secrets: SecretOptions,
): Promise<number> => {
  // Read before a server is started for it: files that are refused need no log.
  const read = await readFolder(folder, settings, secrets);
  return withRecorder(terminal, options, secrets, async (recorder) => {
    const onProgress = options.dryRun ? undefined : noteProgress(terminal);
    const withProgress = { ...settings, onProgress, dryRun: options.dryRun };
    const imported = await importFolder(recorder, folder, withProgress, read);
    const { report, violations } = imported;
    if (options.report !== undefined)
      await writeFileAtomically(options.report, importReportMarkdown(report, violations));
    if (options.json) terminal.print(jsonLine(imported));
    else printImported(terminal, options, imported);
    return EXIT.ok;
  });
};

const printImported = (terminal: Terminal, options: ImportCommandOptions, imported: ImportedFolder): void => {
  const { report, added, redacted, replaced, wasThere, sessionId, violations, enforcement } = imported;
  const style = styleOn(terminal);
  for (const line of safeLines(importReportText(report))) terminal.print(line);
  if (enforcement !== (options.enforce ? 'enforce' : 'observe'))
    terminal.note(`The session is ${enforcement === 'enforce' ? 'enforced' : 'observed'}, as it was started.`);
  const tally = tallyOf();
  for (const violation of violations) tally.add(violation, [violation]);
  for (const line of tallyText(style, tally.counts())) terminal.print(line);
  if (options.report !== undefined) terminal.print(`The whole report is in ${options.report}.`);
  if (wasThere) {
    terminal.print(`Session ${sessionId} is already recorded: nothing was added.`);
    return;
  }
  for (const line of replacedLines(style, redacted, replaced)) terminal.print(line);
  const see = `See them with \`reprise view overview ${sessionId.slice(0, 8)}\`.`;
  terminal.print(recordedLine(terminal, imported, `Recorded ${counted(added, 'event')}. ${see}`));
};
