// Where a subscription begins: the place in the log from which it reads, and which of the events that it reads there come
// before its beginning.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { RepriseError } from '../../errors.ts';
import type { EventPosition, From, Position } from '../../log/port.ts';
import { Recent } from '../recent.ts';
import { boundary, reaches, requireOrdinal } from '../replay/bound.ts';
import type { SubscribeFrom } from './options.ts';

export interface Beginning {
  readonly from: From;
  /** The positions that it begins after, as they were given; empty for any other beginning. */
  readonly after: readonly (Position | EventPosition)[];
  /** True for events before the beginning. Called with each event of a session in order. */
  readonly skip: (position: EventPosition, event: RecordedEvent) => boolean;
}

/** The most sessions that are known to have begun; beyond it, the one that was silent longest has to begin again. */
const MAX_BEGUN = 100_000;

const nothing = () => false;

/** By time: a session begins with its first event at or after it, and then stays begun whatever times follow. */
const beginningAt = (time: string): Beginning => {
  const bound = boundary({ time });
  const begun = new Recent<string, true>();
  return {
    // When an event happened says nothing about when it was recorded, so that all of the log is looked through.
    from: { kind: 'start' },
    after: [],
    skip: (_, event) => {
      const { sessionid } = event;
      if (begun.peek(sessionid) === undefined && !reaches(bound, event)) return true;
      begun.set(sessionid, true);
      if (begun.size > MAX_BEGUN) begun.delete(begun.oldest as string);
      return false;
    },
  };
};

/**
 * @param sessions those that are named; empty for all
 * @throws RepriseError BAD_INPUT
 */
export const beginningOf = (from: SubscribeFrom, sessions: readonly string[]): Beginning => {
  if (from === 'start' || from === 'now') return { from: { kind: from }, after: [], skip: nothing };
  if (typeof from !== 'object' || from === null)
    throw new RepriseError('BAD_INPUT', `A subscription cannot begin at ${JSON.stringify(from)}.`, {
      hint: "Write 'start', 'now', { ordinal: 3 }, { position }, { positions } or { time: '2026-01-31T14:50:00Z' }.",
      fields: { from },
    });
  if ('time' in from) return beginningAt(from.time);
  if ('ordinal' in from) {
    const { ordinal } = from;
    if (sessions.length !== 1)
      throw new RepriseError('BAD_INPUT', 'To begin at an ordinal, name exactly one session.', {
        hint: 'Ordinals count within one session. For several sessions, begin at a position.',
        fields: { sessions },
      });
    requireOrdinal(ordinal);
    return { from: { kind: 'start' }, after: [], skip: (_, event) => event.ordinal < ordinal };
  }
  const after = 'positions' in from ? from.positions : [from.position];
  // Reading begins with the commit of the position: it may have more events, and the next one links to its last hash.
  const [position, ...more] = after.map(({ stream, sequence }) => ({ stream, sequence: Math.max(0, sequence - 1) }));
  if (position === undefined || new Set(after.map(({ stream }) => stream)).size < after.length)
    throw new RepriseError('BAD_INPUT', 'A subscription begins after one position of each stream.', {
      hint: 'Keep the position of the newest event of each stream, or begin at the start.',
      fields: { positions: after },
    });
  return {
    from: { kind: 'after', position, ...(more.length > 0 && { more }) },
    after,
    skip: ({ stream, sequence, index }) => {
      const last = after.find((one) => one.stream === stream);
      if (last === undefined || sequence > last.sequence) return false;
      return sequence < last.sequence || index <= ('index' in last ? last.index : Number.POSITIVE_INFINITY);
    },
  };
};
