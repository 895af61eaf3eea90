// The health check of one session whose record has a fault: what, where, and the command that mends it.
import type { FaultySession } from '../../../session/record/record-health.ts';
import { faultText } from '../../render/fault-text.ts';
import { shellWord } from '../../render/shell-word.ts';
import { fail, type Result } from './health-check.ts';

/** Undefined where moving messages aside mends nothing: the session lies in several streams. */
export const repairCommand = ({ sessionId, fault }: FaultySession): string | undefined =>
  'streams' in fault.fields ? undefined : `reprise repair ${shellWord(sessionId)}`;

export const faultySession = (one: FaultySession): Result => {
  const { fault, position } = one;
  const { stream, sequence } = position;
  const text = faultText(one);
  const command = repairCommand(one);
  // A name that no session may have is refused before anything is read.
  const message = text.includes(`sequence ${sequence}`)
    ? text
    : `${text} Its newest message is at sequence ${sequence} of stream ${stream}.`;
  return command === undefined
    ? fail(message, fault.hint)
    : fail(message, `\`${command}\` shows what stands there, and moves it aside: the admin's work.`);
};
