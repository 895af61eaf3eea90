// A folder with session files as a source: the commands that the files result in, recorded in memory.
import { RepriseError } from '../../errors.ts';
import { memoryLog } from '../../log/memory.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import { logSource, type Source } from '../record/source.ts';
import { createSessions } from '../write/create-sessions.ts';
import type { NewCommand } from '../write/new-command.ts';
import { isSisyphusFolder } from './sisyphus-folder.ts';

/** The name of one of a session's four files. */
export const SESSION_FILE = /^(?:planning|todo|workbook|events)-.+\.json$/;

/** What the session files of a folder result in. */
export interface FolderSession {
  readonly sessionId: string;
  readonly commands: Iterable<NewCommand>;
}

// Loaded only for a folder: most programs never read session files.
const readSessionFiles = async (folder: string): Promise<FolderSession> => {
  if (await isSisyphusFolder(folder))
    return (await import('../../formats/sisyphus/read-sisyphus-folder.ts')).readSisyphusFolder(folder);
  const { readSessionFolder } = await import('../../formats/session-files/read-session-folder.ts');
  return readSessionFolder(folder);
};

/**
 * The session files of a folder, recorded in memory.
 * @param readFolder default: reads the files as observed, under the process that they name
 * @param secrets what is replaced as a secret
 * @throws RepriseError as `readFolder` does; REFUSED when a rule refuses one of its commands
 */
export const folderSource = async (
  folder: string,
  readFolder = readSessionFiles,
  secrets: SecretOptions | false = {},
): Promise<Source> => {
  const { sessionId, commands } = await readFolder(folder);
  const log = memoryLog({ stream: folder });
  // Ids and times of recording are the same each time, so that the same files have the same head.
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `${sessionId}-${ids}`;
  };
  const recordedAt = new Date([...commands].at(-1)?.time ?? 0);
  // A folder is no log: whether its parent exists is not known here, and nothing is reported about it.
  const options = { secrets, newId, now: () => recordedAt, hasSession: async () => true };
  const { refused } = await createSessions(log, options).record(sessionId, commands, { secretIds: 'number' });
  if (refused !== undefined)
    throw new RepriseError('REFUSED', `${refused.rejection.sentence} (${refused.rejection.detail})`, {
      hint: 'Import the folder as observed, so that every fact is kept.',
      fields: { folder, ...refused },
    });
  return { ...logSource(log, sessionId), kind: 'folder', name: folder };
};
