// The folders of sessions under the folders that a person names: one that holds session files is one itself, another is
// searched for those in it.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RepriseError } from '../errors.ts';
import { SESSION_FILE } from '../session/source/folder-source.ts';
import { isSisyphusFolder, SISYPHUS_STATE } from '../session/source/sisyphus-folder.ts';

/** The hidden folder that is searched: the Sisyphus orchestrator keeps its sessions in it. */
const SISYPHUS = '.sisyphus';
/** The most levels of folders that are searched. */
const MAX_DEPTH = 16;

/**
 * In order of name; hidden folders (but `.sisyphus`) and links to folders are left out.
 * @throws RepriseError FILE_NOT_FOUND (no such folder, no session file under it), BAD_INPUT (no folder)
 */
export const sessionFolders = async (named: readonly string[]): Promise<string[]> => {
  const found = new Set<string>();
  for (const folder of named) {
    const before = found.size;
    await search(folder, 0, found);
    if (found.size === before && !found.has(folder))
      throw new RepriseError('FILE_NOT_FOUND', `No session file is in ${folder}, nor in a folder under it.`, {
        hint: 'Session files are named planning-ID.json, todo-ID.json, workbook-ID.json and events-ID.json; a session of Sisyphus is a folder with state.json.',
        fields: { folder },
      });
  }
  return [...found];
};

const search = async (folder: string, depth: number, found: Set<string>): Promise<void> => {
  const entries = await entriesOf(folder);
  if (entries.some((entry) => !entry.isDirectory() && SESSION_FILE.test(entry.name))) found.add(folder);
  // What is below the folder of such a session are copies of its state.
  if (entries.some(({ name }) => name === SISYPHUS_STATE) && (await isSisyphusFolder(folder))) {
    found.add(folder);
    return;
  }
  if (depth >= MAX_DEPTH) return;
  const isSearched = (name: string): boolean => !name.startsWith('.') || name === SISYPHUS;
  const below = entries.filter((entry) => entry.isDirectory() && isSearched(entry.name)).map(({ name }) => name);
  for (const name of below.sort()) await search(join(folder, name), depth + 1, found);
};

const entriesOf = async (folder: string): Promise<Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const options = { fields: { folder, code }, cause };
    if (code === 'ENOENT') throw new RepriseError('FILE_NOT_FOUND', `There is no folder ${folder}.`, options);
    if (code === 'ENOTDIR')
      throw new RepriseError(
        'BAD_INPUT',
        `${folder} is a file, where a folder of session files was expected.`,
        options,
      );
    throw new RepriseError('FILE_NOT_FOUND', `The folder ${folder} cannot be read (${code}).`, options);
  }
};
