// What an admin does with a log: repair and erasure, for the command line, the library and a service alike.
import type { LogAdmin, QuarantineEntry } from '../log/admin-port.ts';
import type { Tombstone } from '../log/port.ts';
import { type ForgetOptions, type Forgotten, forget } from './forget.ts';
import { lookAt, type QuarantineOptions, quarantine, type Repaired, type RepairLook } from './repair.ts';
import { type ForgottenReport, verifyForgotten } from './verify-forgotten.ts';

/** The bytes of a message that was moved aside. */
export interface QuarantinedMessage extends QuarantineEntry {
  readonly headers: Uint8Array;
  readonly body: Uint8Array;
}

/** The admin's side of a log. Everything throws `RepriseError` with a code. */
export interface Admin {
  /**
   * What stands under a session and is no sound record; nothing is changed.
   * @param sessionId its whole id, or any other name under which a program published
   * @throws RepriseError SESSION_NOT_FOUND, SESSION_FORGOTTEN, BAD_SESSION_ID, LOG_UNREACHABLE
   */
  look(sessionId: string): Promise<RepairLook>;
  /** Moves that aside into the quarantine. What is sound stays byte for byte. @throws RepriseError as `look`; CONFLICT */
  repair(sessionId: string, options: QuarantineOptions): Promise<Repaired>;
  /** What was moved aside, of one session or of all. */
  quarantined(sessionId?: string): AsyncIterable<QuarantineEntry>;
  /** The same with its bytes; undefined where it is not there. */
  quarantinedMessage(
    entry: Pick<QuarantineEntry, 'sessionId' | 'stream' | 'sequence'>,
  ): Promise<QuarantinedMessage | undefined>;
  /**
   * Erases a session in every place. Repeated, it says what was done before, and finishes what was interrupted.
   * @throws RepriseError USAGE (no reason), BAD_SESSION_ID, SESSION_NOT_FOUND, CONFLICT, LOG_UNREACHABLE
   */
  forget(sessionId: string, options: ForgetOptions): Promise<Forgotten>;
  /** Whether nothing is left of a session that was forgotten. @throws RepriseError SESSION_NOT_FOUND, BAD_SESSION_ID */
  verifyForgotten(sessionId: string): Promise<ForgottenReport>;
  /** The newest tombstone of a session; undefined for one that was never forgotten. */
  tombstone(sessionId: string): Promise<Tombstone | undefined>;
}

export const adminOn = (admin: LogAdmin): Admin => ({
  look: (sessionId) => lookAt(admin, sessionId),
  repair: (sessionId, options) => quarantine(admin, sessionId, options),
  quarantined: (sessionId) => admin.quarantine.list(sessionId),
  async quarantinedMessage(wanted) {
    for await (const entry of admin.quarantine.list(wanted.sessionId)) {
      if (entry.stream !== wanted.stream || entry.sequence !== wanted.sequence) continue;
      const message = await admin.quarantine.get(entry);
      return message && { ...entry, ...message };
    }
    return undefined;
  },
  forget: (sessionId, options) => forget(admin, sessionId, options),
  verifyForgotten: (sessionId) => verifyForgotten(admin, sessionId),
  tombstone: (sessionId) => admin.tombstone(sessionId),
});
