// The four files of one session, found in a folder and parsed; or why they are not, in one sentence.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SessionId } from '../../../machines/events/fields.ts';
import { RepriseError } from '../../errors.ts';
import { notJsonAt } from '../json-place.ts';
import { Entry, FILE_KINDS, type FileKind, isObject, type JsonObject, kindOf, type ReadNotes } from './entry.ts';
import { RECORD } from './kept-record.ts';

/** The most bytes that one session file may have: 64 MiB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** The deepest nesting of lists and objects in one. */
export const MAX_DEPTH = 200;

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
  /** Each file's own object; missing ones are left out, with a warning in the notes. */
  readonly files: ReadonlyMap<FileKind, Entry>;
  /** The same as they were parsed. */
  readonly documents: Readonly<Partial<Record<FileKind, JsonObject>>>;
  readonly notes: ReadNotes;
}

/** Opens the files of a session; where the folder holds several sessions, `session` says which. */
export const openFolder = async (folder: string, session?: string): Promise<SessionFiles> => {
  const found = await namesIn(folder);
  const sessions = [...new Set(found.map((file) => file.session))].sort();
  if (sessions.length === 0)
    throw new RepriseError('FILE_NOT_FOUND', `No session file is in ${folder}.`, {
      hint: 'Session files are named planning-ID.json, todo-ID.json, workbook-ID.json and events-ID.json.',
      fields: { folder },
    });
  if (session === undefined && sessions.length > 1)
    throw new RepriseError('BAD_INPUT', `Files of ${sessions.length} sessions are mixed in ${folder}.`, {
      hint: `Name one of ${sessions.slice(0, 5).join(', ')}${sessions.length > 5 ? ', ...' : ''}, or give each a folder.`,
      fields: { folder, sessions },
    });
  const sessionId = session ?? (sessions[0] as string);
  if (!sessions.includes(sessionId))
    throw new RepriseError('SESSION_NOT_FOUND', `No file of session ${sessionId} is in ${folder}.`, {
      hint: `There are files of ${sessions.slice(0, 5).join(', ')}.`,
      fields: { folder, sessions },
    });
  if (!SessionId.safeParse(sessionId).success)
    throw new RepriseError('BAD_SESSION_ID', `${JSON.stringify(sessionId)} is no session id.`, {
      hint: 'A session id is 1 to 64 of A-Z a-z 0-9 _ -; it stands in the names of the files.',
      fields: { sessionId },
    });
  const notes: ReadNotes = { warnings: [] };
  const files = new Map<FileKind, Entry>();
  const documents: Partial<Record<FileKind, JsonObject>> = {};
  for (const kind of FILE_KINDS) {
    const file = `${kind}-${sessionId}.json`;
    if (!found.some((one) => one.name === file)) {
      notes.warnings.push(`${file} is missing`);
      continue;
    }
    const document = shaped(kind, file, await readJson(folder, file));
    documents[kind] = document;
    const entry = new Entry(kind, file, '', document, notes);
    sameSession(entry, sessionId);
    files.set(kind, entry);
  }
  return { sessionId, files, documents, notes };
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

const readJson = async (folder: string, file: string): Promise<unknown> => {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(join(folder, file));
    if (size > MAX_FILE_BYTES)
      throw new RepriseError('BAD_INPUT', `${file} has ${size} bytes; a session file may have ${MAX_FILE_BYTES}.`, {
        fields: { file, bytes: size, limit: MAX_FILE_BYTES },
      });
    bytes = await readFile(join(folder, file));
  } catch (cause) {
    if (cause instanceof RepriseError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new RepriseError('BAD_INPUT', `${file} cannot be read (${code}).`, { fields: { file }, cause });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RepriseError('BAD_INPUT', `${file} is not UTF-8.`, { fields: { file }, cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = notJsonAt(text);
    const where = place === undefined ? '' : ` at line ${place.line}, column ${place.column} (${place.found})`;
    throw new RepriseError('BAD_INPUT', `${file} is no JSON${where}.`, { fields: { file, ...place }, cause });
  }
};

const shaped = (kind: FileKind, file: string, value: unknown): JsonObject => {
  const member = MEMBER[kind];
  const expected = member === undefined ? 'a planning object' : `an object with a list ${member}`;
  const fail = (got: string): RepriseError =>
    new RepriseError('BAD_INPUT', `${file} holds ${got}, where ${expected} was expected.`, {
      fields: { file, expected },
    });
  if (!isObject(value)) throw fail(kindOf(value));
  if (member === undefined) {
    if (!PLANNING_MEMBERS.some((name) => Object.hasOwn(value, name))) throw fail('an object of another shape');
  } else if (!Array.isArray(value[member])) throw fail(`an object whose ${member} is ${kindOf(value[member])}`);
  bounded(file, value);
  return value;
};

/** Refuses what could not be written again: nesting without end, a number over the largest there is (1e999), and the one
 * name that JavaScript keeps for itself. */
const bounded = (file: string, root: JsonObject): void => {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    // What an export kept beside a file holds its entries some levels further down.
    if (depth > MAX_DEPTH + 10 || (depth > MAX_DEPTH && !Object.hasOwn(root, RECORD)))
      throw new RepriseError('BAD_INPUT', `${file} is nested deeper than ${MAX_DEPTH} levels.`, { fields: { file } });
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (Object.hasOwn(value, '__proto__'))
        throw new RepriseError('BAD_INPUT', `${file} has a member named __proto__.`, { fields: { file } });
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === 'number' && !Number.isFinite(member))
          throw new RepriseError('BAD_INPUT', `${file} has a number that is not finite, at ${name}.`, {
            hint: 'A number may be at most about 1.8e308.',
            fields: { file, field: name },
          });
        if (typeof member === 'object') next.push(member);
      }
    }
    level = next;
  }
};

const sameSession = (entry: Entry, sessionId: string): void => {
  const named = entry.idText('sessionId');
  if (named === undefined) {
    entry.warn(`${entry.file} names no session; ${sessionId} is taken from its name`);
  } else if (named !== sessionId)
    throw new RepriseError('BAD_INPUT', `${entry.file} is of session ${JSON.stringify(named)} by its content.`, {
      hint: 'The four files of a session carry its id in their names and as sessionId.',
      fields: { file: entry.file, sessionId, named },
    });
};
