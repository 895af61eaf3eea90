// The first place where a record is not sound, told whole: what is wrong there, what seems to have happened, and how to
// go on. Told from the check of what stood before it, so that whoever kept that need not read it again.
import type { ChainHead } from './chain.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';
import { type LineFault, lineFaultSentence, type RecordCheck, type SourceLine } from './record-check.ts';

/** The first place where the record is not sound, what seems to have happened, and how to go on. */
export interface FaultReport extends LineFault {
  readonly sentence: string;
  readonly diagnosis: Diagnosis;
  readonly hint: string;
}

export const headText = ({ ordinal, hash }: ChainHead): string => `${ordinal}:${hash}`;

/**
 * @param line the one with the fault, as it was given to `record`
 * @param rest the lines after it, read as far as the diagnosis needs
 * @param name what the record is called in messages
 */
export const faultReport = async (
  fault: LineFault,
  line: SourceLine,
  rest: AsyncIterator<SourceLine>,
  record: RecordCheck,
  name: string,
): Promise<FaultReport> => ({
  ...fault,
  sentence: lineFaultSentence(fault),
  diagnosis: await diagnose(fault, line, rest, record),
  hint:
    fault.ordinal === 1
      ? `Nothing of ${name} is sound: take another export of the session.`
      : `Events 1 to ${fault.ordinal - 1} are sound (head ${headText(record.head())}): replay to ${fault.ordinal - 1}, or compare with another export from event ${fault.ordinal} on.`,
});
