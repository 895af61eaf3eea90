// `import`: chooses by its paths what is imported: folders of session files, an exported file, a document of cycles, or
// the history of a plan.md.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isRepriseError, RepriseError } from '../../../errors.ts';
import { sessionFolders } from '../../../import/session-folders.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import { exitCodeOf } from './exit-code.ts';
import { type ImportCommandOptions, requireNone } from './options.ts';

const DOCUMENT = /\.(?:md|markdown|txt)$/i;

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => path.endsWith('.ndjson'),
  );

/** It may have been meant as a file or as a folder. @throws RepriseError FILE_NOT_FOUND */
const requireThere = (path: string): void => {
  if (existsSync(path)) return;
  throw new RepriseError('FILE_NOT_FOUND', `There is no file or folder ${path}.`, {
    hint: 'Session files are imported by their folder, an exported session or a document by its file.',
    fields: { path },
  });
};

export const importPaths = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  paths: readonly string[],
): Promise<number> => {
  const secrets = await secretsFrom(terminal.env);
  if (options.git) {
    const [plan, ...others] = paths;
    if (plan === undefined || others.length > 0) throw new RepriseError('USAGE', '--git takes one path, a plan.md.');
    return (await import('./import-plan-history.ts')).importGit(terminal, options, plan, secrets);
  }
  if (options.mark !== undefined)
    throw new RepriseError('USAGE', '--mark is about a plan.md, and without --git none is imported.', {
      hint: 'Its history is imported by `reprise import plan.md --git`.',
    });
  const files: string[] = [];
  const folders: string[] = [];
  for (const path of paths) (DOCUMENT.test(path) || (await isFile(path)) ? files : folders).push(path);
  const [file] = files;
  if (file !== undefined && paths.length === 1) return importOneFile(terminal, options, file, secrets);
  for (const path of paths) requireThere(path);
  const single = (['session', 'report'] as const).find((name) => options[name] !== undefined);
  if (files.length > 0 && single !== undefined)
    throw new RepriseError('USAGE', `--${single} is about one file or about folders, and several paths are given.`, {
      hint: 'Import that path with a command of its own.',
    });
  // One that fails does not stop the others.
  const exitCodes: number[] = [];
  for (const path of files)
    try {
      exitCodes.push(await importOneFile(terminal, options, path, secrets));
    } catch (error) {
      if (!isRepriseError(error)) throw error;
      exitCodes.push(error.exitCode);
      const { code, message, hint, fields } = error;
      if (options.json) terminal.print(jsonLine({ path, error: { code, message, hint, fields } }));
      else terminal.print(styleOn(terminal).bad(safeLine(`${path}: ${message}`)));
    }
  if (folders.length > 0) exitCodes.push(await importFolders(terminal, options, folders, secrets));
  return exitCodeOf(exitCodes);
};

const importOneFile = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  path: string,
  secrets: SecretOptions,
): Promise<number> =>
  DOCUMENT.test(path)
    ? (await import('./import-document.ts')).importDocumentFile(terminal, options, path, secrets)
    : (await import('./import-file.ts')).importExport(terminal, options, path, secrets);

const importFolders = (
  terminal: Terminal,
  options: ImportCommandOptions,
  paths: readonly string[],
  secrets: SecretOptions,
): Promise<number> => {
  requireNone(options, ['keepSecrets'], 'session files', 'Secrets of session files are always replaced.');
  return importFromFolders(terminal, options, paths, secrets);
};

const importFromFolders = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  paths: readonly string[],
  secrets: SecretOptions,
): Promise<number> => {
  const { strict, session } = options;
  const settings = { strict, session, enforcement: options.enforce ? ('enforce' as const) : undefined };
  const folders = await sessionFolders(paths);
  const [folder] = folders;
  return folder !== undefined && folders.length === 1
    ? (await import('./import-folder.ts')).importOne(terminal, options, settings, folder, secrets)
    : (await import('./import-folders.ts')).importMany(terminal, options, settings, folders, secrets);
};
