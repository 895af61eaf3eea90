// Checks a record line by line: events of one session, ordinals without gaps, unique ids, commits whose events are
// together, an unbroken hash chain. Replay, verify, import and export read through it.
import { GrowingRows } from '../../../machines/collections/rows.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { type ChainHead, decodeCommit, NEW_CHAIN } from './chain.ts';
import { faultError, type LineFault, type LineFaultKind } from './faults.ts';
import type { Place } from './place.ts';

/** A line of a record as it was read, and where. */
export interface SourceLine {
  /** Undefined when its bytes are not UTF-8. */
  readonly text: string | undefined;
  readonly place: Place;
  /** False for the last line of a file that does not end in a line feed. */
  readonly ended: boolean;
}

export type LineChecked =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'fault'; readonly fault: LineFault };

export interface RecordCheck {
  /** Checks the next line. A fault leaves the head where it was. */
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
  const ids = new GrowingRows<true>();
  const commits = new GrowingRows<true>();

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
      if (event === undefined || after === undefined)
        throw new Error('a line was decoded to neither an event nor a fault');
      if (ids.has(event.id)) return faultOf('id', line, 'an id that no earlier event has', event.id);
      // In a log a commit is a message; in a file, lines next to each other.
      const sameMessage = message !== undefined && message === messageOf(place);
      if (event.commitid !== commitId) {
        if (sameMessage) return faultOf('commit', line, commitId ?? '', event.commitid);
        if (commits.has(event.commitid)) return faultOf('commit', line, 'another commit id', event.commitid);
      } else if (messageOf(place) !== undefined && !sameMessage) {
        return faultOf('commit', line, 'another commit id', event.commitid);
      }
      commitId = event.commitid;
      message = messageOf(place);
      commits.set(commitId, true);
      ids.set(event.id, true);
      head = after;
      return { kind: 'event', event };
    },
  };
};

/**
 * The event of the next line.
 * @param name what `verify` takes for the record: a session id or a path
 * @throws RepriseError RECORD_INVALID
 */
export const checkedEvent = (record: RecordCheck, line: SourceLine, name: string): RecordedEvent => {
  const checked = record.check(line);
  if (checked.kind === 'fault') throw faultError(checked.fault, name);
  return checked.event;
};
