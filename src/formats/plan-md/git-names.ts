// The names that a file had in its git history, by commit, through renames and symbolic links.
import { posix } from 'node:path';
import { defined } from '../../../machines/defined.ts';
import { gitOutput } from './git-command.ts';

/** The name of the file in a commit, and in the commits before it. */
export interface NameAt {
  readonly name: string;
  readonly older: string;
}

export interface FileNames {
  /** Every name, the newest first; then the files to which it was a symbolic link. */
  readonly names: readonly string[];
  /** By the hash of a commit that changed the file; commits of other branches are missing. */
  readonly at: ReadonlyMap<string, NameAt>;
}

interface Change {
  readonly hash: string;
  /** `M`, `A`, `D`, `T` (of another kind), `R` (renamed) or `C` (copied). */
  readonly status: string;
  readonly from: string;
  readonly to: string;
  /** The object that holds where a symbolic link leads. */
  readonly link?: string;
}

const LINK_MODE = '120000';

/** Parses the output of `git log -z --raw --no-abbrev --format=%x1e%H`. */
const changesIn = (out: string): Change[] => {
  const parts = out.split('\0');
  const changes: Change[] = [];
  let hash = '';
  for (let at = 0; at < parts.length; at += 1) {
    const part = (parts[at] as string).replace(/^\n+/, '');
    if (part.startsWith('\x1e')) hash = part.slice(1);
    else if (part.startsWith(':')) {
      const [, mode, , object, letter = ''] = part.split(' ');
      const status = letter.charAt(0);
      const from = parts[at + 1] ?? '';
      const isPair = status === 'R' || status === 'C';
      const to = isPair ? (parts[at + 2] ?? '') : from;
      changes.push({ hash, status, from, to, ...defined({ link: mode === LINK_MODE ? object : undefined }) });
      at += isPair ? 2 : 1;
    }
  }
  return changes;
};

/** Where symbolic links lead, as paths of the repository. */
const targetsOf = async (top: string, links: readonly { readonly name: string; readonly object: string }[]) => {
  const targets: string[] = [];
  for (const { name, object } of links) {
    const target = (await gitOutput(top, ['cat-file', 'blob', object])).toString('utf8');
    const path = posix.join(posix.dirname(name), target);
    if (!posix.isAbsolute(target) && !path.startsWith('../')) targets.push(path);
  }
  return targets;
};

/**
 * Follows a file back through its renames. A copy is a new file, made of another one: it is followed only where the file
 * had been renamed to what it is copied from, and so comes back to its name.
 */
export const namesOf = async (top: string, path: string): Promise<FileNames> => {
  const format = ['-z', '--raw', '--no-abbrev', '--no-color', '--format=%x1e%H'];
  const log = await gitOutput(top, ['log', '--follow', ...format, 'HEAD', '--', path]);
  const changes = changesIn(log.toString('utf8'));
  const oldestRename = new Map<string, number>();
  for (const [place, { status, from }] of changes.entries()) if (status === 'R') oldestRename.set(from, place);
  const at = new Map<string, NameAt>();
  const names = new Set([path]);
  const links = new Map<string, { readonly name: string; readonly object: string }>();
  let name = path;
  for (const [place, { hash, status, from, to, link }] of changes.entries()) {
    if (to !== name) continue;
    const isNewFile = status === 'C' && (oldestRename.get(to) ?? -1) < place;
    const older = isNewFile ? name : from;
    at.set(hash, { name, older });
    if (link !== undefined) links.set(`${name} ${link}`, { name, object: link });
    if (isNewFile) break;
    names.add(older);
    name = older;
  }
  return { names: [...new Set([...names, ...(await targetsOf(top, [...links.values()]))])], at };
};
