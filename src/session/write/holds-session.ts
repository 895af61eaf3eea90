// Whether a log holds a session, as far as others that name it are concerned: one that was forgotten is not there.
import { isRepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';

/** @throws RepriseError LOG_UNREACHABLE, BAD_SESSION_ID, RECORD_INVALID */
export const holdsSession = async (log: Log, sessionId: string): Promise<boolean> => {
  try {
    return (await log.last(sessionId)) !== undefined;
  } catch (error) {
    if (isRepriseError(error, 'SESSION_FORGOTTEN')) return false;
    throw error;
  }
};
