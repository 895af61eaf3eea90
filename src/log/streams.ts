// A log over several streams, each a log of its own: a closed period's and the current one, or partitions. A session lies in
// one of them with all of its events, and stays there.
import { defined } from '../../machines/defined.ts';
import { isRepriseError, RepriseError } from '../errors.ts';
import { mergeFollowed } from './merge-followed.ts';
import type { From, Log, SessionHead } from './port.ts';
import { requireSessionId } from './session-id.ts';

/** The most sessions whose stream is remembered; that of any other is asked for. */
const MOST_KNOWN = 100_000;

export interface StreamsLogOptions {
  /** The place in the list of the stream that a new session goes to. Default: the last. */
  readonly place?: (sessionId: string) => number;
}

/** @throws RepriseError BAD_INPUT for a position of a stream that is none of these */
const requireStreams = (from: From, names: readonly string[]): void => {
  if (from.kind !== 'after') return;
  for (const { stream } of [from.position, ...(from.more ?? [])])
    if (!names.includes(stream))
      throw new RepriseError(
        'BAD_INPUT',
        `The position is in stream ${stream}; this log is the streams ${names.join(', ')}.`,
        {
          hint: 'A position is valid only in the stream that it names. Name that stream too, or begin at the start.',
          fields: { found: stream, expected: names },
        },
      );
};

const fromIn = (from: From, stream: string): From => {
  if (from.kind !== 'after') return from;
  const position = [from.position, ...(from.more ?? [])].find((one) => one.stream === stream);
  return position === undefined ? { kind: 'start' } : { kind: 'after', position };
};

/** Stands for a session that lies in several streams. */
const inSeveral = (sessionId: string, streams: readonly string[]): RepriseError =>
  new RepriseError('RECORD_INVALID', `Session ${sessionId} lies in the streams ${streams.join(' and ')}.`, {
    hint: 'A session lies in one stream. Open these streams one by one to read both records.',
    fields: { sessionId, streams },
  });

/**
 * A log of the sessions of all given logs. Positions name their stream; a session's sequences are those of its stream.
 * Closing it closes them.
 * @param logs each of another stream, at least one, the current one last
 */
export const streamsLog = (logs: readonly Log[], { place }: StreamsLogOptions = {}): Log => {
  const names = logs.map(({ stream }) => stream);
  const current = logs.at(-1);
  if (current === undefined || new Set(names).size < names.length)
    throw new RepriseError('BAD_INPUT', `The streams of a log differ and are at least one, not: ${names.join(', ')}.`);
  const known = new Map<string, Log>();

  const remember = (sessionId: string, log: Log): Log => {
    const [oldest] = known.keys();
    if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    known.set(sessionId, log);
    return log;
  };

  /** The log that holds the session; undefined where none does. */
  const find = async (sessionId: string): Promise<Log | undefined> => {
    requireSessionId(sessionId);
    const before = known.get(sessionId);
    if (before !== undefined) return before;
    const held = await Promise.all(
      logs.map((log) =>
        log.last(sessionId).then(
          (commit) => commit !== undefined,
          (error: unknown) => {
            // A body that no append wrote is in it all the same, and so is what is left of a session that was erased.
            if (isRepriseError(error, 'RECORD_INVALID') || isRepriseError(error, 'SESSION_FORGOTTEN')) return true;
            throw error;
          },
        ),
      ),
    );
    const holders = logs.filter((_, index) => held[index]);
    if (holders.length > 1)
      throw inSeveral(
        sessionId,
        holders.map(({ stream }) => stream),
      );
    return holders[0] && remember(sessionId, holders[0]);
  };
  const placed = (sessionId: string): Log => logs[place?.(sessionId) ?? logs.length - 1] ?? current;

  return {
    stream: current.stream,
    maxCommitBytes: Math.min(...logs.map(({ maxCommitBytes }) => maxCommitBytes)),
    durability: current.durability,
    ...defined({ deadlineMs: current.deadlineMs }),

    async append(sessionId, commit, options) {
      const log = (await find(sessionId)) ?? placed(sessionId);
      const result = await log.append(sessionId, commit, options);
      if (result.kind === 'appended') remember(sessionId, log);
      return result;
    },

    async *read(sessionId, options) {
      const log = (await find(sessionId)) ?? placed(sessionId);
      yield* log.read(sessionId, options);
    },

    async last(sessionId) {
      return (await find(sessionId))?.last(sessionId);
    },

    async sessions() {
      const lists = await Promise.all(logs.map((log) => log.sessions()));
      const heads = new Map<string, SessionHead>();
      // One that lies in several streams is listed once; whoever reads it gets the fault.
      for (const [index, list] of lists.entries())
        for (const { sessionId, sequence } of list)
          heads.set(sessionId, { sessionId, sequence, stream: names[index] as string, place: index });
      return [...heads.values()].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
    },

    async forgotten() {
      const lists = await Promise.all(logs.map(async (log) => (await log.forgotten?.()) ?? []));
      // Streams of one server have their tombstones together.
      const byId = new Map(lists.flat().map((tombstone) => [tombstone.id, tombstone]));
      return [...byId.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
    },

    async *follow({ from, signal, ...options }) {
      requireStreams(from, names);
      yield* mergeFollowed(
        logs.map(
          (log) => (one: AbortSignal) => log.follow({ ...options, from: fromIn(from, log.stream), signal: one }),
        ),
        signal,
      );
    },

    async close() {
      await Promise.all(logs.map((log) => log.close()));
    },
  };
};
