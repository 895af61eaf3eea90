// What is at a path that may hold a record, and the errors for one that cannot be read.
import { open, stat } from 'node:fs/promises';
import { RepriseError } from '../../errors.ts';

export const fileNotFound = (path: string): RepriseError =>
  new RepriseError('FILE_NOT_FOUND', `There is no file ${path}.`, { fields: { path } });

/** The error for a failure of the file system at `path`; an error of any other kind is given back as it is. */
export const readError = (path: string, error: unknown): unknown =>
  (error as NodeJS.ErrnoException).syscall === undefined
    ? error
    : new RepriseError('FILE_NOT_FOUND', `${path} cannot be read: ${(error as Error).message}.`, {
        fields: { path },
        cause: error,
      });

const NOTHING_THERE: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/** Undefined where nothing is. @throws RepriseError BAD_INPUT for a pipe, a device or a socket; FILE_NOT_FOUND */
export const kindOfPath = async (path: string): Promise<'file' | 'folder' | undefined> => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    if (found.isFile()) return 'file';
  } catch (error) {
    if (NOTHING_THERE.includes((error as NodeJS.ErrnoException).code)) return undefined;
    throw readError(path, error);
  }
  // A record is read more than once, and a pipe gives its bytes once: the second reading would find nothing.
  throw new RepriseError('BAD_INPUT', `${path} is neither a file nor a folder.`, {
    hint: 'A record is read more than once, which a pipe does not allow: write it to a file first.',
    fields: { path },
  });
};

/** @throws RepriseError FILE_NOT_FOUND; BAD_INPUT for a folder, a pipe, a device or a socket */
export const requireFile = async (path: string): Promise<void> => {
  const kind = await kindOfPath(path);
  if (kind === undefined) throw fileNotFound(path);
  if (kind === 'folder')
    throw new RepriseError('BAD_INPUT', `${path} is a folder, where a file of an exported session was expected.`, {
      hint: 'Sessions in folders of session files are imported by `reprise import FOLDER` (`importFolder`).',
      fields: { path },
    });
};

/** Bytes in which the first line of an exported session shows itself. */
const BEGINNING_BYTES = 4096;

/** Whether a file begins as an exported session does: with an event as JSON. @throws RepriseError FILE_NOT_FOUND */
export const beginsAsRecord = async (path: string): Promise<boolean> => {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
      return /^\ufeff?\s*\{[^\n]*"specversion"/.test(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readError(path, error);
  }
};
