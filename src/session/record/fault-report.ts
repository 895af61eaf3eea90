// The full report of a record's first fault: what is wrong, what seems to have happened, and what to do. It is made from
// the check of the events before the fault, so that they need not be read again.

import { type Diagnosis, diagnose } from './diagnosis.ts';
import { faultSentence, type LineFault } from './faults.ts';
import { headText } from './head-text.ts';
import type { RecordCheck, SourceLine } from './record-check.ts';

/** The first fault of a record, what seems to have happened, and what to do. */
export interface FaultReport extends LineFault {
  readonly sentence: string;
  readonly diagnosis: Diagnosis;
  readonly hint: string;
}

/**
 * @param line the one with the fault, as it was given to `record`
 * @param rest the lines after it, read as far as the diagnosis needs
 * @param name what messages call the record
 */
export const faultReport = async (
  fault: LineFault,
  line: SourceLine,
  rest: AsyncIterator<SourceLine>,
  record: RecordCheck,
  name: string,
): Promise<FaultReport> => ({
  ...fault,
  sentence: faultSentence(fault),
  diagnosis: await diagnose(fault, line, rest, record),
  hint:
    fault.ordinal === 1
      ? `Nothing of ${name} is sound: take another export of the session.`
      : `Events 1 to ${fault.ordinal - 1} are sound (head ${headText(record.head())}): replay to ${fault.ordinal - 1}, or compare with another export from event ${fault.ordinal} on.`,
});
