// Writes a file so that it is there complete or not at all: under another name first, flushed, then renamed.
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RepriseError } from '../errors.ts';

const notWritten = (path: string, error: unknown): RepriseError => {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { hint: 'Nothing was left behind.', fields: { path, code }, cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RepriseError('STORE_FULL', `The disk is full: ${path} was not written.`, options);
  if (code === 'ENOENT')
    return new RepriseError('FILE_NOT_FOUND', `There is no folder ${dirname(path)} to write ${path} into.`, options);
  return new RepriseError('BAD_INPUT', `${path} cannot be written: ${message}.`, options);
};

/**
 * Writes a text into a file. A file of that name is replaced.
 * @throws RepriseError STORE_FULL (the disk), FILE_NOT_FOUND (the folder), BAD_INPUT
 */
export const writeFileAtomically = (path: string, text: string): Promise<void> =>
  fillFileAtomically(path, (file) => file.writeFile(text));

/** As `writeFileAtomically`, with the permissions of the file that was there. */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const mode = await stat(path).then(
    (found) => found.mode & 0o7777,
    () => undefined,
  );
  await fillFileAtomically(path, (file) => file.writeFile(text), mode);
};

/**
 * Lets `fill` write a file of another name, flushes it and gives it its own name. Nothing is left behind on a failure.
 * @param mode permissions; default: those of a new file
 * @throws RepriseError as `writeFileAtomically`, and what `fill` throws
 */
export const fillFileAtomically = async <T>(
  path: string,
  fill: (file: FileHandle) => Promise<T>,
  mode?: number,
): Promise<T> => {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(unfinished, 'wx');
    try {
      if (mode !== undefined) await file.chmod(mode);
      const filled = await fill(file);
      await file.sync();
      await file.close();
      await rename(unfinished, path);
      return filled;
    } catch (error) {
      await file.close().catch(() => undefined);
      await unlink(unfinished).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : notWritten(path, error);
  }
};
