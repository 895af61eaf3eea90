// The log on the server that is used now: found, or started. All of opening has one deadline.
import { defined } from '../../../machines/defined.ts';
import { DEADLINE_MS } from '../../deadline.ts';
import { type EnsureOptions, ensureServer, type ServerHandle } from '../../server/managed-server.ts';
import type { Log } from '../port.ts';
import { openStreams } from './open-streams.ts';
import type { QueueLimits } from './queue-room.ts';
import { STREAM_NAME, streamNames } from './stream-names.ts';

export interface ManagedLogOptions extends EnsureOptions {
  readonly queue?: QueueLimits;
  /** The streams of the log, the current one last. Default: those that `REPRISE_STREAMS` names, else `REPRISE`. */
  readonly streams?: readonly string[];
  /** True: streams that are named must exist; the default one is created all the same. Default false. */
  readonly readsOnly?: boolean;
}

export interface ManagedLog {
  readonly log: Log;
  readonly server: ServerHandle;
  /** Closes the log, and releases the server. */
  close(): Promise<void>;
}

/** @throws RepriseError SERVER_UNAVAILABLE, SERVER_TOO_OLD, STORE_FULL, LOG_UNREACHABLE, STREAM_MISMATCH, USAGE (`streams`) */
export const openManagedLog = async ({
  queue,
  streams,
  readsOnly = false,
  ...options
}: ManagedLogOptions): Promise<ManagedLog> => {
  const { deadlineMs = DEADLINE_MS } = options;
  const untilMs = performance.now() + deadlineMs;
  const names = streamNames(options.env ?? process.env, streams);
  const mustExist = readsOnly && (names.length > 1 || names[0] !== STREAM_NAME);
  const server = await ensureServer(options);
  // A server that was started meanwhile may have taken longer than any answer may.
  const openWithinMs = server.cameUp ? deadlineMs : Math.max(1, untilMs - performance.now());
  try {
    const { onProgress: onWarning } = options;
    const log = await openStreams(
      { ...server, deadlineMs, openWithinMs, ...defined({ queue, mustExist: mustExist || undefined, onWarning }) },
      names,
    );
    const close = async () => {
      await log.close();
      await server.release();
    };
    return { log, server, close };
  } catch (error) {
    await server.release();
    throw error;
  }
};
