// The fault of one session among others, in a sentence.
import type { RepriseError } from '../../errors.ts';

/** `Session bad-1 has a fault: …`. An id of the log may be any text: quoted where it is no plain word. */
export const faultText = ({ sessionId, fault }: { readonly sessionId: string; readonly fault: RepriseError }): string =>
  `Session ${/^[\w-]+$/.test(sessionId) ? sessionId : JSON.stringify(sessionId)} has a fault: ${fault.message}`;
