// The versions of a file in git: its text in each commit, or why it cannot be read.
import { RepriseError } from '../../errors.ts';
import { requireSize, textOfBytes } from '../text-file.ts';
import { gitOutput } from './git-command.ts';
import { planFile } from './plan-file.ts';

export interface Version {
  /** Absent where it cannot be read. */
  readonly text?: string;
  /** Why it cannot be read: `plan.md of commit 0123456789ab is not text in UTF-8.` */
  readonly unreadable?: string;
}

/** What a commit has under one name. */
export interface Found {
  readonly hash: string;
  readonly path: string;
  /** Its id, which a file that does not change keeps. */
  readonly object: string;
  readonly bytes: number;
  readonly unreadable?: string;
}

/** How messages name a version. */
export const versionName = (path: string, hash: string): string => `${path} of commit ${hash.slice(0, 12)}`;

/** What `git cat-file --follow-symlinks` answers where it arrives at no file. */
const BROKEN_LINKS: Readonly<Record<string, string>> = {
  dangling: 'a symbolic link to a file that the commit does not contain',
  loop: 'a symbolic link that leads to itself',
  symlink: 'a symbolic link that leaves the repository',
};

/** By commit and name, what is there; nothing under a name that a commit does not have. */
export const filesIn = async (
  top: string,
  hashes: readonly string[],
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Found>>> => {
  // git takes one name a line.
  const paths = names.filter((path) => !path.includes('\n'));
  const candidates = hashes.flatMap((hash) => paths.map((path) => ({ hash, path })));
  const files = new Map(hashes.map((hash) => [hash, new Map<string, Found>()]));
  const input = candidates.map(({ hash, path }) => `${hash}:${path}\n`).join('');
  const format = '--batch-check=%(objecttype) %(objectsize) %(objectname)';
  const out = await gitOutput(top, ['cat-file', format, '--follow-symlinks'], input);
  let at = 0;
  for (const { hash, path } of candidates) {
    const end = out.indexOf(10, at);
    const [type = '', size = '', object = ''] = out.subarray(at, end).toString('utf8').split(' ');
    at = end + 1;
    const broken = BROKEN_LINKS[type];
    if (broken !== undefined || type === 'notdir') {
      // Where the link leads is on a line of its own.
      const target = out.subarray(at, at + Number(size)).toString('utf8');
      at += Number(size) + 1;
      if (broken === undefined) continue;
      const unreadable = `${versionName(path, hash)} is ${broken}.`;
      files.get(hash)?.set(path, { hash, path, object: `${type} ${target}`, bytes: 0, unreadable });
    } else if (type === 'blob') files.get(hash)?.set(path, { hash, path, object, bytes: Number(size) });
  }
  return files;
};

/** By commit, the text of what was found. */
export const versionsOf = async (top: string, found: readonly Found[]): Promise<ReadonlyMap<string, Version>> => {
  const sized = found.map((one) => (one.unreadable === undefined ? { ...one, ...tooLarge(one) } : one));
  const objects = [...new Set(sized.flatMap(({ object, unreadable }) => (unreadable === undefined ? [object] : [])))];
  const out = await gitOutput(top, ['cat-file', '--batch'], objects.map((object) => `${object}\n`).join(''));
  const contents = new Map<string, Buffer>();
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [object = '', , size = '0'] = out.subarray(at, end).toString('utf8').split(' ');
    contents.set(object, out.subarray(end + 1, end + 1 + Number(size)));
    at = end + 2 + Number(size);
  }
  return new Map(
    sized.map(({ hash, path, object, unreadable }) => {
      const read = (): { readonly text: string } => ({
        text: textOfBytes(contents.get(object) ?? Buffer.alloc(0), planFile(versionName(path, hash))),
      });
      return [hash, unreadable === undefined ? orUnreadable(read) : { unreadable }];
    }),
  );
};

const tooLarge = ({ bytes, path, hash }: Found): { readonly unreadable?: string } =>
  orUnreadable(() => {
    requireSize(bytes, planFile(versionName(path, hash)));
    return {};
  });

const orUnreadable = <Read extends object>(read: () => Read): Read | { readonly unreadable: string } => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    return { unreadable: error.message };
  }
};
