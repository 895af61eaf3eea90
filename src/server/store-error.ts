// What a failure of the file system means for the store, by its code.
import { RepriseError } from '../errors.ts';

/** The operational error for a file system's error on the store's folder. */
export const storeError = (store: string, cause: unknown): RepriseError => {
  const { code, message } = cause as NodeJS.ErrnoException;
  const fields = { store, cause: code ?? message };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new RepriseError('STORE_FULL', `The disk that holds the store ${store} is full.`, {
        hint: 'Free some space there, or name another folder with --store.',
        fields,
        cause,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new RepriseError('SERVER_UNAVAILABLE', `The store ${store} cannot be written by this user (${code}).`, {
        hint: 'Give this user the right to write there, or name another folder with --store.',
        fields,
        cause,
      });
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return new RepriseError('SERVER_UNAVAILABLE', `The store ${store} cannot be a folder there (${code}).`, {
        hint: 'Name another folder with --store.',
        fields,
        cause,
      });
    default:
      return new RepriseError('SERVER_UNAVAILABLE', `The store ${store} cannot be used: ${message}.`, {
        fields,
        cause,
      });
  }
};
