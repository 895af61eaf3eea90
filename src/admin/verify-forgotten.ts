// Whether a session that was forgotten is gone from every place that can be reached, place by place. What it cannot reach
// (backups, exports, what a reader kept, blocks of the disk that are not yet reused) is said in docs/guides/erase-and-repair.md.
import type { LogAdmin } from '../log/admin-port.ts';
import type { Tombstone } from '../log/port.ts';
import { requireSessionId } from '../log/session-id.ts';
import { sessionNotFound } from '../session/session-not-found.ts';

export interface SearchedPlace {
  readonly place: string;
  readonly stream: string;
  /** How many messages of the session are there. */
  readonly found: number;
}

export interface ForgottenReport {
  readonly sessionId: string;
  /** Whether nothing is left, and the fence stands. */
  readonly ok: boolean;
  readonly tombstone: Tombstone | undefined;
  /** Whether its fence stands in the log: without it a writer that still knows the session may bring it back. */
  readonly fenced: boolean;
  /** Whether another session began under its id since: of it are its own messages, and perhaps what other places have. */
  readonly begunAgain: boolean;
  readonly places: readonly SearchedPlace[];
}

const fenceIn = async (admin: LogAdmin, stream: string, sessionId: string, id: string | undefined) => {
  let fenced = false;
  let after = 0;
  let messages = 0;
  for await (const { content } of admin.messages(stream, sessionId)) {
    if (content.kind === 'fence' && content.tombstone === id) {
      fenced = true;
      after = 0;
    } else {
      messages += 1;
      after += 1;
    }
  }
  return { fenced, after, messages };
};

/** @throws RepriseError BAD_SESSION_ID, SESSION_NOT_FOUND (neither a tombstone nor anything else), LOG_UNREACHABLE */
export const verifyForgotten = async (admin: LogAdmin, sessionId: string): Promise<ForgottenReport> => {
  requireSessionId(sessionId);
  const tombstone = await admin.tombstone(sessionId);
  let fenced = false;
  let begunAgain = false;
  for (const stream of admin.streams) {
    const one = await fenceIn(admin, stream, sessionId, tombstone?.id);
    fenced ||= one.fenced;
    begunAgain ||= one.fenced && one.after > 0;
  }
  const places: SearchedPlace[] = [];
  for (const { name, stream, count } of admin.places)
    places.push({ place: name, stream, found: await count(sessionId) });
  // What other places have may be of the session that began since.
  const isEmpty = places.every(({ place, found }) => found === 0 || (begunAgain && place !== 'messages'));
  if (tombstone === undefined && isEmpty) throw sessionNotFound(sessionId);
  return { sessionId, ok: tombstone !== undefined && fenced && isEmpty, tombstone, fenced, begunAgain, places };
};
