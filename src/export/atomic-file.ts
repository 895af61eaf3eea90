// Writes a file so that it is there complete or not at all: under another name first, flushed, then renamed. What is no
// regular file (a pipe, a device) is written as it is: a rename would put a file in its place.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RepriseError } from '../errors.ts';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const notWritten = (path: string, error: unknown, hint: string): RepriseError => {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { hint, fields: { path, code }, cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RepriseError('STORE_FULL', `The disk is full: ${path} was not written.`, options);
  if (code === 'ENOENT')
    return new RepriseError('FILE_NOT_FOUND', `There is no folder ${dirname(path)} to write ${path} into.`, options);
  if (code === 'EISDIR')
    return new RepriseError('BAD_INPUT', `${path} is a folder, where a file was expected.`, options);
  if (code === 'ELOOP') return new RepriseError('BAD_INPUT', `${path} is a link that leads back to itself.`, options);
  return new RepriseError('BAD_INPUT', `${path} cannot be written: ${message}.`, options);
};

const MOST_LINKS = 40;

/** The file that a path leads to, through links, also where the last of them leads to nothing yet. */
const targetOf = async (path: string): Promise<string> => {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const found = await realpath(target).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found !== undefined) return found;
    const link = await readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = resolve(dirname(target), link);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP', syscall: 'readlink' });
};

/**
 * Writes a text into a file. A file of that name is replaced, and keeps its permissions; links are followed.
 * @throws RepriseError STORE_FULL (the disk), FILE_NOT_FOUND (the folder), BAD_INPUT
 */
export const writeFileAtomically = (path: string, text: string): Promise<void> =>
  fillFileAtomically(path, (file) => file.writeFile(text));

/**
 * Lets `fill` write a file of another name, flushes it and gives it its own name. Nothing is left behind on a failure. A
 * pipe or a device is filled directly.
 * @throws RepriseError as `writeFileAtomically`, and what `fill` throws
 */
export const fillFileAtomically = async <T>(path: string, fill: (file: FileHandle) => Promise<T>): Promise<T> => {
  let hint = 'Nothing was left behind.';
  try {
    const found = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR', syscall: 'open' });
    if (found !== undefined && !found.isFile()) {
      hint = 'What it took before stays.';
      return await fillDirectly(path, fill);
    }
    return await fillBeside(await targetOf(path), found === undefined ? undefined : found.mode & 0o7777, fill);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : notWritten(path, error, hint);
  }
};

const fillDirectly = async <T>(path: string, fill: (file: FileHandle) => Promise<T>): Promise<T> => {
  // Neither created nor emptied: it is there, and has no length.
  const file = await open(path, constants.O_WRONLY);
  try {
    return await fill(file);
  } finally {
    await file.close();
  }
};

const fillBeside = async <T>(
  target: string,
  mode: number | undefined,
  fill: (file: FileHandle) => Promise<T>,
): Promise<T> => {
  const unfinished = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
  const file = await open(unfinished, 'wx');
  try {
    if (mode !== undefined) await file.chmod(mode);
    const filled = await fill(file);
    await file.sync();
    await file.close();
    await rename(unfinished, target);
    return filled;
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(unfinished).catch(() => undefined);
    throw error;
  }
};
