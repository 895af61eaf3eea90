// What is followed: sessions whose writers append one event at a time, each made before it is needed, so that an append
// begins with the log.
import { encodeCommit, NEW_CHAIN } from '../../dist/src/session/record/chain.js';
import { entryOf } from '../lib/events.mjs';

const BYTES = 300;
const start = '2026-01-31T14:50:00.000Z';
let ids = 0;

/** A writer of one session; each call appends one event. */
export const writerOf = (log, sessionid) => {
  let head = NEW_CHAIN;
  let expected = 0;
  const make = () => {
    ids += 1;
    const ordinal = head.ordinal + 1;
    const event = {
      specversion: '1.0',
      id: `event-${ids}`,
      source: `/sessions/${sessionid}`,
      type: 'workbook_entry_added',
      time: start,
      sessionid,
      ordinal,
      schemaversion: 1,
      actor: 'orchestrator',
      commandid: `command-${ids}`,
      commitid: `commit-${ids}`,
      recordedtime: start,
      data: entryOf(`entry-${ids}`, BYTES),
    };
    return { ordinal, ...encodeCommit(sessionid, [event], head) };
  };
  let next = make();
  return {
    /** @param {(ordinal: number) => void} begin called as the append begins */
    async append(begin) {
      const { ordinal, commit, head: after } = next;
      begin(ordinal);
      const result = await log.append(sessionid, commit, { expected, deadlineMs: 60_000 });
      if (result.kind !== 'appended') throw new Error(JSON.stringify(result));
      expected = result.position.sequence;
      head = after;
      next = make();
    },
    get ordinal() {
      return head.ordinal;
    },
  };
};

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** @param {readonly number[]} times milliseconds */
export const quantiles = (times) => {
  const sorted = Float64Array.from(times).sort();
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: sorted.at(-1) };
};
