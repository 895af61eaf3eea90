// Creates a folder and what is missing above it. Node's recursive mkdir never returns where the file system reports ENOENT
// below a folder that exists, as /proc does: it blocks the process, signals included.
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** False where nothing is, or what is there cannot be reached. */
export const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

/**
 * Creates a folder; one that exists is left as it is.
 * @param mode of each folder that is created, less the umask. Default 0o777.
 * @throws the error of the file system
 */
export const makeFolder = (path: string, mode = 0o777): void => {
  const folder = resolve(path);
  const parent = dirname(folder);
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if (isFolder(folder)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || isFolder(parent)) throw error;
    makeFolder(parent, mode);
    makeInside(folder, mode);
  }
};

/** Another process may have created it since. */
const makeInside = (folder: string, mode: number): void => {
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
};
