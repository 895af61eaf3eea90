// SESSION of a command that writes: one of the log, or, where one begins, a new id as it is written.

import { isRepriseError, RepriseError } from '../../../errors.ts';
import type { Log } from '../../../log/port.ts';
import { requireSessionId } from '../../../log/session-id.ts';
import { sessionNamed } from '../../../session/source/session-name.ts';
import type { Sessions } from '../../../session/write/sessions.ts';

/**
 * The id of a session to write to.
 * @param begins it may be a new one
 * @throws RepriseError SESSION_NOT_FOUND, BAD_SESSION_ID, USAGE (several begin so, or `latest` for a new one)
 */
export const writtenSession = async (
  log: Log,
  sessions: Sessions,
  name: string,
  begins: 'always' | 'perhaps' | 'never',
): Promise<string> => {
  requireSessionId(name);
  if (begins === 'always') {
    if (name === 'latest')
      throw new RepriseError('USAGE', '`latest` names the newest session; a new one needs an id of its own.');
    return name;
  }
  try {
    if (name !== 'latest' && (await sessions.load(name)).head.ordinal > 0) return name;
  } catch (error) {
    // A line may begin it anew.
    if (begins === 'perhaps' && isRepriseError(error, 'SESSION_FORGOTTEN')) return name;
    throw error;
  }
  const heads = await log.sessions();
  if (begins === 'perhaps' && name !== 'latest' && !heads.some(({ sessionId }) => sessionId.startsWith(name)))
    return name;
  return sessionNamed(name, log, heads);
};
