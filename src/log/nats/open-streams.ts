// Opens the streams of a log by their names.
import { RepriseError } from '../../errors.ts';
import type { Log } from '../port.ts';
import { streamsLog } from '../streams.ts';
import { type NatsLogOptions, openNatsLog, STREAM_NAME } from './log.ts';

const NAME = /^[A-Za-z0-9_-]+$/;

/**
 * The names in `REPRISE_STREAMS`, with commas between, the current stream last. Default: `REPRISE` alone.
 * @throws RepriseError USAGE for a name that no stream may have
 */
export const streamNames = (
  env: Readonly<Record<string, string | undefined>>,
  given?: readonly string[],
): readonly string[] => {
  const names = given ?? env.REPRISE_STREAMS?.split(',').map((name) => name.trim()) ?? [STREAM_NAME];
  const wrong = names.find((name, place) => !NAME.test(name) || names.indexOf(name) !== place);
  if (names.length > 0 && wrong === undefined) return names;
  throw new RepriseError('USAGE', `${JSON.stringify(names.join(','))} is not a list of streams.`, {
    hint: 'Name each stream once, the current one last, for example REPRISE,REPRISE-2026-12 (REPRISE_STREAMS).',
    fields: { streams: names },
  });
};

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
