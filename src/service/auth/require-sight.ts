// That a caller may see a session.
import { RequestError } from '../problem.ts';
import { type Caller, maySee } from '../service.ts';

/** @throws RequestError FORBIDDEN */
export const requireSight = (caller: Caller, sessionId: string): void => {
  if (!maySee(caller, sessionId))
    throw new RequestError('FORBIDDEN', `This caller may not see session ${sessionId}.`, { sessionId });
};
