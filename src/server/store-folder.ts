// The folder of the store, and the operational errors for failures of its file system.
import { RepriseError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';

/** With less free, the first block of a stream would not fit: the disk counts as full. */
export const MIN_FREE_BYTES = 16 * 1024 * 1024;

/** @param fields what else is known */
export const storeFull = (store: string, fields: Record<string, unknown>, cause?: unknown): RepriseError =>
  new RepriseError('STORE_FULL', `The disk that holds the store ${store} is full.`, {
    hint: 'Free some space there, or name another folder with --store.',
    fields: { store, ...fields },
    cause,
  });

/** @param waitedMs how long its answer was waited for */
export const storeHeld = (store: string, waitedMs: number): RepriseError =>
  new RepriseError(
    'SERVER_UNAVAILABLE',
    `Another process holds the store ${store} and did not answer in ${waitedMs / 1000} s.`,
    { hint: 'End that process, or name another folder with --store.', fields: { store } },
  );

/** The operational error for an error of the file system, by its code. */
export const storeError = (store: string, cause: unknown): RepriseError => {
  const { code, message } = cause as NodeJS.ErrnoException;
  const fields = { store, cause: code ?? message };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return storeFull(store, fields, cause);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new RepriseError('SERVER_UNAVAILABLE', `This user may not write to the store ${store} (${code}).`, {
        hint: 'Give this user the right to write there, or name another folder with --store.',
        fields,
        cause,
      });
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return new RepriseError(
        'SERVER_UNAVAILABLE',
        `The store ${store} is not a folder and cannot be created as one (${code}).`,
        {
          hint: 'Name another folder with --store.',
          fields,
          cause,
        },
      );
    default:
      return new RepriseError('SERVER_UNAVAILABLE', `The store ${store} cannot be used: ${message}.`, {
        fields,
        cause,
      });
  }
};

/** Creates the folder of the store, for its owner alone. @throws the error of the file system */
export const makeStore = (store: string): void => makeFolder(store, 0o700);
