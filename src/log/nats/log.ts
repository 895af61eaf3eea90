// The JetStream adapter of the log.

import { defined } from '../../../machines/defined.ts';
import { SYSTEM_CLOCK } from '../../clock.ts';
import { DEADLINE_MS } from '../../deadline.ts';
import { readNatsUrl } from '../../server/external-server.ts';
import { requireServerVersion } from '../../server/server-version.ts';
import { HEADER_ROOM_BYTES, MAX_COMMIT_BYTES } from '../commit-limit.ts';
import { durabilityOf } from '../durability.ts';
import type { Log } from '../port.ts';
import { requireSessionId } from '../session-id.ts';
import { type AppendTarget, appendTo } from './append.ts';
import { CommitQueue } from './commit-queue.ts';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';
import { Contended } from './contended.ts';
import { DataStore } from './data-store.ts';
import { followStream, followTogether } from './follow.ts';
import { type QueueLimits, QueueRoom } from './queue-room.ts';
import { lastOf, readSession } from './read.ts';
import { listSessions } from './sessions.ts';
import { openStream } from './stream.ts';
import { STREAM_NAME } from './stream-names.ts';
import { tombstonesIn } from './tombstones.ts';
import { guarded, metadataFor, unnamedSentence, unnamedStreams } from './unnamed-streams.ts';

export interface NatsLogOptions extends ConnectionOptions {
  /** Default `REPRISE`. */
  readonly streamName?: string;
  /** All streams of the log, the first one first. Default: `streamName` alone. */
  readonly streamNames?: readonly string[];
  /** True: a stream that does not exist is a mistake (USAGE), not created. Default false. */
  readonly mustExist?: boolean;
  /** Replicas of a stream that is created: 1, 3 or 5. Default 1. A stream that exists is not changed. */
  readonly replicas?: number;
  /**
   * nats-server's `sync_interval`, where the caller knows it: `always` means `flushed`, a duration means `cached`. The
   * server reports it to its system account only; without it the durability is `unknown`, or `replicated-unknown`.
   */
  readonly syncInterval?: string;
  /** The folder of the server's store, where it is on this machine: a full disk is then reported as STORE_FULL. */
  readonly store?: string;
  /** How much may wait for its acknowledgement, and what happens beyond it. */
  readonly queue?: QueueLimits;
  /** Called with a sentence when the server is older than recommended. */
  readonly onWarning?: (sentence: string) => void;
}

/** A log on a stream that is open. */
export const logOver = (
  connection: Connection,
  settings: Pick<AppendTarget, 'stream' | 'room' | 'durability' | 'maxCommitBytes' | 'store'>,
): Log => {
  const { stream, durability, maxCommitBytes } = settings;
  const data = new DataStore(connection, stream, settings.store);
  const queue = new CommitQueue(connection);
  const target = { connection, queue, contended: new Contended(), data, ...settings };
  const reader = { connection, stream, data };
  return {
    stream,
    durability,
    maxCommitBytes,
    deadlineMs: connection.deadlineMs,
    async append(sessionId, commit, appendOptions) {
      requireSessionId(sessionId);
      return appendTo(target, sessionId, commit, appendOptions);
    },
    async *read(sessionId, { after = 0 } = {}) {
      requireSessionId(sessionId);
      yield* readSession(reader, sessionId, after);
    },
    async last(sessionId) {
      requireSessionId(sessionId);
      return lastOf(reader, sessionId);
    },
    sessions: () => listSessions(connection, stream),
    forgotten: () => tombstonesIn(connection),
    // Not passed through a generator: it would cost as much for each commit as the hash of an event.
    follow: (follow) => followStream(reader, follow),
    followTogether: (follow) => followTogether(reader, follow),
    close: () => connection.close(),
  };
};

/**
 * Opens the log on a running nats-server. Its stream is created when there is none.
 * @param options.url as in `NATS_URL`: also with a login, and the addresses of a cluster separated by commas
 * @throws RepriseError USAGE for an address that is not valid, LOG_UNREACHABLE, SERVER_TOO_OLD (below 2.12), STREAM_MISMATCH
 */
export const openNatsLog = async (options: NatsLogOptions): Promise<Log> => {
  const room = new QueueRoom(options.queue);
  const stream = options.streamName ?? STREAM_NAME;
  const untilMs = SYSTEM_CLOCK.nowMs() + (options.openWithinMs ?? options.deadlineMs ?? DEADLINE_MS);
  const { urls: others = [], ...rest } = options;
  const connection = await openConnection({ ...rest, ...readNatsUrl([options.url, ...others].join()) });
  try {
    const { version = '', max_payload: maxPayload = 0 } = connection.nc.info ?? {};
    const warning = requireServerVersion(version);
    if (warning !== undefined) options.onWarning?.(warning);
    const names = options.streamNames ?? [stream];
    const { config } = await openStream(connection, stream, options.replicas ?? 1, untilMs, {
      ...defined({ metadata: metadataFor(stream, names[0] ?? stream), mustExist: options.mustExist }),
    });
    const unnamed = await unnamedStreams(connection, config, names);
    if (unnamed.length > 0) options.onWarning?.(unnamedSentence(unnamed));
    const durability = durabilityOf(options.syncInterval, config.num_replicas);
    const maxCommitBytes = Math.min(maxPayload - HEADER_ROOM_BYTES, MAX_COMMIT_BYTES);
    const log = logOver(connection, { stream, room, durability, maxCommitBytes, store: options.store });
    return guarded(log, connection, unnamed);
  } catch (error) {
    await connection.close();
    throw error;
  }
};
