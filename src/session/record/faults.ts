// What can be wrong with an event of a record: as data, as a sentence and as an error. Commits of a log and lines of a
// file share this vocabulary, so that a fault reads the same wherever it was found.
import { RepriseError } from '../../errors.ts';
import { type Place, placeText } from './place.ts';

/**
 * `decode`: not an event; `session`: an event of another session; `ordinal`: an event is missing, repeated or moved;
 * `hash`: it, or an event before it, was changed; `commit`: not where its commit is; `id`: the id of an earlier event.
 */
export type CommitFaultKind = 'decode' | 'session' | 'ordinal' | 'hash' | 'commit' | 'id';

/** As in a commit; or the bytes of the line are not UTF-8, its end is missing, or a message of the log is no commit. */
export type LineFaultKind = CommitFaultKind | 'utf8' | 'torn' | 'message';

/** The first fault of a commit. */
export interface CommitFault {
  readonly kind: CommitFaultKind;
  readonly sessionId: string;
  /** The ordinal that the event should have; undefined where reading began in the middle of the session. */
  readonly ordinal: number | undefined;
  /** Its place in the commit, from 0. */
  readonly index: number;
  readonly expected: string;
  readonly got: string;
}

/** The first fault of a record that is read line by line. */
export interface LineFault {
  readonly kind: LineFaultKind;
  /** The ordinal that the event at this place should have. */
  readonly ordinal: number;
  readonly place: Place;
  readonly expected: string;
  readonly got: string;
}

const WHAT: Readonly<Record<Exclude<LineFaultKind, 'decode'>, string>> = {
  session: 'belongs to another session',
  ordinal: 'is out of order (an event is missing, repeated or moved)',
  hash: 'does not continue the hash chain (it, or an event before it, was changed)',
  commit: 'is not where its commit is',
  id: 'has the id of an earlier event',
  utf8: 'is not UTF-8 text',
  torn: 'is truncated',
  message: 'is not there: the message is no commit of Reprise',
};

const subjectOf = (fault: CommitFault | LineFault): string => {
  if ('place' in fault) return `Event ${fault.ordinal}, ${placeText(fault.place)},`;
  const { sessionId, ordinal, index } = fault;
  return ordinal === undefined
    ? `Line ${index + 1} of a commit of session ${sessionId}`
    : `Event ${ordinal} of session ${sessionId}`;
};

/** A fault as a sentence: where, what, expected, got. What is not an event has the whole reason in `got`. */
export const faultSentence = (fault: CommitFault | LineFault): string =>
  fault.kind === 'decode'
    ? `${subjectOf(fault)} is ${fault.got}.`
    : `${subjectOf(fault)} ${WHAT[fault.kind]}: expected ${fault.expected}, got ${fault.got}.`;

/**
 * A fault as an operational error, RECORD_INVALID.
 * @param name what `verify` takes for the record: a session id or a path
 */
export const faultError = (fault: CommitFault | LineFault, name: string): RepriseError => {
  const { ordinal } = fault;
  const sound = ordinal === undefined ? 0 : ordinal - 1;
  return new RepriseError('RECORD_INVALID', faultSentence(fault), {
    hint:
      sound === 0
        ? `Verify ${name} to see what is wrong with it.`
        : `Events 1 to ${sound} are sound: replay to ${sound}, or verify ${name}.`,
    fields: { ...fault },
  });
};
