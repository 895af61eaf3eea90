// `import`: chooses by its paths what is imported: folders of session files, an exported file, a document of cycles, or
// the history of a plan.md.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { RepriseError } from '../../../errors.ts';
import { sessionFolders } from '../../../import/session-folders.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import type { Terminal } from '../../terminal.ts';
import { type ImportCommandOptions, requireNone } from './options.ts';

const DOCUMENT = /\.(?:md|markdown|txt)$/i;

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => path.endsWith('.ndjson'),
  );

/** @throws RepriseError USAGE where there is another path beside it */
const requireAlone = (path: string, paths: readonly string[], kind: string): void => {
  if (paths.length > 1)
    throw new RepriseError('USAGE', `${kind} is imported alone, without other paths: ${path}.`, {
      hint: 'Import it with a command of its own.',
    });
};

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
  const document = paths.find((path) => DOCUMENT.test(path));
  if (document !== undefined) {
    requireAlone(document, paths, 'A document');
    return (await import('./import-document.ts')).importDocumentFile(terminal, options, document, secrets);
  }
  for (const path of paths)
    if (await isFile(path)) {
      requireAlone(path, paths, 'An exported file');
      return (await import('./import-file.ts')).importExport(terminal, options, path, secrets);
    }
  for (const path of paths) requireThere(path);
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
