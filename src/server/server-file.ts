// `server.json` in the store's folder: address and login of the server, for every program of the same user. Mode 0600,
// written atomically. It informs; the lock is the socket (store-socket.ts).
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from './private-file.ts';
import type { ServerInfo } from './server-info.ts';

/** The content of the file: the server, and by what its process id is known to be still that server. */
export interface ServerRecord extends ServerInfo {
  processStart?: string;
}

export const serverFile = (store: string): string => join(store, 'server.json');

export const writeServerFile = (store: string, record: ServerRecord): void =>
  writePrivateFile(serverFile(store), `${JSON.stringify(record, null, 2)}\n`);

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
