// The session of a folder: what the connection joined, else `REPRISE_SESSION`, else the note `.reprise/session` in the folder
// or one above it. Who starts or joins a session leaves the note, so that the next agent of the folder goes on with it.
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SESSION_ID } from '../../../machines/events/fields.ts';
import { makeFolder } from '../../make-folder.ts';
import type { CurrentSession } from './access.ts';

/** `.reprise/session` of a folder. */
export const noteIn = (folder: string): string => join(folder, '.reprise', 'session');

const sessionIn = (path: string): string | undefined => {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return SESSION_ID.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
};

/** The nearest note from a folder upwards, below the home folder; undefined where there is none. */
const nearestNote = (folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    if (sessionIn(noteIn(at)) !== undefined) return noteIn(at);
    if (dirname(at) === at || dirname(at) === homedir()) return undefined;
  }
};

export interface FolderSessionOptions {
  readonly folder: string;
  /** `REPRISE_SESSION`. */
  readonly session?: string | undefined;
  readonly note: (line: string) => void;
}

export const folderSession = ({ folder, session, note }: FolderSessionOptions): CurrentSession => {
  let joined: string | undefined;
  return {
    async named() {
      if (joined !== undefined) return joined;
      if (session) return session;
      const path = nearestNote(folder);
      return path === undefined ? undefined : sessionIn(path);
    },
    async join(sessionId) {
      joined = sessionId;
      // Whoever set the variable names the session of all that start with it.
      if (session) return undefined;
      const path = nearestNote(folder) ?? noteIn(folder);
      if (sessionIn(path) === sessionId) return path;
      try {
        makeFolder(dirname(path));
        // The note is of this machine: it is not committed with the folder.
        writeFileSync(join(dirname(path), '.gitignore'), '*\n');
        writeFileSync(path, `${sessionId}\n`);
        return path;
      } catch (error) {
        note(`The session is not noted in ${path}: ${(error as Error).message}`);
        return undefined;
      }
    },
  };
};
