// Many sessions, each from its folder, several at once: a durable append waits for the disk, and others can be read and
// decided meanwhile. A folder that fails does not stop the others. What is recorded stays: after a stop the same call
// goes on where it was, and adds nothing twice.
import { isRepriseError, type RepriseError } from '../errors.ts';
import type { Sessions } from '../session/write/sessions.ts';
import { type Imported, type ImportSettings, importSession } from './import-session.ts';

export type FolderOutcome =
  | { readonly folder: string; readonly imported: Imported }
  | { readonly folder: string; readonly error: RepriseError };

export interface ImportFoldersOptions extends ImportSettings {
  /** Aborted: no further folder is begun; those begun are finished. */
  readonly signal?: AbortSignal;
  /** Folders at once. Default 8. */
  readonly atOnce?: number;
  readonly onOutcome: (outcome: FolderOutcome) => void;
}

/** Of the log, not of a folder: the others would fail in the same way. */
const OF_THE_LOG = ['LOG_UNREACHABLE', 'STORE_FULL', 'STREAM_MISMATCH', 'SERVER_UNAVAILABLE'] as const;

/** @throws RepriseError of the log; what of a folder fails is an outcome */
export const importFolders = async (
  sessions: Sessions,
  folders: readonly string[],
  { signal, atOnce = 8, onOutcome, ...settings }: ImportFoldersOptions,
): Promise<void> => {
  const waiting = folders.values();
  let broken: unknown;
  const work = async (): Promise<void> => {
    for (const folder of waiting) {
      if (broken !== undefined || signal?.aborted) return;
      try {
        onOutcome({ folder, imported: await importSession(sessions, folder, settings) });
      } catch (error) {
        if (!isRepriseError(error) || OF_THE_LOG.some((code) => error.code === code)) broken ??= error;
        else onOutcome({ folder, error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (broken !== undefined) throw broken;
};
