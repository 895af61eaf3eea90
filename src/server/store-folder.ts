// The store's folder, and what a failure of the file system means for it, by its code.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
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

/**
 * Makes the store's folder, for its owner alone.
 * @throws the file system's error; where a read-only file system is the cause that is said (mkdir says ENOENT then)
 */
export const makeStore = (store: string): void => {
  try {
    mkdirSync(store, { recursive: true, mode: 0o700 });
  } catch (error) {
    let parent = dirname(store);
    while (!existsSync(parent)) parent = dirname(parent);
    accessSync(parent, constants.W_OK);
    throw error;
  }
};
