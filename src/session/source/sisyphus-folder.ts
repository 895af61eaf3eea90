// Whether a folder is a session of the Sisyphus orchestrator: its state.json has agents and cycles. Small, so that a folder of
// session files is recognized without the reader of either.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const SISYPHUS_STATE = 'state.json';
/** A state.json over this is read as one where it is imported, which refuses it. */
const MOST_BYTES = 64 * 1024 * 1024;

export const isSisyphusFolder = async (folder: string): Promise<boolean> => {
  try {
    const path = join(folder, SISYPHUS_STATE);
    const found = await stat(path);
    if (!found.isFile() || found.size > MOST_BYTES) return false;
    const text = await readFile(path, 'utf8');
    // A file that is written right now may not be JSON yet: the names tell.
    return text.includes('"orchestratorCycles"') && text.includes('"agents"');
  } catch {
    return false;
  }
};
