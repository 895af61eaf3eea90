// The versions of a file in the git repository that holds it: the commits that changed it, each with the commits before
// it that did, through renames and merges. By the `git` program, never through a shell.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { RepriseError } from '../../errors.ts';
import { requireSize, textOfBytes } from '../text-file.ts';
import { git, gitOutput } from './git-command.ts';
import { planFile } from './plan-file.ts';

export interface FileCommit {
  readonly hash: string;
  /** Those of the file's commits that it follows; two for a merge. */
  readonly parents: readonly string[];
  readonly author: string;
  /** When its author made it, in UTC: `2026-01-31T14:50:00.000Z`. */
  readonly time: string;
  readonly subject: string;
  /** The file as it was then; undefined where the commit deleted it. */
  readonly text: string | undefined;
}

export interface FileHistory {
  /** The repository's own name, and the file's path within it. */
  readonly repository: string;
  readonly path: string;
  /** Oldest first, parents before children. */
  readonly commits: readonly FileCommit[];
  /** True where the clone holds only the newest part of its history. */
  readonly shallow: boolean;
}

/**
 * @throws RepriseError FILE_NOT_FOUND (no such file, no commit has it), BAD_INPUT (no repository, a binary version,
 * one over 1 MiB)
 */
export const fileHistory = async (file: string): Promise<FileHistory> => {
  const place = resolve(file);
  let folder = dirname(place);
  // The folder of a deleted file may be gone too.
  while (
    !(await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    )) &&
    dirname(folder) !== folder
  )
    folder = dirname(folder);
  const root = await git(folder, ['rev-parse', '--show-toplevel']);
  if (root.code !== 0) {
    const fields = { file, stderr: root.err };
    if (!existsSync(place)) throw new RepriseError('FILE_NOT_FOUND', `There is no file ${file}.`, { fields });
    throw new RepriseError('BAD_INPUT', `${file} is not in a git repository.`, {
      hint: 'The history of a plan.md is read from git. Name a file in a repository, or record its plan with `reprise plan sync`.',
      fields,
    });
  }
  const top = root.out.toString('utf8').replace(/\r?\n$/, '');
  const prefix = (await gitOutput(folder, ['rev-parse', '--show-prefix'])).toString('utf8').replace(/\r?\n$/, '');
  const path = `${prefix}${relative(folder, place).split('\\').join('/')}`;
  const absent = (): RepriseError =>
    new RepriseError('FILE_NOT_FOUND', `No commit of ${top} contains ${path}.`, {
      hint: 'Commit it, or check out a branch that contains it.',
      fields: { repository: top, path },
    });
  if ((await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD'])).code !== 0) throw absent();
  const paths = await namesOf(top, path);
  const log = await gitOutput(top, [
    'log',
    '-z',
    '--topo-order',
    '--reverse',
    '--parents',
    '--no-color',
    '--format=%H%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%s',
    'HEAD',
    '--',
    ...paths,
  ]);
  const lines = log
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '');
  if (lines.length === 0) throw absent();
  const heads = lines.map((line) => {
    const [hash = '', parents = '', author = '', email = '', seconds = '0', ...subject] = line.split('\x1f');
    return {
      hash,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      author: author.trim() || email.trim() || 'unknown',
      time: new Date(Number(seconds) * 1000).toISOString(),
      subject: subject.join(' '),
    };
  });
  const texts = await textsOf(top, heads, paths);
  return {
    repository: basename(top),
    path,
    commits: heads.map((head) => ({ ...head, text: texts.get(head.hash) })),
    shallow: (await gitOutput(top, ['rev-parse', '--is-shallow-repository'])).toString('utf8').trim() === 'true',
  };
};

/** The file's names, the newest first. */
const namesOf = async (top: string, path: string): Promise<string[]> => {
  const out = await gitOutput(top, [
    'log',
    '-z',
    '--follow',
    '--name-status',
    '--format=',
    '--diff-filter=R',
    'HEAD',
    '--',
    path,
  ]);
  const names = [path];
  const parts = out
    .toString('utf8')
    .split('\0')
    .map((part) => part.replace(/^\n+/, ''));
  for (let at = 0; at + 2 < parts.length; at += 1)
    if (/^R\d+$/.test(parts[at] as string) && !names.includes(parts[at + 1] as string)) {
      names.push(parts[at + 1] as string);
      at += 2;
    }
  return names;
};

/** The text of each commit, under the newest name that it has. */
const textsOf = async (
  top: string,
  commits: readonly { hash: string }[],
  paths: readonly string[],
): Promise<Map<string, string>> => {
  const candidates = commits.flatMap(({ hash }) => paths.map((path) => ({ hash, path })));
  // A name with a line feed cannot be looked up in this way.
  const input = candidates.map(({ hash, path }) => `${hash}:${path}\n`).join('');
  const sizes = (await gitOutput(top, ['cat-file', '--batch-check=%(objecttype) %(objectsize) %(objectname)'], input))
    .toString('utf8')
    .split('\n');
  const found: { hash: string; path: string; object: string }[] = [];
  const has = new Set<string>();
  for (const [place, { hash, path }] of candidates.entries()) {
    const [type, size, object = ''] = (sizes[place] ?? '').split(' ');
    if (type !== 'blob' || has.has(hash)) continue;
    requireSize(Number(size), planFile(`${path} of commit ${hash.slice(0, 12)}`));
    has.add(hash);
    found.push({ hash, path, object });
  }
  const objects = [...new Set(found.map(({ object }) => object))];
  const out = await gitOutput(top, ['cat-file', '--batch'], objects.map((object) => `${object}\n`).join(''));
  const bytes = new Map<string, Buffer>();
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [object = '', , size = '0'] = out.subarray(at, end).toString('utf8').split(' ');
    bytes.set(object, out.subarray(end + 1, end + 1 + Number(size)));
    at = end + 2 + Number(size);
  }
  return new Map(
    found.map(({ hash, path, object }) => [
      hash,
      textOfBytes(bytes.get(object) ?? Buffer.alloc(0), planFile(`${path} of commit ${hash.slice(0, 12)}`)),
    ]),
  );
};
