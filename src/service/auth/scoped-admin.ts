// The admin's side of the log as one caller sees it: an admin of some sessions neither repairs nor erases another, and learns
// no name of one.
import type { Admin } from '../../admin/admin.ts';
import { isRepriseError } from '../../errors.ts';
import { sessionNotFound } from '../../session/session-not-found.ts';
import { type Caller, maySee, type OpenAdmin } from '../service.ts';
import { requireSight } from './require-sight.ts';

const scopedOn = (admin: Admin, caller: Caller): Admin => {
  /** @throws RequestError FORBIDDEN; RepriseError SESSION_NOT_FOUND without the near names of other sessions */
  const seen = async <T>(sessionId: string, use: () => Promise<T>): Promise<T> => {
    requireSight(caller, sessionId);
    try {
      return await use();
    } catch (error) {
      if (caller.sessions === undefined || !isRepriseError(error, 'SESSION_NOT_FOUND')) throw error;
      throw sessionNotFound(sessionId);
    }
  };
  return {
    look: (sessionId) => seen(sessionId, () => admin.look(sessionId)),
    repair: (sessionId, options) => seen(sessionId, () => admin.repair(sessionId, options)),
    async *quarantined(sessionId) {
      if (sessionId !== undefined) requireSight(caller, sessionId);
      for await (const entry of admin.quarantined(sessionId)) if (maySee(caller, entry.sessionId)) yield entry;
    },
    quarantinedMessage: (entry) => seen(entry.sessionId, () => admin.quarantinedMessage(entry)),
    forget: (sessionId, options) => seen(sessionId, () => admin.forget(sessionId, options)),
    verifyForgotten: (sessionId) => seen(sessionId, () => admin.verifyForgotten(sessionId)),
    tombstone: (sessionId) => seen(sessionId, () => admin.tombstone(sessionId)),
  };
};

export const scopedAdmin =
  (open: OpenAdmin, caller: Caller): OpenAdmin =>
  async () => {
    const admin = await open();
    return { ...scopedOn(admin, caller), close: () => admin.close() };
  };
