// Tombstones of sessions that were erased, in a stream of their own beside the log. The application reads them; only an
// admin writes them.

import { isRepriseError, RepriseError } from '../../errors.ts';
import type { Tombstone } from '../port.ts';
import { CODE, getFromLeader, type Wire } from './api.ts';
import { type Connection, NoAnswer } from './connection.ts';
import { openPull } from './pull.ts';
import { SIDE, subjectsIn } from './side-stream.ts';
import { sessionIdOf } from './stream.ts';

const { stream, root } = SIDE.tombstones;

export const tombstoneSubject = (sessionId: string): string => `${root}.${sessionId}`;

const isMissingStream = (error: unknown): boolean =>
  isRepriseError(error, 'LOG_UNREACHABLE') && error.fields.errorCode === CODE.streamNotFound;

const TEXTS = ['id', 'sessionId', 'at', 'by', 'reason'] as const;

/** @throws RepriseError RECORD_INVALID for what no admin wrote */
const decoded = (body: Uint8Array, sequence: number): Tombstone => {
  try {
    const value = JSON.parse(Buffer.from(body).toString()) as Tombstone;
    if (TEXTS.every((name) => typeof value[name] === 'string') && Array.isArray(value.earlier)) return value;
  } catch {
    // Reported below.
  }
  throw new RepriseError('RECORD_INVALID', `The message at sequence ${sequence} of stream ${stream} is no tombstone.`, {
    hint: 'Only an admin can have written it. Purge its subject, and forget the session again.',
    fields: { stream, sequence },
  });
};

/** The newest tombstone of a session, and where it is. @throws RepriseError LOG_UNREACHABLE, RECORD_INVALID */
export const placedTombstoneOf = async (
  wire: Wire,
  sessionId: string,
): Promise<{ readonly tombstone: Tombstone; readonly sequence: number } | undefined> => {
  try {
    const last = await getFromLeader(wire, stream, { last_by_subj: tombstoneSubject(sessionId) });
    return last && { tombstone: decoded(last.body, last.sequence), sequence: last.sequence };
  } catch (error) {
    if (isMissingStream(error)) return undefined;
    throw error;
  }
};

/** @throws RepriseError LOG_UNREACHABLE, RECORD_INVALID */
export const tombstoneOf = async (wire: Wire, sessionId: string): Promise<Tombstone | undefined> =>
  (await placedTombstoneOf(wire, sessionId))?.tombstone;

/** Ids of the sessions that have a tombstone. @throws RepriseError LOG_UNREACHABLE */
export const buriedIn = async (wire: Wire): Promise<ReadonlySet<string>> =>
  new Set([...(await subjectsIn(wire, stream, tombstoneSubject('*'))).keys()].map(sessionIdOf));

/** All tombstones, the oldest first. @throws RepriseError LOG_UNREACHABLE, RECORD_INVALID */
export const tombstonesIn = async (connection: Connection): Promise<Tombstone[]> => {
  const all: Tombstone[] = [];
  try {
    const pull = await openPull(connection, stream, { deliver_policy: 'all' });
    try {
      let left = pull.pending;
      if (left === 0) return all;
      for await (const messages of pull.messages()) {
        for (const { data, sequence } of messages) all.push(decoded(data, sequence));
        left -= messages.length;
        if (left <= 0 || (messages.length === 0 && (await pull.isDrained()))) break;
      }
      return all;
    } finally {
      pull.drop();
    }
  } catch (error) {
    if (isMissingStream(error)) return all;
    throw error instanceof NoAnswer ? connection.unreachable(error.message) : error;
  }
};
