// The error for a session that the log, file or folder does not hold: the same code, words and fields everywhere.
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';

/**
 * @param near ids that may have been meant, the nearest first
 * @param hint default: none
 */
export const sessionNotFound = (sessionId: string, near?: readonly string[], hint?: string): RepriseError =>
  new RepriseError('SESSION_NOT_FOUND', `There is no session ${sessionId}.`, {
    ...defined({ hint }),
    fields: { sessionId, ...defined({ near }) },
  });
