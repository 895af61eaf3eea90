// `import`: records sessions from their four files, and says what was recorded, what the files say otherwise, and which
// rules they break; an exported log, as it is; or the sessions of a document of cycles.
import { stat } from 'node:fs/promises';
import { EXIT, RepriseError } from '../../../errors.ts';
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { importReportText } from '../../../formats/session-files/report.ts';
import { importReportMarkdown } from '../../../formats/session-files/report-markdown.ts';
import { type Imported, type ImportSettings, importSession, readAsAsked } from '../../../import/import-session.ts';
import { sessionFolders } from '../../../import/session-folders.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { createSessions } from '../../../session/write/create-sessions.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { counted } from '../../render/figures.ts';
import { styleOf } from '../../render/palette.ts';
import { safeLines } from '../../render/safe-text.ts';
import { tallyOf, tallyText } from '../../render/violation-tally.ts';
import type { Terminal } from '../../terminal.ts';
import { folderJson } from './folder-json.ts';
import { importExport } from './import-export.ts';
import { importMany } from './import-many.ts';
import type { ImportCommandOptions } from './options.ts';
import { noteProgress } from './progress.ts';

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => path.endsWith('.ndjson'),
  );

export const importPaths = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  paths: readonly string[],
): Promise<number> => {
  const secrets = await secretsFrom(terminal.env);
  if (options.git) {
    const [plan, ...others] = paths;
    if (plan === undefined || others.length > 0) throw new RepriseError('USAGE', 'With --git one plan.md is named.');
    return (await import('./import-git.ts')).importGit(terminal, options, plan, secrets);
  }
  const documents = paths.filter((path) => /\.(?:md|markdown|txt)$/i.test(path));
  const [document] = documents;
  if (document !== undefined) {
    if (paths.length > 1)
      throw new RepriseError('USAGE', `A document is imported alone, not with other paths: ${document}.`);
    const others = (['redact', 'keepSecrets', 'strict', 'session', 'report'] as const).filter(
      (name) => options[name] !== undefined,
    );
    if (others.length > 0)
      throw new RepriseError('USAGE', `--${others[0]?.replace('S', '-s')} is not for a document.`, {
        hint: 'Secrets of a document are replaced; `--enforce` refuses what breaks a rule.',
      });
    const { importDocumentFile } = await import('./import-document.ts');
    return importDocumentFile(terminal, options, document, secrets);
  }
  const files: string[] = [];
  for (const path of paths) if (await isFile(path)) files.push(path);
  const [file] = files;
  if (file !== undefined && paths.length > 1)
    throw new RepriseError('USAGE', `An export is imported alone, not with other paths: ${file}.`);
  if (file !== undefined) return importExport(terminal, options, file, secrets);
  if (options.keepSecrets)
    throw new RepriseError('USAGE', '--keep-secrets is for an NDJSON file; secrets of session files are replaced.');
  return importFolders(terminal, options, paths, secrets);
};

const importFolders = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  named: readonly string[],
  secrets: SecretOptions,
): Promise<number> => {
  const { strict, session } = options;
  const enforcement = options.enforce ? 'enforce' : undefined;
  const settings: ImportSettings = { strict, session, enforcement, secrets };
  const folders = await sessionFolders(named);
  const [folder] = folders;
  if (folder === undefined || folders.length > 1) return importMany(terminal, options, settings, folders);
  // Read before a server is started for it: a folder that is none, or is refused, needs no log.
  const read = await readAsAsked(folder, settings);
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importSession(
      createSessions(log, { secrets }),
      folder,
      { ...settings, onProgress: noteProgress(terminal) },
      read,
    );
    const { report, broken } = imported;
    if (options.report !== undefined) await writeFileAtomically(options.report, importReportMarkdown(report, broken));
    if (options.json) terminal.print(jsonLine(folderJson(imported)));
    else tell(terminal, options, imported);
    return EXIT.ok;
  });
};

const tell = (terminal: Terminal, { enforce, report: file }: ImportCommandOptions, imported: Imported): void => {
  const { report, result, wasThere, sessionId, broken, enforcement } = imported;
  const style = styleOf({ colours: terminal.colour, width: terminal.columns });
  for (const line of safeLines(importReportText(report))) terminal.print(line);
  if (enforcement !== (enforce ? 'enforce' : 'observe'))
    terminal.note(`The session began as ${enforcement === 'enforce' ? 'enforced' : 'observed'}, and stays so.`);
  const tally = tallyOf();
  for (const one of broken) tally.add(one, [one]);
  for (const line of tallyText(style, tally.counts())) terminal.print(line);
  if (file !== undefined) terminal.print(`All of it is in ${file}.`);
  if (wasThere) {
    terminal.print(`Session ${sessionId} is there already: nothing was added.`);
    return;
  }
  const see = `See them with \`reprise view overview ${sessionId.slice(0, 8)}\`.`;
  if (result.redacted > 0) terminal.print(style.warning(`${counted(result.redacted, 'secret')} replaced.`));
  terminal.print(style.good(`Recorded ${result.recorded} events. ${see}`));
};
