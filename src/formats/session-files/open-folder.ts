// The four files of one session, found in a folder and parsed; or refused in one sentence.
import { readdir } from 'node:fs/promises';
import { SessionId } from '../../../machines/events/fields.ts';
import { RepriseError } from '../../errors.ts';
import { Entry, type ReadNotes } from './entry.ts';
import { FILE_KINDS, type FileKind, fileNameOf } from './file-kind.ts';
import { readJsonFile, requireExportable } from './json-file.ts';
import { isObject, type JsonObject, kindOf } from './json-object.ts';

const NAME = /^(planning|todo|workbook|events)-(.+)\.json$/;
/** The member that a file of a kind must have. */
const MEMBER: Readonly<Record<FileKind, string | undefined>> = {
  planning: undefined,
  todo: 'todos',
  workbook: 'entries',
  events: 'events',
};
const PLANNING_MEMBERS = ['taskDescription', 'phases', 'tasks', 'orchestratorType', 'tokenBudget', 'requirements'];

export interface SessionFiles {
  readonly sessionId: string;
  /** Each file's own object; a missing file is left out, with a warning in the notes. */
  readonly files: ReadonlyMap<FileKind, Entry>;
  /** The same files as they were parsed. */
  readonly documents: Readonly<Partial<Record<FileKind, JsonObject>>>;
  readonly notes: ReadNotes;
}

/**
 * Opens the files of a session; where the folder has several sessions, `session` names one.
 * @throws RepriseError FILE_NOT_FOUND, SESSION_NOT_FOUND, BAD_SESSION_ID, BAD_INPUT
 */
export const openFolder = async (folder: string, session?: string): Promise<SessionFiles> => {
  const found = await namesIn(folder);
  const sessionId = sessionIn(folder, [...new Set(found.map((file) => file.session))].sort(), session);
  const values: Partial<Record<FileKind, unknown>> = {};
  for (const kind of FILE_KINDS) {
    const file = fileNameOf(kind, sessionId);
    if (found.some((one) => one.name === file)) values[kind] = await readJsonFile(folder, file);
  }
  return filesOf(sessionId, values);
};

/**
 * The files of a session from what they hold.
 * @param values what each file parses to; one that is missing is left out
 * @throws RepriseError BAD_INPUT
 */
export const filesOf = (sessionId: string, values: Readonly<Partial<Record<FileKind, unknown>>>): SessionFiles => {
  const notes: ReadNotes = { warnings: [] };
  const files = new Map<FileKind, Entry>();
  const documents: Partial<Record<FileKind, JsonObject>> = {};
  for (const kind of FILE_KINDS) {
    const file = fileNameOf(kind, sessionId);
    if (values[kind] === undefined) {
      notes.warnings.push(`${file} is missing`);
      continue;
    }
    const document = requireShape(kind, file, values[kind]);
    requireExportable(file, document);
    documents[kind] = document;
    const entry = new Entry(kind, file, '', document, notes);
    requireSameSession(entry, sessionId);
    files.set(kind, entry);
  }
  return { sessionId, files, documents, notes };
};

/** The one session of the folder, or the one that was named. */
const sessionIn = (folder: string, sessions: readonly string[], named: string | undefined): string => {
  const [only] = sessions;
  if (only === undefined)
    throw new RepriseError('FILE_NOT_FOUND', `${folder} contains no session files.`, {
      hint: 'Session files are named planning-ID.json, todo-ID.json, workbook-ID.json and events-ID.json.',
      fields: { folder },
    });
  const some = `${sessions.slice(0, 5).join(', ')}${sessions.length > 5 ? ', ...' : ''}`;
  if (named === undefined && sessions.length > 1)
    throw new RepriseError('BAD_INPUT', `${folder} contains files of ${sessions.length} sessions.`, {
      hint: `Name one of ${some}, or put each into a folder of its own.`,
      fields: { folder, sessions },
    });
  const sessionId = named ?? only;
  if (!sessions.includes(sessionId))
    throw new RepriseError('SESSION_NOT_FOUND', `${folder} contains no file of session ${sessionId}.`, {
      hint: `It contains files of ${some}.`,
      fields: { folder, sessions },
    });
  if (!SessionId.safeParse(sessionId).success)
    throw new RepriseError('BAD_SESSION_ID', `${JSON.stringify(sessionId)} is not a valid session id.`, {
      hint: 'A session id has 1 to 64 characters of A-Z a-z 0-9 _ -; it is part of the names of the files.',
      fields: { sessionId },
    });
  return sessionId;
};

const namesIn = async (folder: string): Promise<{ name: string; session: string }[]> => {
  try {
    const names = await readdir(folder);
    return names.flatMap((name) => {
      const session = NAME.exec(name)?.[2];
      return session === undefined ? [] : [{ name, session }];
    });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOTDIR')
      throw new RepriseError('BAD_INPUT', `${folder} is a file, where a folder of session files was expected.`, {
        fields: { folder },
      });
    const why = code === 'ENOENT' ? `There is no folder ${folder}.` : `The folder ${folder} cannot be read (${code}).`;
    throw new RepriseError('FILE_NOT_FOUND', why, { fields: { folder }, cause });
  }
};

const requireShape = (kind: FileKind, file: string, value: unknown): JsonObject => {
  const member = MEMBER[kind];
  const expected = member === undefined ? 'a planning object' : `an object with a list ${member}`;
  const fail = (got: string): RepriseError =>
    new RepriseError('BAD_INPUT', `${file} contains ${got}, where ${expected} was expected.`, {
      fields: { file, expected },
    });
  if (!isObject(value)) throw fail(kindOf(value));
  if (member === undefined) {
    if (!PLANNING_MEMBERS.some((name) => Object.hasOwn(value, name))) throw fail('an object of another shape');
  } else if (!Array.isArray(value[member])) throw fail(`an object whose ${member} is ${kindOf(value[member])}`);
  return value;
};

const requireSameSession = (entry: Entry, sessionId: string): void => {
  const named = entry.idText('sessionId');
  if (named === undefined) {
    entry.warn(`${entry.file} has no sessionId; ${sessionId} is taken from its file name`);
  } else if (named !== sessionId)
    throw new RepriseError(
      'BAD_INPUT',
      `${entry.file} has the sessionId ${JSON.stringify(named)}, not that of its file name.`,
      {
        hint: 'The four files of a session have its id in their names and as sessionId.',
        fields: { file: entry.file, sessionId, named },
      },
    );
};
