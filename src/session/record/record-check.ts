// A record read line by line and held to what a record is: events of one session, ordinals without holes, ids of their
// own, commits that stand together, an unbroken chain. Replay, verify and export read through it.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';
import { type ChainHead, decodeCommit, type FaultKind, NEW_CHAIN } from './chain.ts';
import { type Place, placeText } from './place.ts';

/** A line of a record as it was read, and where. */
export interface SourceLine {
  /** Undefined when its bytes are no UTF-8. */
  readonly text: string | undefined;
  readonly place: Place;
  /** False for the last line of a file that does not end in a line feed. */
  readonly ended: boolean;
}

/** What is wrong with a line: as in a commit, or its bytes are no text, or the end is torn off. */
export type LineFaultKind = FaultKind | 'utf8' | 'torn';

/** The first thing that is wrong with a record. */
export interface LineFault {
  readonly kind: LineFaultKind;
  /** The ordinal that should stand here. */
  readonly ordinal: number;
  readonly place: Place;
  readonly expected: string;
  readonly got: string;
}

export type LineChecked =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'fault'; readonly fault: LineFault };

export interface RecordCheck {
  /** The next line. After a fault the head stays where it was. */
  check(line: SourceLine): LineChecked;
  head(): ChainHead;
  /** True for the id of an event that was read. */
  knows(id: string): boolean;
}

const messageOf = (place: Place): number | undefined => ('file' in place ? undefined : place.sequence);

export const recordCheck = (sessionId: string): RecordCheck => {
  let head = NEW_CHAIN;
  let commitId: string | undefined;
  let message: number | undefined;
  const ids = new Set<string>();
  const commits = new Set<string>();

  const faultOf = (kind: LineFaultKind, { place }: SourceLine, expected: string, got: string): LineChecked => ({
    kind: 'fault',
    fault: { kind, ordinal: head.ordinal + 1, place, expected, got },
  });
  return {
    head: () => head,
    knows: (id) => ids.has(id),
    check(line) {
      const { text, place, ended } = line;
      if (!ended) return faultOf('torn', line, 'a line feed at the end', `${text?.length ?? 0} characters without one`);
      if (text === undefined) return faultOf('utf8', line, 'UTF-8', 'other bytes');
      const { events, fault, head: after } = decodeCommit({ sessionId, lines: [text] }, head);
      const [event] = events;
      if (fault !== undefined) return faultOf(fault.kind, line, fault.expected, fault.got);
      if (event === undefined || after === undefined) throw new Error('a line is an event or has a fault');
      if (ids.has(event.id)) return faultOf('id', line, 'an id of its own', event.id);
      // In a log a commit is a message; in a file, lines next to each other.
      const sameMessage = message !== undefined && message === messageOf(place);
      if (event.commitid !== commitId) {
        if (sameMessage) return faultOf('commit', line, commitId ?? '', event.commitid);
        if (commits.has(event.commitid)) return faultOf('commit', line, 'a commit of its own', event.commitid);
      } else if (messageOf(place) !== undefined && !sameMessage) {
        return faultOf('commit', line, 'a commit of its own', event.commitid);
      }
      commitId = event.commitid;
      message = messageOf(place);
      commits.add(commitId);
      ids.add(event.id);
      head = after;
      return { kind: 'event', event };
    },
  };
};

const WHAT: Record<LineFaultKind, string> = {
  decode: 'is no event',
  session: 'belongs to another session',
  ordinal: 'has another ordinal',
  hash: 'does not continue the hash chain',
  commit: 'is not where its commit is',
  id: 'has the id of an event before it',
  utf8: 'is no UTF-8 text',
  torn: 'is torn off',
};

/** A fault as a sentence: what, where, expected, got. */
export const lineFaultSentence = ({ kind, ordinal, place, expected, got }: LineFault): string =>
  `Event ${ordinal}, ${placeText(place)}, ${WHAT[kind]}: expected ${expected}, got ${got}.`;

export const lineFaultError = (fault: LineFault, source: string): RepriseError =>
  new RepriseError('RECORD_INVALID', lineFaultSentence(fault), {
    hint:
      fault.ordinal === 1
        ? `Verify ${source} to see what is wrong with it.`
        : `Events 1 to ${fault.ordinal - 1} are sound: replay to ${fault.ordinal - 1}, or verify ${source}.`,
    fields: { ...fault },
  });
