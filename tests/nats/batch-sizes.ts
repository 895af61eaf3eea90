// What tests of batches share: the sizes that a server acknowledged, and logs that have measured nothing yet.
import { type NatsLogOptions, openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { collect } from '../../src/testing/log-contract/steps.ts';

/** The sizes of the batches that a server acknowledges in `text`. */
export const batchSizesIn = (text: string): number[] =>
  [...text.matchAll(/"batch":"[^"]+","count":(\d+)/g)].map(([, count]) => Number(count));

export const withFreshLog = async (options: NatsLogOptions, run: (log: Log) => Promise<void>): Promise<void> => {
  const log = await openNatsLog(options);
  try {
    await run(log);
  } finally {
    await log.close();
  }
};

/** The first line of each commit of a session. */
export const firstLinesOf = async (log: Log, session: string): Promise<(string | undefined)[]> =>
  (await collect(log.read(session))).map(({ lines }) => lines[0]);
