// A session exported into a file.

import { type Exported, exportSession } from '../session/record/export.ts';
import type { Source } from '../session/record/source.ts';
import { fillFileAtomically } from './atomic-file.ts';

/** Lines are gathered to pieces of this size before they are written. */
const WRITE_BYTES = 256 * 1024;

/**
 * Writes a session into a file, which is there complete or not at all. A file of that name is replaced.
 * @throws RepriseError as `exportSession`; STORE_FULL (the disk), FILE_NOT_FOUND (the folder), BAD_INPUT
 */
export const exportToFile = (source: Source, path: string): Promise<Exported> =>
  fillFileAtomically(path, async (file) => {
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    const flush = async () => {
      await file.writeFile(Buffer.concat(waiting));
      waiting = [];
      waitingBytes = 0;
    };
    const exported = await exportSession(source, async (bytes) => {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes >= WRITE_BYTES) await flush();
    });
    await flush();
    return exported;
  });
