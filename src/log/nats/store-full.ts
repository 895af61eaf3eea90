// Whether a store is full: as the server reports it, and as the disk itself shows.
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiError } from '@nats-io/jetstream';
import { RepriseError } from '../../errors.ts';
import { MIN_FREE_BYTES } from '../../server/store-folder.ts';
import { CODE, type Wire } from './api.ts';

/**
 * On a full disk nats-server (seen with 2.15.1) neither acknowledges nor refuses, so the disk itself is checked. What was sent
 * may be on the disk all the same. The managed server is started again when that much is free, which settles it.
 */
export const isDiskFull = async (store: string | undefined, bytes: number): Promise<boolean> => {
  if (store === undefined) return false;
  try {
    const { bavail, bsize } = await statfs(join(store, 'jetstream'));
    return bavail * bsize < bytes + MIN_FREE_BYTES;
  } catch {
    return false;
  }
};

/** The server's own limits, which it checks before it stores anything. */
export const STORE_FULL_CODES: readonly number[] = [CODE.insufficientResources, CODE.storageResourcesExceeded];

export const storeFull = (connection: Wire, error: ApiError): RepriseError =>
  new RepriseError('STORE_FULL', `The server at ${connection.url} could not store the commit: ${error.description}.`, {
    hint: 'Free space on the disk of the store, or raise max_file_store of the server. Nothing was recorded.',
    fields: { url: connection.url, errorCode: error.err_code },
  });
