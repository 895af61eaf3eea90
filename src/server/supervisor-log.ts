// `supervisor.log` in the store's folder: when its server ended, why it could not start, when it was up again.
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_BYTES = 1024 * 1024;

/** Adds a line to the log. A log that cannot be written, as on a full disk, stops nothing. */
export const logLine = (store: string, sentence: string): void => {
  const path = join(store, 'supervisor.log');
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LIMIT_BYTES)
      renameSync(path, join(store, 'supervisor.previous.log'));
    appendFileSync(path, `${new Date().toISOString()} ${sentence}\n`, { mode: 0o600 });
  } catch {
    // The status states it too.
  }
};
