// What is known of a session that others name, where it was forgotten: of the parent of a session, for example.
import { SESSION_ID } from '../../machines/events/fields.ts';
import { isRepriseError } from '../errors.ts';
import type { Log, Tombstone } from '../log/port.ts';

/** The tombstone of a session that was forgotten and did not begin again; undefined for any other. @throws RepriseError LOG_UNREACHABLE */
export const tombstoneOf = async (log: Log, sessionId: string): Promise<Tombstone | undefined> => {
  if (!SESSION_ID.test(sessionId)) return undefined;
  try {
    await log.last(sessionId);
    return undefined;
  } catch (error) {
    if (isRepriseError(error, 'SESSION_FORGOTTEN')) return error.fields.tombstone as Tombstone;
    if (isRepriseError(error, 'RECORD_INVALID')) return undefined;
    throw error;
  }
};
