// Records many sessions, each from its folder, several at once: a durable append waits for the disk, and others can be
// read and decided meanwhile. A folder that fails does not stop the others. What is recorded stays: after a stop the
// same call continues, and adds nothing twice.
import { isRepriseError, type RepriseError } from '../errors.ts';
import type { Recorder } from '../session/write/recorder.ts';
import {
  type ImportedFolder,
  type ImportFolderOptions,
  importFolder,
  parentOfSession,
  readFolder,
} from './import-folder.ts';

export type FolderOutcome =
  | { readonly folder: string; readonly imported: ImportedFolder }
  | { readonly folder: string; readonly error: RepriseError };

/** Totals of an import of folders, so far or at its end. */
export interface FolderTotals {
  /** Folders to import, and those that are done. */
  readonly folders: number;
  readonly done: number;
  /** Sessions that were recorded, and those that the log already held. */
  readonly recorded: number;
  readonly there: number;
  /** Events that were added. */
  readonly events: number;
  /** Places where files contradict themselves. */
  readonly differences: number;
  /** Violations of rules, by severity. */
  readonly errors: number;
  readonly warnings: number;
  readonly failed: number;
  /** Folders that were not begun, because `signal` aborted. */
  readonly left: number;
}

export interface ImportFoldersOptions extends Omit<ImportFolderOptions, 'onProgress'> {
  /** Aborted: no further folder is begun; those begun are finished. */
  readonly signal?: AbortSignal;
  /** Folders at once. Default 8. */
  readonly concurrency?: number;
  /** Receives each outcome as it comes, and the totals with it. */
  readonly onOutcome?: (outcome: FolderOutcome, totals: FolderTotals) => void;
}

/** Of the log, not of a folder: every other folder would end in the same way. */
const OF_THE_LOG = [
  'LOG_UNREACHABLE',
  'STORE_FULL',
  'STREAM_MISMATCH',
  'SERVER_UNAVAILABLE',
  'UNKNOWN_OUTCOME',
] as const;

const DEFAULT_CONCURRENCY = 8;

const plus = (totals: FolderTotals, outcome: FolderOutcome): FolderTotals => {
  const next = { ...totals, done: totals.done + 1, left: totals.left - 1 };
  if ('error' in outcome) return { ...next, failed: totals.failed + 1 };
  const { added, wasThere, report, violations } = outcome.imported;
  const errors = violations.filter(({ severity }) => severity === 'error').length;
  return {
    ...next,
    recorded: totals.recorded + (wasThere ? 0 : 1),
    there: totals.there + (wasThere ? 1 : 0),
    events: totals.events + added,
    differences: totals.differences + report.differences.length,
    errors: totals.errors + errors,
    warnings: totals.warnings + violations.length - errors,
  };
};

/** A session whose parent is not in the log: its folder waits until the others are done, as the parent may be among them. */
interface Child {
  readonly folder: string;
  readonly sessionId: string;
  readonly parent: string;
}

/** Each after its parent, else in the order of the folders; a circle of parents begins with the one found first. */
const parentsFirst = (children: readonly Child[], folders: readonly string[]): Set<Child> => {
  const placeOf = new Map(folders.map((folder, place) => [folder, place]));
  const bySession = new Map(children.map((child) => [child.sessionId, child]));
  const ordered = new Set<Child>();
  for (const child of children.toSorted((a, b) => (placeOf.get(a.folder) ?? 0) - (placeOf.get(b.folder) ?? 0))) {
    const line = new Set<Child>();
    let next: Child | undefined = child;
    for (; next !== undefined && !ordered.has(next) && !line.has(next); next = bySession.get(next.parent))
      line.add(next);
    if (next !== undefined) ordered.add(next); // where a circle is cut
    for (const one of [...line].reverse()) ordered.add(one);
  }
  return ordered;
};

/**
 * Records the sessions of folders, as `sessionFolders` finds them. The failure of a folder is an outcome.
 * @throws RepriseError LOG_UNREACHABLE, STORE_FULL, STREAM_MISMATCH, SERVER_UNAVAILABLE, UNKNOWN_OUTCOME
 */
export const importFolders = async (
  recorder: Recorder,
  folders: readonly string[],
  { signal, concurrency = DEFAULT_CONCURRENCY, onOutcome, ...options }: ImportFoldersOptions = {},
): Promise<FolderTotals> => {
  const none = { done: 0, recorded: 0, there: 0, events: 0, differences: 0, errors: 0, warnings: 0, failed: 0 };
  let totals: FolderTotals = { folders: folders.length, ...none, left: folders.length };
  const waiting = folders.values();
  let failure: unknown;
  const add = (outcome: FolderOutcome): void => {
    totals = plus(totals, outcome);
    onOutcome?.(outcome, totals);
  };
  const children: Child[] = [];
  /** @param isLast whether its parent is not waited for any more */
  const importOne = async (folder: string, isLast: boolean): Promise<void> => {
    let outcome: FolderOutcome;
    try {
      const read = await readFolder(folder, options, recorder.secrets);
      const parent = isLast ? undefined : parentOfSession(read);
      if (parent !== undefined && !(await recorder.hasSession(parent))) {
        children.push({ folder, sessionId: read.sessionId, parent });
        return;
      }
      outcome = { folder, imported: await importFolder(recorder, folder, options, read) };
    } catch (error) {
      if (!isRepriseError(error) || OF_THE_LOG.some((code) => error.code === code)) {
        failure ??= error;
        return;
      }
      outcome = { folder, error };
    }
    add(outcome);
  };
  const work = async (): Promise<void> => {
    for (const folder of waiting) {
      if (failure !== undefined || signal?.aborted) return;
      await importOne(folder, false);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  for (const { folder } of parentsFirst(children, folders)) {
    if (failure !== undefined || signal?.aborted) break;
    await importOne(folder, true);
  }
  if (failure !== undefined) throw failure;
  return totals;
};
