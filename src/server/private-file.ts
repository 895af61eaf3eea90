// A file that its owner alone may read, written as a whole: a reader sees the old content or the new one.
import { renameSync, rmSync, writeFileSync } from 'node:fs';

export const writePrivateFile = (path: string, text: string): void => {
  const unfinished = `${path}.${process.pid}.new`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600, flush: true });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
};
