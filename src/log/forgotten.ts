// What is left of a session that was erased: a tombstone beside the log, which says who erased it, when and why, and a
// fence in its place in the log. No append passes the fence by chance, since none expects it: so a writer that still knows
// the session cannot bring it back.
import { RepriseError } from '../errors.ts';
import type { Position, Tombstone } from './port.ts';

/** The header of a fence: a list is made without the bodies of messages. */
export const FENCE_HEADER = 'Reprise-Forgotten';

/** A fence has no line feed: to a version that does not know it, it is a message that no append wrote. */
const FENCE = /^\{"reprise":"forgotten","tombstone":"([A-Za-z0-9-]{1,64})"\}$/;
const MAX_FENCE_BYTES = 128;
const CLOSING_BRACE = 0x7d;

export const fenceBody = (tombstoneId: string): Uint8Array =>
  Buffer.from(`{"reprise":"forgotten","tombstone":"${tombstoneId}"}`);

/** The id of the tombstone that a fence names; undefined for any other body. */
export const fenceIn = (body: Uint8Array): string | undefined => {
  if (body.length > MAX_FENCE_BYTES || body[body.length - 1] !== CLOSING_BRACE) return undefined;
  return FENCE.exec(Buffer.from(body).toString('latin1'))?.[1];
};

/** Whether a fence stands for this tombstone, or for an earlier one of the same session. */
export const isFenceOf = ({ id, earlier }: Tombstone, fence: string): boolean =>
  id === fence || earlier.includes(fence);

/** `2026-11-27 at 14:50 UTC` */
const dateOf = (at: string): string => `${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`;

/** `Session pay-1 was forgotten on 2026-11-27 at 14:50 UTC by ada because: the customer asked for it.` */
export const forgottenSentence = ({ sessionId, at, by, reason }: Tombstone): string =>
  `Session ${sessionId} was forgotten on ${dateOf(at)} by ${by} because: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;

/**
 * @param fence where it stands: what a session that begins again expects
 * @param begunAgain whether one began there
 */
export const forgottenError = (tombstone: Tombstone, fence: Position, begunAgain = false): RepriseError =>
  new RepriseError('SESSION_FORGOTTEN', forgottenSentence(tombstone), {
    hint: 'Nothing of it can be read. `--again` (`again: true`) begins a new session under this id.',
    fields: { sessionId: tombstone.sessionId, ...fence, tombstone, begunAgain },
  });

/** The sequence of the fence that an error names; undefined for any other error. */
export const fenceNamedBy = (error: unknown): number | undefined => {
  if (!(error instanceof RepriseError) || error.code !== 'SESSION_FORGOTTEN') return undefined;
  const { sequence } = error.fields;
  return typeof sequence === 'number' ? sequence : undefined;
};
