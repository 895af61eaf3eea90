// Recorded sessions to hold a changed process against: those of a folder (exports, and folders with session files), or
// all of a log. One that cannot be read is told and does not stop the others.
import { type Dirent, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profile } from '../../../machines/profile.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import { logSource, type Source } from '../../session/record/source.ts';
import { fileSource } from '../../session/source/file-source.ts';
import { folderSource } from '../../session/source/folder-source.ts';
import { type AgainstProfile, againstProfile } from './against-profile.ts';

/** A session of a corpus, opened when it is its turn. */
export interface CorpusItem {
  /** Its path, or its id in the log. */
  readonly name: string;
  open(): Promise<Source>;
}

export type CorpusSession =
  | ({ readonly source: string } & AgainstProfile)
  | { readonly source: string; readonly outcome: 'unreadable'; readonly error: RepriseError }
  /** It follows another profile than those asked for. */
  | { readonly source: string; readonly outcome: 'left-out'; readonly profile: string | undefined };

const MAX_DEPTH = 16;
const SESSION_FILE = /^(?:planning|todo|workbook|events)-(.+)\.json$/;

const entriesOf = async (folder: string): Promise<Dirent[]> => {
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

const failing = (name: string, error: unknown): CorpusItem => ({ name, open: () => Promise.reject(error) });

/** In order of name; hidden folders and links to folders are left out. */
async function* itemsIn(folder: string, secrets: SecretOptions | false, depth = 0): AsyncGenerator<CorpusItem, void> {
  let entries: Dirent[];
  try {
    entries = (await entriesOf(folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    yield failing(folder, error);
    return;
  }
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  // A pipe named like a session file would keep the reader waiting for ever: it is told, not opened.
  const notFiles = new Set(
    entries.filter((entry) => !entry.isFile() && !entry.isSymbolicLink()).map(({ name }) => name),
  );
  const ids = new Set(files.flatMap((name) => SESSION_FILE.exec(name)?.[1] ?? []));
  const { readSessionFolder } = await import('../../formats/session-files/read-session-folder.ts');
  for (const session of ids) {
    const name = ids.size === 1 ? folder : `${folder} (session ${session})`;
    const odd = files.find((file) => SESSION_FILE.exec(file)?.[1] === session && notFiles.has(file));
    if (odd === undefined)
      yield { name, open: () => folderSource(folder, (path) => readSessionFolder(path, { session }), secrets) };
    else
      yield failing(
        name,
        new RepriseError('BAD_INPUT', `${join(folder, odd)} is no regular file.`, { fields: { file: odd } }),
      );
  }
  for (const name of files)
    if (name.endsWith('.ndjson')) {
      const path = join(folder, name);
      yield { name: path, open: () => fileSource(path) };
    }
  if (depth >= MAX_DEPTH) return;
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')))
    yield* itemsIn(join(folder, name), secrets, depth + 1);
}

/**
 * The sessions under a folder, or of one NDJSON file; at least one.
 * @throws RepriseError FILE_NOT_FOUND when there is no such folder, or no session in it
 */
export const corpusOfFolder = async (path: string, secrets: SecretOptions | false): Promise<CorpusItem[]> => {
  if (!existsSync(path)) throw new RepriseError('FILE_NOT_FOUND', `There is no folder ${path}.`, { fields: { path } });
  if (!(await stat(path)).isDirectory()) return [{ name: path, open: () => fileSource(path) }];
  const items: CorpusItem[] = [];
  for await (const item of itemsIn(path, secrets)) items.push(item);
  if (items.length > 0) return items;
  throw new RepriseError('FILE_NOT_FOUND', `No recorded session is in ${path}, nor in a folder under it.`, {
    hint: 'A corpus holds .ndjson files as `reprise export` writes them, and folders with the four session files.',
    fields: { path },
  });
};

/** All sessions of a log; at least one. @throws RepriseError SESSION_NOT_FOUND when the log has none */
export const corpusOfLog = async (log: Log | undefined): Promise<CorpusItem[]> => {
  const sessions = (await log?.sessions()) ?? [];
  if (log === undefined || sessions.length === 0)
    throw new RepriseError('SESSION_NOT_FOUND', 'The log holds no session to hold the profile against.', {
      hint: 'Name another store with --store, or recorded sessions with --corpus.',
    });
  return sessions.map(({ sessionId }) => ({
    name: sessionId,
    open: () => Promise.resolve(logSource(log, sessionId)),
  }));
};

/** @param only names of profiles; a session that began with another is left out. Undefined: all are held against it */
export const holdAgainst = async (
  { name, open }: CorpusItem,
  profile: Profile,
  only: readonly string[] | undefined,
): Promise<CorpusSession> => {
  try {
    const source = await open();
    const run = againstProfile(source.sessionId, profile);
    for await (const { event } of source.events()) {
      run.next(event);
      const own = run.profile();
      if (only !== undefined && own !== undefined && !only.includes(own))
        return { source: name, outcome: 'left-out', profile: own };
    }
    if (only !== undefined && run.profile() === undefined)
      return { source: name, outcome: 'left-out', profile: undefined };
    return { source: name, ...run.result() };
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    return { source: name, outcome: 'unreadable', error };
  }
};
