// The git repository of a file, and the file's path in it. A symbolic link stands for the file that it leads to.
import { existsSync } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import { git, gitOutput, reasonOf } from './git-command.ts';

export interface RepositoryFile {
  /** The root of the working tree. */
  readonly top: string;
  /** Relative to it, with `/`. */
  readonly path: string;
}

const existingFolder = async (place: string): Promise<string> => {
  const folder = dirname(place);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  // The folder of a deleted file may be gone too.
  return isFolder || dirname(folder) === folder ? folder : existingFolder(folder);
};

const lineOf = (out: Buffer): string => out.toString('utf8').replace(/\r?\n$/, '');

/** @throws RepriseError FILE_NOT_FOUND (no such file); BAD_INPUT (no repository, or one that git does not read) */
export const repositoryFileOf = async (file: string): Promise<RepositoryFile> => {
  const named = resolve(file);
  const place = await realpath(named).catch(() => named);
  const folder = await existingFolder(place);
  const root = await git(folder, ['rev-parse', '--show-toplevel']);
  if (root.code !== 0) throw await unreadableRepository(file, place, folder, root);
  const path = `${lineOf(await gitOutput(folder, ['rev-parse', '--show-prefix']))}${relative(folder, place).split('\\').join('/')}`;
  if (path.includes('\n'))
    throw new RepriseError('BAD_INPUT', `The name of ${JSON.stringify(path)} contains a line end.`, {
      hint: 'Its versions cannot be looked up in git. Rename the file, and commit that.',
      fields: { file },
    });
  return { top: lineOf(root.out), path };
};

const unreadableRepository = async (
  file: string,
  place: string,
  folder: string,
  root: { readonly code: number; readonly err: string },
): Promise<RepriseError> => {
  const fields = { file, stderr: root.err };
  const reason = reasonOf(root);
  if (reason.startsWith('not a git repository')) {
    if (!existsSync(place)) return new RepriseError('FILE_NOT_FOUND', `There is no file ${file}.`, { fields });
    const target = (await lstat(file)).isSymbolicLink() ? `, a link to ${place},` : '';
    return new RepriseError('BAD_INPUT', `${file}${target} is not in a git repository.`, {
      hint: 'The history of a plan.md is read from git. Name a file in a repository, or record its plan with `reprise plan sync`.',
      fields,
    });
  }
  return new RepriseError('BAD_INPUT', `git does not read the repository of ${file}: ${reason}.`, {
    ...defined({ hint: await hintFor(folder, root.err) }),
    fields,
  });
};

const hintFor = async (folder: string, err: string): Promise<string | undefined> => {
  // git names the command that makes it trust a repository of another owner.
  const command = /^\s*(git config .*)$/m.exec(err)?.[1];
  if (command !== undefined) return `Where you trust its owner, run \`${command}\`, and import again.`;
  const bare = await git(folder, ['rev-parse', '--is-bare-repository']);
  return lineOf(bare.out) === 'true' ? 'It is a bare repository. Clone it, and name the file in the clone.' : undefined;
};
