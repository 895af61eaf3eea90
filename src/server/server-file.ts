// `server.json` in the store's folder: address and login of the server, for every program of the same user. Mode 0600,
// written atomically. It informs; the lock is the socket (store-socket.ts).
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerInfo } from './server-info.ts';

/** The content of the file: the server, and by what its process id is known to be still that server. */
export interface ServerRecord extends ServerInfo {
  processStart?: string;
}

export const serverFile = (store: string): string => join(store, 'server.json');

export const writeServerFile = (store: string, record: ServerRecord): void => {
  const path = serverFile(store);
  const unfinished = `${path}.${process.pid}.new`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
};

/** The content of the file; undefined when there is no file, or its content is not valid. */
export const readServerFile = (store: string): ServerRecord | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(serverFile(store), 'utf8'));
    if (typeof value !== 'object' || value === null || !('url' in value)) return undefined;
    return value as ServerRecord;
  } catch {
    return undefined;
  }
};

export const removeServerFile = (store: string): void => rmSync(serverFile(store), { force: true });
