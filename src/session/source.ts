// SESSION as people name it: an id, a unique start of one, `latest`, what $REPRISE_SESSION says, an exported file, or a
// folder with session files. Files and folders need no server: the log is opened only for what is in it.
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { SESSION_ID } from '../../machines/events/fields.ts';
import { RepriseError } from '../errors.ts';
import { memoryLog } from '../log/memory.ts';
import type { Log } from '../log/port.ts';
import { requireSessionId } from '../log/session-id.ts';
import type { SecretOptions } from '../secrets/secret-options.ts';
import { sessionNamed } from './named.ts';
import { byteLines } from './record/byte-lines.ts';
import type { SourcedEvent } from './record/place.ts';
import { lineFaultError, recordCheck, type SourceLine } from './record/record-check.ts';
import type { NewCommand } from './write/command.ts';
import { createSessions } from './write/create-sessions.ts';

/** A session that can be read, again and again, wherever it is. */
export interface Source {
  readonly kind: 'log' | 'file' | 'folder';
  readonly sessionId: string;
  /** What it is called in messages: the id, or the path. */
  readonly name: string;
  /** Its lines as they stand, unchecked. */
  lines(): AsyncIterable<SourceLine>;
  /** Its events, checked on the way. @throws RepriseError RECORD_INVALID */
  events(): AsyncIterable<SourcedEvent>;
}

/** What a folder's session files come to. */
export interface FolderSession {
  readonly sessionId: string;
  readonly commands: Iterable<NewCommand>;
}

export interface SourceOptions {
  /** Called only when the session is to be found in the log. */
  readonly openLog: () => Promise<Log>;
  /** Default: reads the session files as observed, with the process that they name. */
  readonly readFolder?: (folder: string) => Promise<FolderSession>;
  /** Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is a secret in a folder's files. */
  readonly secrets?: SecretOptions | false;
}

const sourceOf = (
  kind: Source['kind'],
  sessionId: string,
  name: string,
  lines: () => AsyncIterable<SourceLine>,
): Source => ({
  kind,
  sessionId,
  name,
  lines,
  async *events() {
    const record = recordCheck(sessionId);
    for await (const line of lines()) {
      const checked = record.check(line);
      if (checked.kind === 'fault') throw lineFaultError(checked.fault, name);
      yield { event: checked.event, position: line.place };
    }
  },
});

/** A session of a log; that it exists is not asked. @throws RepriseError BAD_SESSION_ID */
export const logSource = (log: Log, sessionId: string): Source => {
  requireSessionId(sessionId);
  return sourceOf('log', sessionId, sessionId, async function* () {
    for await (const { lines, position } of log.read(sessionId))
      for (const [index, text] of lines.entries()) yield { text, place: { ...position, index }, ended: true };
  });
};

/** Lines of bytes under a name. */
export async function* linesOfBytes(
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<SourceLine, void> {
  for await (const { text, line, byte, ended } of byteLines(chunks)) yield { text, place: { file, line, byte }, ended };
}

const noFirstEvent = (file: string, why: string): RepriseError =>
  new RepriseError('RECORD_INVALID', `Line 1 of ${file} is no event: ${why}.`, {
    hint: 'A session file is what `reprise export` writes: one event as JSON on each line.',
    fields: { file, line: 1, byte: 0 },
  });

/** The session id that the first line names. */
const sessionIdIn = async (file: string, lines: AsyncIterable<SourceLine>): Promise<string> => {
  for await (const { text } of lines) {
    let named: unknown;
    try {
      named = JSON.parse(text ?? '')?.sessionid;
    } catch {
      named = undefined;
    }
    if (typeof named !== 'string') throw noFirstEvent(file, 'it names no session');
    if (!SESSION_ID.test(named))
      throw noFirstEvent(file, `it names the session ${JSON.stringify(named)}, which is no id`);
    return named;
  }
  throw new RepriseError('RECORD_INVALID', `${file} is empty.`, {
    hint: 'A session file is what `reprise export` writes: one event as JSON on each line.',
    fields: { file },
  });
};

/** An exported session. @throws RepriseError FILE_NOT_FOUND, BAD_INPUT (a pipe), RECORD_INVALID (its first line is no event) */
export const fileSource = async (file: string): Promise<Source> => {
  const kind = await kindOfPath(file);
  if (kind !== 'file') throw noFile(file);
  const lines = async function* () {
    try {
      yield* linesOfBytes(file, createReadStream(file));
    } catch (error) {
      throw (error as NodeJS.ErrnoException).syscall === undefined ? error : notReadable(file, error);
    }
  };
  return sourceOf('file', await sessionIdIn(file, lines()), file, lines);
};

/** Loaded only for a folder: reading session files is a part of its own. */
const readSessionFiles = async (folder: string): Promise<FolderSession> => {
  const { readSessionFolder } = await import('../formats/session-files/read-session-folder.ts');
  return readSessionFolder(folder);
};

/** A folder's session files, recorded in memory. @throws RepriseError as `readFolder` does; REFUSED */
export const folderSource = async (
  folder: string,
  readFolder = readSessionFiles,
  secrets: SecretOptions | false = {},
): Promise<Source> => {
  const { sessionId, commands } = await readFolder(folder);
  const log = memoryLog({ stream: folder });
  // Ids and times of recording that are the same each time, so that the same files have the same head.
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `${sessionId}-${ids}`;
  };
  const recordedAt = new Date([...commands].at(-1)?.time ?? 0);
  const { refused } = await createSessions(log, { secrets, newId, now: () => recordedAt }).record(sessionId, commands);
  if (refused !== undefined)
    throw new RepriseError('REFUSED', `${refused.rejection.sentence} (${refused.rejection.detail})`, {
      hint: 'Import the folder as observed, so that every fact is kept.',
      fields: { folder, ...refused },
    });
  return { ...logSource(log, sessionId), kind: 'folder', name: folder };
};

const noFile = (path: string): RepriseError =>
  new RepriseError('FILE_NOT_FOUND', `There is no file ${path}.`, { fields: { path } });

const notReadable = (path: string, cause: unknown): RepriseError =>
  new RepriseError('FILE_NOT_FOUND', `${path} cannot be read: ${(cause as Error).message}.`, {
    fields: { path },
    cause,
  });

/** Undefined where nothing stands. @throws RepriseError BAD_INPUT for a pipe, a device or a socket, FILE_NOT_FOUND */
const kindOfPath = async (path: string): Promise<'file' | 'folder' | undefined> => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    if (found.isFile()) return 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw notReadable(path, error);
  }
  // A record is read more than once, and a pipe gives it once: what it gave is missing the second time.
  throw new RepriseError('BAD_INPUT', `${path} is neither a file nor a folder.`, {
    hint: 'A record is read more than once, which a pipe does not allow: write it to a file first.',
    fields: { path },
  });
};

/** The name of one of a session's four files. */
export const SESSION_FILE = /^(?:planning|todo|workbook|events)-.+\.json$/;
const isPath = (name: string): boolean =>
  /[\\/]/.test(name) || name === '.' || name === '..' || name.endsWith('.ndjson');

/**
 * The session that `name` means (default: `$REPRISE_SESSION`).
 * @throws RepriseError USAGE (none named, or several begin so), SESSION_NOT_FOUND (naming near ones), BAD_SESSION_ID,
 *   FILE_NOT_FOUND, BAD_INPUT (a pipe), RECORD_INVALID, and what opening the log throws
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
    if (kind === undefined) throw noFile(session);
    return kind === 'file' ? fileSource(session) : folderSource(session, readFolder, secrets);
  }
  // A plain word is a path only where something of ours stands under it.
  if (kind === 'file') return fileSource(session);
  if (kind === 'folder' && (await readdir(session)).some((file) => SESSION_FILE.test(file)))
    return folderSource(session, readFolder, secrets);
  requireSessionId(session);
  const log = await openLog();
  return logSource(log, sessionNamed(session, await log.sessions()));
};
