// Appends of one event a call: how long one writer waits, and how many events a second sessions side by side record.
import { closedLoop } from '../lib/measure.mjs';

const BATCH = 1_000;

const names = (prefix, count) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** A row whose writers are made at its first round. */
const lazily = (make, run) => {
  let made;
  return async () => {
    made ??= await make();
    return run(made);
  };
};

/**
 * @param peers of `openPeers`
 * @param {{ sizes: readonly number[], sessions: readonly number[], ms: number }} plan
 */
export const appendRows = async (peers, { sizes, sessions, ms }) => {
  const rows = [];
  for (const bytes of sizes) {
    const line = await peers.reprise.lineOf(bytes);
    const row = (count, key, subject, make, more = {}) =>
      rows.push({
        id: `${peers.sync}/append/${bytes}/${count}/${key}`,
        group: 'append',
        sync: peers.sync,
        bytes,
        lineBytes: Buffer.byteLength(line) + 1,
        sessions: count,
        key,
        subject,
        ...more,
        run: make,
      });
    for (const count of sessions) {
      const list = names(`append-${bytes}-${count}`, count);
      for (const key of ['reprise', 'raw', 'postgres', 'sqlite', 'emmett']) {
        const peer = peers[key];
        const run = lazily(
          () => peer.writers(list, key === 'reprise' ? bytes : line),
          (steps) => closedLoop(steps, ms),
        );
        row(
          count,
          key,
          peer.name,
          peer.missing === undefined ? run : undefined,
          peer.missing ? { missing: peer.missing } : {},
        );
      }
    }
    const batch = lazily(
      () => peers.raw.batches(names(`batch-${bytes}`, BATCH), line),
      (step) => closedLoop([step], ms, BATCH),
    );
    row(BATCH, 'batch', `raw atomic batches of ${BATCH.toLocaleString('en')}`, batch);
  }
  return rows;
};
