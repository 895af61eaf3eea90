// The error of what was sent and not answered before the deadline: it may be recorded, or not. It is never called failed.
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import type { AppendResult } from '../../log/port.ts';

/** Why no answer came. */
export type Unanswered = Pick<AppendResult & { kind: 'unknown' }, 'reason' | 'trouble'>;

/**
 * @param subject what was sent, in a sentence: `command c1`
 * @param again what to do to settle it; by default, to send the command again
 */
export const unknownOutcome = (
  subject: string,
  { reason, trouble }: Unanswered,
  fields: Record<string, unknown>,
  again = 'Send the same again, with the same command id: it counts once.',
): RepriseError =>
  new RepriseError('UNKNOWN_OUTCOME', `It is not known whether ${subject} was recorded: ${reason}.`, {
    hint: trouble === 'STORE_FULL' ? `Free some space on that disk. ${again}` : again,
    fields: { ...fields, reason, ...defined({ trouble }) },
  });
