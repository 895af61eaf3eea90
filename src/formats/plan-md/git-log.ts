// The versions of a file in the git repository that holds it: the commits that changed it, each with the commits before
// it that did, through renames and merges. By the `git` program, never through a shell.
import { basename } from 'node:path';
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import { git, gitOutput } from './git-command.ts';
import { type FileNames, namesOf } from './git-names.ts';
import { repositoryFileOf } from './git-repository.ts';
import { type Found, filesIn, versionsOf } from './git-versions.ts';

export interface FileCommit {
  readonly hash: string;
  /** Those of the file's commits that it follows; two for a merge. */
  readonly parents: readonly string[];
  readonly author: string;
  /** When its author made it, in UTC: `2026-01-31T14:50:00.000Z`. */
  readonly time: string;
  readonly subject: string;
  /** The path of the file in this commit. */
  readonly path: string;
  /** The file as it was then; undefined where the commit deleted it, or where it cannot be read. */
  readonly text: string | undefined;
  /** Why this version cannot be read, in a sentence. */
  readonly unreadable?: string;
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

type Head = Pick<FileCommit, 'hash' | 'parents' | 'author' | 'time' | 'subject'>;

/** A field ends with a NUL, which no field contains. */
const FIELDS = ['%H', '%P', '%an', '%ae', '%at', '%s'];

/** The last second of the year 9999, the last that a time in an event can have. */
const LAST_SECOND = 253_402_300_799;

const timeOf = (hash: string, path: string, seconds: string): string => {
  const value = Number(seconds);
  if (seconds !== '' && value >= 0 && value <= LAST_SECOND) return new Date(value * 1000).toISOString();
  const found = seconds === '' ? 'an author time that git cannot read' : `the author time ${seconds}`;
  throw new RepriseError('BAD_INPUT', `Commit ${hash} of ${path} has ${found}.`, {
    hint:
      `Expected seconds from 0 (1970) to ${LAST_SECOND} (the end of 9999). Nothing was recorded. Correct the time with ` +
      `\`git replace --edit ${hash}\`, which leaves the commit and its id as they are, and import again.`,
    fields: { commit: hash, seconds },
  });
};

/** The commits that changed a file of one of these names, oldest first. */
const headsOf = async (top: string, path: string, names: readonly string[]): Promise<Head[]> => {
  const log = await gitOutput(top, [
    'log',
    '-z',
    '--topo-order',
    '--reverse',
    '--parents',
    // Without these, a commit whose change a merge undid is left out, so that a commit could vanish with a later merge.
    '--full-history',
    '--simplify-merges',
    '--no-color',
    `--format=${FIELDS.join('%x00')}`,
    'HEAD',
    '--',
    ...names,
  ]);
  const values = log.toString('utf8').split('\0');
  const heads: Head[] = [];
  for (let at = 0; at + FIELDS.length <= values.length; at += FIELDS.length) {
    const [hash = '', parents = '', author = '', email = '', seconds = '', subject = ''] = values.slice(
      at,
      at + FIELDS.length,
    );
    heads.push({
      hash,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      author: author.trim() || email.trim() || 'unknown',
      time: timeOf(hash, path, seconds),
      subject,
    });
  }
  return heads;
};

/** By commit, the name that the file has there if its branch has the renames of the commits after it. */
const expectedNames = (heads: readonly Head[], path: string, { at }: FileNames): ReadonlyMap<string, string> => {
  const expected = new Map<string, string>();
  for (const { hash, parents } of [...heads].reverse()) {
    const known = at.get(hash);
    const name = known?.name ?? expected.get(hash) ?? path;
    expected.set(hash, name);
    for (const parent of parents) if (!expected.has(parent)) expected.set(parent, known?.older ?? name);
  }
  return expected;
};

type FoundHead = Head & { readonly file: Found | undefined };

/** The commits of this file, without those that changed only another one, which has or had one of its names. */
const ofThisFile = (
  heads: readonly Head[],
  path: string,
  names: FileNames,
  files: ReadonlyMap<string, ReadonlyMap<string, Found>>,
): FoundHead[] => {
  const expected = expectedNames(heads, path, names);
  const standsFor = new Map<string, string>();
  const kept = new Map<string, FoundHead>();
  for (const head of heads) {
    const { hash } = head;
    const parents = [...new Set(head.parents.map((parent) => standsFor.get(parent) ?? parent))].filter((parent) =>
      kept.has(parent),
    );
    const before = parents.map((parent) => kept.get(parent)?.file);
    const isFollowed = names.at.has(hash);
    // On another branch, the file may still have the name that it had before.
    const others = isFollowed ? [] : parents.length === 0 ? names.names : before.map((one) => one?.path ?? '');
    const has = files.get(hash);
    const file = [expected.get(hash) ?? path, ...others].map((name) => has?.get(name)).find((one) => one !== undefined);
    const isOther = !isFollowed && head.parents.length < 2 && file?.object === before[0]?.object;
    if (!isOther) kept.set(hash, { ...head, parents, file });
    else if (parents[0] !== undefined) standsFor.set(hash, parents[0]);
  }
  return [...kept.values()];
};

/**
 * @throws RepriseError FILE_NOT_FOUND (no such file, no commit has it), BAD_INPUT (no repository, one that git does not
 * read, an author time that is out of range)
 */
export const fileHistory = async (file: string): Promise<FileHistory> => {
  const { top, path } = await repositoryFileOf(file);
  const absent = (): RepriseError =>
    new RepriseError('FILE_NOT_FOUND', `No commit of ${top} contains ${path}.`, {
      hint: 'Commit it, or check out a branch that contains it.',
      fields: { repository: top, path },
    });
  if ((await git(top, ['rev-parse', '--verify', '--quiet', 'HEAD'])).code !== 0) throw absent();
  const names = await namesOf(top, path);
  const heads = await headsOf(top, path, names.names);
  if (heads.length === 0) throw absent();
  const files = await filesIn(
    top,
    heads.map(({ hash }) => hash),
    names.names,
  );
  const found = ofThisFile(heads, path, names, files);
  const versions = await versionsOf(
    top,
    found.flatMap(({ file }) => file ?? []),
  );
  return {
    repository: basename(top),
    path,
    commits: found.map(({ file, ...head }) => {
      const { text, unreadable } = versions.get(head.hash) ?? {};
      return { ...head, path: file?.path ?? path, text, ...defined({ unreadable }) };
    }),
    shallow: (await gitOutput(top, ['rev-parse', '--is-shallow-repository'])).toString('utf8').trim() === 'true',
  };
};
