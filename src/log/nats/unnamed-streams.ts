// Streams of a log that were not named when it was opened: a stream that is created beside others carries the name of the
// first in its metadata. Their sessions are not seen, but none of them is begun a second time.
import type { ApiError, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { isRepriseError, RepriseError } from '../../errors.ts';
import type { Log } from '../port.ts';
import { CODE, request, type Wire } from './api.ts';
import { subjectOf } from './stream.ts';

/** The key of a stream's metadata that holds the name of the first stream of its log. */
const FIRST = 'reprise-log';

/** The metadata of a stream that is created: none for the first of a log. */
export const metadataFor = (stream: string, first: string): Record<string, string> | undefined =>
  stream === first ? undefined : { [FIRST]: first };

const MAY_BE_OURS = /^REPRISE(-[A-Za-z0-9_-]+)?$/;

/** The log that a stream is part of, by its first stream. */
const logOf = ({ name, metadata }: Pick<StreamConfig, 'name' | 'metadata'>): string => metadata?.[FIRST] ?? name;

interface NamesPage {
  readonly streams?: readonly string[] | null;
  readonly total?: number;
  readonly error?: ApiError;
}

/** A login that may not ask for names gets no answer: so long is waited for one. */
const NAMES_MS = 2_000;

/** The streams of the server that may be streams of a log, by their names; none where the login may not ask. */
const streamsOf = async (connection: Wire): Promise<string[]> => {
  const names: string[] = [];
  try {
    for (;;) {
      const body = { offset: names.length };
      const options = { once: true, deadlineMs: Math.min(NAMES_MS, connection.deadlineMs) };
      const { streams, total = 0 } = await request<NamesPage>(connection, 'STREAM.NAMES', body, options);
      names.push(...(streams ?? []));
      if (!streams?.length || names.length >= total) break;
    }
  } catch (error) {
    if (!isRepriseError(error)) throw error;
  }
  return names.filter((name) => MAY_BE_OURS.test(name));
};

/** @param own of one stream that is named. @throws RepriseError LOG_UNREACHABLE */
export const unnamedStreams = async (
  connection: Wire,
  own: StreamConfig,
  named: readonly string[],
): Promise<readonly string[]> => {
  const others = (await streamsOf(connection)).filter((name) => name !== own.name && !named.includes(name));
  const configs = await Promise.all(
    others.map(async (name) => (await request<Partial<StreamInfo>>(connection, `STREAM.INFO.${name}`)).config),
  );
  return others.filter((_, place) => {
    const config = configs[place];
    return config !== undefined && logOf(config) === logOf(own);
  });
};

/** What a person should know of them. */
export const unnamedSentence = (unnamed: readonly string[]): string =>
  unnamed.length === 1
    ? `Stream ${unnamed[0]} belongs to this log and is not named (REPRISE_STREAMS): its sessions are not seen.`
    : `The streams ${unnamed.join(', ')} belong to this log and are not named (REPRISE_STREAMS): their sessions are not seen.`;

/** Where a session lies among these streams. @throws RepriseError LOG_UNREACHABLE */
const holderOf = async (
  connection: Wire,
  streams: readonly string[],
  sessionId: string,
): Promise<string | undefined> => {
  for (const stream of streams) {
    const body = { last_by_subj: subjectOf(stream, sessionId) };
    const { error } = await request<object>(connection, `STREAM.MSG.GET.${stream}`, body);
    if (error === undefined) return stream;
    if (error.err_code !== CODE.noMessageFound && error.err_code !== CODE.streamNotFound)
      throw connection.unreachable(error.description);
  }
  return undefined;
};

/** The log, which begins no session that lies in one of these streams. */
export const guarded = (log: Log, connection: Wire, unnamed: readonly string[]): Log =>
  unnamed.length === 0
    ? log
    : {
        ...log,
        async append(sessionId, commit, options) {
          const stream = options.expected === 0 ? await holderOf(connection, unnamed, sessionId) : undefined;
          if (stream === undefined) return log.append(sessionId, commit, options);
          throw new RepriseError('CONFLICT', `Session ${sessionId} lies in stream ${stream}, which is not named.`, {
            hint: 'Nothing was recorded. Name all streams of this log, the current one last (REPRISE_STREAMS, `open({ streams })`).',
            fields: { sessionId, stream },
          });
        },
      };
