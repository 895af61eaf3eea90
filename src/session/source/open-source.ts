// SESSION as a person names it: an id, a unique start of one, `latest`, the value of $REPRISE_SESSION, an exported file,
// or a folder with session files. Files and folders need no server: the log is opened only for a session in it.
import { readdir } from 'node:fs/promises';
import { isRepriseError, RepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import { logSource, type Source } from '../record/source.ts';
import { fileSource } from './file-source.ts';
import { type FolderSession, folderSource, SESSION_FILE } from './folder-source.ts';
import { beginsAsRecord, fileNotFound, kindOfPath } from './path-kind.ts';
import { sessionNamed } from './session-name.ts';
import { isSisyphusFolder } from './sisyphus-folder.ts';

export interface SourceOptions {
  /** Called only when the session is to be found in the log. */
  readonly openLog: () => Promise<Log>;
  /** Default: reads the session files as observed, under the process that they name. */
  readonly readFolder?: (folder: string) => Promise<FolderSession>;
  /** Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is replaced as a secret in the files of a folder. */
  readonly secrets?: SecretOptions | false;
}

const isPath = (name: string): boolean =>
  /[\\/]/.test(name) || name === '.' || name === '..' || name.endsWith('.ndjson');

/** Whether a folder has files of a session. */
const holdsSession = async (folder: string): Promise<boolean> =>
  (await readdir(folder)).some((file) => SESSION_FILE.test(file)) || (await isSisyphusFolder(folder));

/** A session was not found, and a file or folder has its name. */
const notARecord = (error: RepriseError, name: string, kind: 'file' | 'folder'): RepriseError => {
  const expected = kind === 'file' ? 'an exported session' : 'the files of a session';
  const hint = `The ${kind} ${name} here is not ${expected}; written as ./${name} it is read as one. ${error.hint ?? ''}`;
  return new RepriseError(error.code, error.message, { hint: hint.trimEnd(), fields: error.fields });
};

/**
 * The session that `name` means (default: `$REPRISE_SESSION`).
 * @throws RepriseError USAGE (no name, or several sessions begin with it), SESSION_NOT_FOUND (with near ids),
 *   BAD_SESSION_ID, FILE_NOT_FOUND, BAD_INPUT (a pipe), RECORD_INVALID, and what opening the log throws
 */
export const openSource = async (name: string | undefined, options: SourceOptions): Promise<Source> => {
  const { openLog, readFolder, secrets, env = process.env } = options;
  const session = name ?? env.REPRISE_SESSION;
  if (session === undefined || session === '')
    throw new RepriseError('USAGE', 'No session is named.', {
      hint: 'Name one by its id or the start of it, `latest`, an exported file or a folder; or set REPRISE_SESSION.',
    });
  const kind = await kindOfPath(session);
  if (isPath(session)) {
    if (kind === undefined) throw fileNotFound(session);
    return kind === 'file' ? fileSource(session) : folderSource(session, readFolder, secrets);
  }
  // A plain word is a path only where it names a record: other files may have the name of a session.
  if (kind === 'file' && (await beginsAsRecord(session))) return fileSource(session);
  if (kind === 'folder' && (await holdsSession(session))) return folderSource(session, readFolder, secrets);
  requireSessionId(session);
  const log = await openLog();
  try {
    return logSource(log, await sessionNamed(session, log, await log.sessions()));
  } catch (error) {
    throw kind !== undefined && isRepriseError(error, 'SESSION_NOT_FOUND') ? notARecord(error, session, kind) : error;
  }
};
