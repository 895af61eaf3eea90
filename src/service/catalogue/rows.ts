// The overview of each session that was asked for, kept in memory: of one that has new commits only those are read.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { type OverviewDocument, type OverviewView, overview } from '../../../projections/overview.ts';
import { isRepriseError, type RepriseError } from '../../errors.ts';
import type { Log, Position } from '../../log/port.ts';
import { Recent } from '../../session/recent.ts';
import { type ChainHead, decodeCommit } from '../../session/record/chain.ts';
import { checkedEvent, recordCheck } from '../../session/record/record-check.ts';
import { logSource } from '../../session/record/source.ts';
import {
  type UninterpretedReport,
  type UninterpretedTally,
  uninterpretedTally,
} from '../../session/record/uninterpreted-tally.ts';

/** The most overviews in memory. */
const MOST_ROWS = 2_000;

/** A session's row in a list: of one whose record has a fault, of the events before that. */
export interface SessionRow {
  readonly overview: OverviewDocument;
  readonly head: ChainHead;
  /** Of its newest commit that was read. */
  readonly position: Position | undefined;
  readonly fault: RepriseError | undefined;
  readonly uninterpreted: readonly UninterpretedReport[];
}

interface Kept {
  readonly view: OverviewView;
  readonly head: ChainHead;
  readonly position: Position | undefined;
  readonly fault: RepriseError | undefined;
  readonly tally: UninterpretedTally;
  row: SessionRow | undefined;
  /** The sequence of the newest commit that there was: with a fault not all of them were read. */
  newest: number;
}

export interface Rows {
  /**
   * The row of a session; undefined for one without events.
   * @param sequence of its newest commit where that is known: nothing is read where the row has it
   * @throws RepriseError LOG_UNREACHABLE
   */
  row(sessionId: string, sequence?: number): Promise<SessionRow | undefined>;
}

const shown = (kept: Kept): SessionRow => {
  const { view, head, position, fault, tally } = kept;
  kept.row ??= { overview: overview.show(view), head, position, fault, uninterpreted: tally.report() };
  return kept.row;
};

/** True for an error that says something of one session only. */
const isOfOneSession = (error: unknown): error is RepriseError =>
  isRepriseError(error, 'RECORD_INVALID') || isRepriseError(error, 'BAD_SESSION_ID');

export const createRows = (log: Log): Rows => {
  const kept = new Recent<string, Kept>();
  const reading = new Map<string, Promise<Kept>>();

  /** From the first event, checked as every reader of a whole record checks it. */
  const readWhole = async (sessionId: string): Promise<Kept> => {
    let view = overview.init(sessionId);
    let position: Position | undefined;
    let fault: RepriseError | undefined;
    const tally = uninterpretedTally();
    const record = recordCheck(sessionId);
    try {
      for await (const line of logSource(log, sessionId).lines()) {
        if ('sequence' in line.place) position = { stream: line.place.stream, sequence: line.place.sequence };
        const event = checkedEvent(record, line, sessionId);
        view = overview.apply(view, event);
        tally.add(event);
      }
    } catch (error) {
      if (!isOfOneSession(error)) throw error;
      fault = error;
    }
    return { view, head: record.head(), position, fault, tally, row: undefined, newest: position?.sequence ?? 0 };
  };

  /** What came since; undefined where it does not continue what was read: another writer, or a session begun anew. */
  const readTail = async (sessionId: string, from: Kept): Promise<Kept | undefined> => {
    let { view, head, position } = from;
    const events: RecordedEvent[] = [];
    try {
      for await (const commit of log.read(sessionId, { after: position?.sequence ?? 0 })) {
        const decoded = decodeCommit(commit, head);
        if (decoded.fault !== undefined || decoded.head === undefined) return undefined;
        for (const event of decoded.events) {
          view = overview.apply(view, event);
          events.push(event);
        }
        ({ head } = decoded);
        ({ position } = commit);
      }
    } catch (error) {
      if (!isOfOneSession(error)) throw error;
      return undefined;
    }
    // Nothing new although there should be: it may have been erased.
    if (events.length === 0) return undefined;
    for (const event of events) from.tally.add(event);
    return {
      ...{ view, head, position, fault: undefined, tally: from.tally, row: undefined },
      newest: position?.sequence ?? 0,
    };
  };

  const read = async (sessionId: string, newest: number): Promise<Kept> => {
    const before = kept.peek(sessionId);
    const tail = before === undefined || before.fault !== undefined ? undefined : await readTail(sessionId, before);
    const after = tail ?? (await readWhole(sessionId));
    after.newest = Math.max(after.newest, newest);
    if (after.head.ordinal === 0 && after.fault === undefined) kept.delete(sessionId);
    else kept.set(sessionId, after);
    if (kept.size > MOST_ROWS) kept.delete(kept.oldest as string);
    return after;
  };

  /** Of the newest commit; 0 where there is none, undefined where the log holds no commit there but something else. */
  const newestOf = async (sessionId: string): Promise<number | undefined> => {
    try {
      return (await log.last(sessionId))?.position.sequence ?? 0;
    } catch (error) {
      if (!isOfOneSession(error)) throw error;
      return undefined;
    }
  };

  return {
    async row(sessionId, known) {
      const newest = known ?? (await newestOf(sessionId));
      if (newest === 0) {
        kept.delete(sessionId);
        return undefined;
      }
      const before = kept.peek(sessionId);
      if (before !== undefined && newest !== undefined && before.newest >= newest) return shown(before);
      let under = reading.get(sessionId);
      if (under === undefined) {
        under = read(sessionId, newest ?? 0).finally(() => reading.delete(sessionId));
        reading.set(sessionId, under);
      }
      const after = await under;
      return after.head.ordinal === 0 && after.fault === undefined ? undefined : shown(after);
    },
  };
};
