// `server.json` in the store's folder: where the server is and how to log in, for every program of the same user. Mode
// 0600, written whole or not at all. It is a notice, not the lock: the sockets say who lives (store-socket.ts).
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerInfo } from './server-info.ts';

/** What the file holds: the server's info, and what proves that a process id still is that server. */
export interface ServerRecord extends ServerInfo {
  processStart?: string;
}

export const serverFile = (store: string): string => join(store, 'server.json');

export const writeServerFile = (store: string, record: ServerRecord): void => {
  const path = serverFile(store);
  const whole = `${path}.${process.pid}.new`;
  try {
    writeFileSync(whole, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(whole, path);
  } catch (error) {
    rmSync(whole, { force: true });
    throw error;
  }
};

/** The file's record; undefined when there is none, or nothing that could be one. */
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
