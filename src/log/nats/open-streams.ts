// Opens the streams of a log by their names.
import type { Log } from '../port.ts';
import { streamsLog } from '../streams.ts';
import { type NatsLogOptions, openNatsLog } from './log.ts';

/**
 * The log on these streams, each with a connection of its own. One that does not exist is created.
 * @param names at least one, the current stream last
 * @throws RepriseError as `openNatsLog`
 */
export const openStreams = async (options: NatsLogOptions, names: readonly string[]): Promise<Log> => {
  const opened = await Promise.allSettled(
    names.map((streamName) => openNatsLog({ ...options, streamName, streamNames: names })),
  );
  const logs = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await Promise.all(logs.map((log) => log.close()));
    throw failed.reason;
  }
  return logs.length === 1 ? (logs[0] as Log) : streamsLog(logs);
};
