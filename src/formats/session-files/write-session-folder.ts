// The four files of a session in a folder, which is complete or not there at all: written beside it, flushed, renamed.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isRepriseError, RepriseError } from '../../errors.ts';
import type { SessionDocuments } from './embedded-record.ts';
import { FILE_KINDS, fileNameOf } from './file-kind.ts';
import { MAX_FILE_BYTES } from './json-file.ts';

export interface WrittenFolder {
  readonly folder: string;
  /** Names of the files. */
  readonly files: string[];
  readonly bytes: number;
}

/**
 * Writes the files. A folder that holds nothing but these files of the same session is replaced.
 * @throws RepriseError BAD_INPUT (a folder with anything else in it; a file over the limit of import), FILE_NOT_FOUND (no
 * folder to put it into), STORE_FULL (the disk)
 */
export const writeSessionFolder = async (
  path: string,
  sessionId: string,
  documents: SessionDocuments,
): Promise<WrittenFolder> => {
  // A link to a folder stays a link: what it leads to is replaced.
  const folder = await realpath(path).catch(() => resolve(path));
  const texts = FILE_KINDS.map(
    (kind) => [fileNameOf(kind, sessionId), `${JSON.stringify(documents[kind], null, 2)}\n`] as const,
  );
  for (const [file, text] of texts) requireWithinLimit(file, text);
  const files: string[] = texts.map(([file]) => file);
  const unfinished = join(dirname(folder), `.${basename(folder)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const present = await contentOf(folder);
    const other = present?.find((name) => !files.includes(name));
    if (other !== undefined)
      throw new RepriseError(
        'BAD_INPUT',
        `The folder ${path} contains ${other}, which is not a file of this session.`,
        {
          hint: 'Nothing was written. Name a folder that does not exist yet.',
          fields: { folder: path, file: other },
        },
      );
    await mkdir(unfinished);
    if (present !== undefined) await chmod(unfinished, (await stat(folder)).mode & 0o7777);
    for (const [file, text] of texts) await writeFlushed(join(unfinished, file), text);
    await putInPlace(unfinished, folder, present);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw isRepriseError(error) ? error : notWritten(path, error);
  }
  return { folder: path, files, bytes: texts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0) };
};

/** A file that could not be imported again is not written. */
const requireWithinLimit = (file: string, text: string): void => {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_FILE_BYTES)
    throw new RepriseError(
      'BAD_INPUT',
      `${file} would have ${bytes} bytes; a session file has at most ${MAX_FILE_BYTES}.`,
      {
        hint: 'Nothing was written. Export the session as NDJSON, which has no limit.',
        fields: { file, bytes, limit: MAX_FILE_BYTES },
      },
    );
};

const contentOf = async (folder: string): Promise<string[] | undefined> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const writeFlushed = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** An empty folder is replaced by the rename itself; one with files is put aside first, and put back if that fails. */
const putInPlace = async (unfinished: string, folder: string, present: string[] | undefined): Promise<void> => {
  if (present === undefined) return rename(unfinished, folder);
  if (present.length === 0) {
    await rmdir(folder);
    return rename(unfinished, folder);
  }
  const aside = `${unfinished}.old`;
  await rename(folder, aside);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    await rename(aside, folder);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
};

const notWritten = (path: string, error: unknown): RepriseError => {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { hint: 'Nothing was left behind.', fields: { folder: path, code }, cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RepriseError('STORE_FULL', `The disk is full: ${path} was not written.`, options);
  if (code === 'ENOENT')
    return new RepriseError('FILE_NOT_FOUND', `There is no folder ${dirname(path)} to write ${path} into.`, options);
  if (code === 'ENOTDIR')
    return new RepriseError('BAD_INPUT', `${path} is a file, where a folder was expected.`, options);
  return new RepriseError('BAD_INPUT', `${path} cannot be written: ${message}.`, options);
};
