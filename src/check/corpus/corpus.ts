// Recorded sessions to check a changed process on: those under a folder (exports, and folders with session files), or
// all of a log. One that cannot be read fails when it is opened, and does not stop the others.
import { type Dirent, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import { logSource, type Source } from '../../session/record/source.ts';
import { fileSource } from '../../session/source/file-source.ts';
import { folderSource } from '../../session/source/folder-source.ts';
import { isSisyphusFolder } from '../../session/source/sisyphus-folder.ts';

/** A session of a corpus, opened when it is its turn. */
export interface CorpusEntry {
  /** Its path, or its id in the log. */
  readonly name: string;
  open(): Promise<Source>;
}

/** Where recorded sessions are: a folder or an NDJSON file, or a log. */
export type CorpusLocation =
  | {
      readonly path: string;
      /** How secrets in session files are replaced; `false`: they are not. Default: common forms of keys and tokens. */
      readonly secrets?: SecretOptions | false;
    }
  | { readonly log: Log };

const MAX_DEPTH = 16;
const SESSION_FILE = /^(?:planning|todo|workbook|events)-(.+)\.json$/;

const directoryEntries = async (folder: string): Promise<Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RepriseError('FILE_NOT_FOUND', `The folder ${folder} cannot be read (${code}).`, {
      fields: { folder, code },
      cause,
    });
  }
};

const unreadable = (name: string, error: unknown): CorpusEntry => ({ name, open: () => Promise.reject(error) });

/** The sessions whose four files are in a folder, each by the id in their names. */
async function* sessionFolderEntries(
  folder: string,
  entries: readonly Dirent[],
  secrets: SecretOptions | false,
): AsyncGenerator<CorpusEntry, void> {
  const files = entries.filter((entry) => !entry.isDirectory());
  const ids = new Set(files.flatMap(({ name }) => SESSION_FILE.exec(name)?.[1] ?? []));
  if (ids.size === 0 && (await isSisyphusFolder(folder)))
    yield { name: folder, open: () => folderSource(folder, undefined, secrets) };
  if (ids.size === 0) return;
  const { readSessionFolder } = await import('../../formats/session-files/read-session-folder.ts');
  for (const session of ids) {
    const name = ids.size === 1 ? folder : `${folder} (session ${session})`;
    // Reading a pipe that is named like a session file would never end.
    const special = files.find(
      (entry) => SESSION_FILE.exec(entry.name)?.[1] === session && !entry.isFile() && !entry.isSymbolicLink(),
    );
    if (special === undefined)
      yield { name, open: () => folderSource(folder, (path) => readSessionFolder(path, { session }), secrets) };
    else
      yield unreadable(
        name,
        new RepriseError('BAD_INPUT', `${join(folder, special.name)} is not a regular file.`, {
          fields: { file: special.name },
        }),
      );
  }
}

/** In order of name; hidden folders and links to folders are left out. */
async function* entriesUnder(
  folder: string,
  secrets: SecretOptions | false,
  depth = 0,
): AsyncGenerator<CorpusEntry, void> {
  let entries: Dirent[];
  try {
    entries = (await directoryEntries(folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    yield unreadable(folder, error);
    return;
  }
  yield* sessionFolderEntries(folder, entries, secrets);
  for (const entry of entries)
    if (!entry.isDirectory() && entry.name.endsWith('.ndjson')) {
      const path = join(folder, entry.name);
      yield { name: path, open: () => fileSource(path) };
    }
  if (depth >= MAX_DEPTH) return;
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')))
    yield* entriesUnder(join(folder, name), secrets, depth + 1);
}

const entriesOfPath = async (path: string, secrets: SecretOptions | false): Promise<CorpusEntry[]> => {
  if (!existsSync(path))
    throw new RepriseError('FILE_NOT_FOUND', `There is no file or folder ${path}.`, { fields: { path } });
  if (!(await stat(path)).isDirectory()) return [{ name: path, open: () => fileSource(path) }];
  const entries: CorpusEntry[] = [];
  for await (const entry of entriesUnder(path, secrets)) entries.push(entry);
  if (entries.length > 0) return entries;
  throw new RepriseError('FILE_NOT_FOUND', `No recorded session is in ${path}, nor in a folder under it.`, {
    hint: 'A corpus holds .ndjson files as `reprise export` writes them, and folders with the four session files.',
    fields: { path },
  });
};

const entriesOfLog = async (log: Log): Promise<CorpusEntry[]> => {
  const sessions = await log.sessions();
  if (sessions.length === 0) throw emptyLog();
  return sessions.map(({ sessionId }) => ({
    name: sessionId,
    open: () => Promise.resolve(logSource(log, sessionId)),
  }));
};

export const emptyLog = (): RepriseError =>
  new RepriseError('SESSION_NOT_FOUND', 'The log has no session to check the profile on.', {
    hint: 'Name another store with --store, or recorded sessions with --corpus.',
  });

/**
 * The sessions at a location, at least one.
 * @throws RepriseError FILE_NOT_FOUND where a folder does not exist or holds no session; SESSION_NOT_FOUND for a log
 *   without sessions
 */
export const corpusEntries = (location: CorpusLocation): Promise<CorpusEntry[]> =>
  'log' in location ? entriesOfLog(location.log) : entriesOfPath(location.path, location.secrets ?? {});
