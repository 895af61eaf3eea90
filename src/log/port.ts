// The port of the log: one stream of commits for each session, appended atomically under an expectation, read and
// followed in order. Its contract is a suite that every adapter runs (src/testing/log-contract/).
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { RepriseError } from '../errors.ts';

/** Where a commit is. */
export interface Position {
  readonly stream: string;
  /** Its number in the stream, from 1; it grows along the stream, and a session's commits have gaps between theirs. */
  readonly sequence: number;
}

/** Where an event is. */
export interface EventPosition extends Position {
  /** Its place in the commit, from 0. */
  readonly index: number;
}

/** An event and where it is. */
export interface PlacedEvent {
  readonly event: RecordedEvent;
  readonly position: EventPosition;
}

/**
 * What an acknowledgement promises. `memory`: this process has the commit. `flushed`: it was flushed to the disk before the
 * acknowledgement, and survives a power cut. `cached`: the operating system has it; it survives the end of the server
 * but not a power cut within the server's sync interval. The same of a stream with replicas, for a quorum of its servers:
 * `replicated-flushed`: it was flushed to a quorum of disks. `replicated-cached`: a quorum of operating systems has it; it
 * survives the power cut of one machine, not of all within the sync interval. `replicated-unknown`: a quorum has it, and
 * how they sync is not known. `unknown`: the server does not report it.
 */
export type Durability =
  | 'memory'
  | 'flushed'
  | 'cached'
  | 'replicated-flushed'
  | 'replicated-cached'
  | 'replicated-unknown'
  | 'unknown';

/** The events of one append. */
export interface Commit {
  /** 1 to 256 characters, unique in its session: a commit that is sent again is recognised by it (JetStream: `Nats-Msg-Id`). */
  readonly id: string;
  /**
   * One line for each event, at least one, as `encodeEvent` wrote it: already chained, not empty, without a line feed,
   * and with no half of a surrogate pair.
   */
  readonly lines: readonly string[];
}

/** A commit as it was read. */
export interface StoredCommit {
  readonly sessionId: string;
  readonly position: Position;
  /** The bytes that were appended, as text. */
  readonly lines: readonly string[];
}

export interface AppendOptions {
  /** Stream sequence of the session's newest commit; 0 for a session that has none. */
  readonly expected: number;
  /** Milliseconds until the append gives up, with `unknown` or LOG_UNREACHABLE. Default: the log's. */
  readonly deadlineMs?: number;
}

export type AppendResult =
  | { readonly kind: 'appended'; readonly position: Position; readonly durability: Durability }
  /** The newest commit is not the expected one; nothing was recorded. `actual` is its stream sequence, 0 for none. */
  | { readonly kind: 'conflict'; readonly expected: number; readonly actual: number }
  /**
   * No answer before the deadline: the commit may be recorded, or not. It can be sent again, unchanged. `reason` is the end
   * of a sentence; `trouble` what a person has to mend first.
   */
  | { readonly kind: 'unknown'; readonly reason: string; readonly trouble?: 'STORE_FULL' };

/** Where following begins. */
export type From =
  | { readonly kind: 'start' }
  /** At the end that the stream has when following begins. */
  | { readonly kind: 'now' }
  /**
   * At the commit after this position. Sequence 0 is the start. Of a log over several streams: after one position of each,
   * the others in `more`; a stream that no position names is followed from its start.
   */
  | { readonly kind: 'after'; readonly position: Position; readonly more?: readonly Position[] };

export interface FollowOptions {
  /** Ids of the sessions. Default, and for an empty list: all, also those that begin later. */
  readonly sessions?: readonly string[];
  readonly from: From;
  /** Ends the iteration, also while it waits. */
  readonly signal?: AbortSignal;
}

/** What a follower receives. */
export type Followed =
  | { readonly kind: 'commit'; readonly commit: StoredCommit }
  /**
   * A message that no append wrote, without lines to read; or, with SESSION_FORGOTTEN, the place where a session was erased.
   * Following goes on after it.
   */
  | { readonly kind: 'invalid'; readonly sessionId: string; readonly position: Position; readonly error: RepriseError }
  /**
   * Once: everything that the log held when following began was received. `positions`: where each stream ended then
   * (sequence 0: it was empty). Following after them goes on from here.
   */
  | { readonly kind: 'caught-up'; readonly positions: readonly Position[] }
  /** The log does not answer. Following continues when it does, without a gap or a repeat. */
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'reconnected' };

/** A session and its newest commit. */
export interface SessionHead {
  readonly sessionId: string;
  /** Stream sequence of the newest commit: what the next append expects. */
  readonly sequence: number;
  /** Of a log over several streams: the one that holds the session. */
  readonly stream?: string;
  /** The place of that stream among those of the log, from 0. New sessions are in the last. */
  readonly place?: number;
}

/** That a session was erased. It has nothing of what the session held. */
export interface Tombstone {
  /** 1 to 64 of `A-Z a-z 0-9 -`. The fence names it. */
  readonly id: string;
  /** The session; of what was no session, the last token of its subject. */
  readonly sessionId: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Who erased it, as a name. */
  readonly by: string;
  /** As whom it was authenticated, where it had to be: `api_key`, and the id of the token with its name. */
  readonly authtype?: string;
  readonly authid?: string;
  readonly reason: string;
  /** Where its sound record ended. The hash is not kept: it would show of a copy that it is one. */
  readonly head: { readonly ordinal: number };
  /** Its events, in all of its messages. */
  readonly events: number;
  /** Its messages in the log, sound or not. */
  readonly messages: number;
  /** Ids of the tombstones of sessions that had this id before. */
  readonly earlier: readonly string[];
}

/**
 * A log. Results are values; every failure is a `RepriseError`. All methods but `close` may fail with LOG_UNREACHABLE
 * (the log does not answer, or is closed); those that take a session id with BAD_SESSION_ID. Opening a log may also fail
 * with STREAM_MISMATCH and SERVER_TOO_OLD.
 */
export interface Log {
  /** The stream that its positions name; of a log over several streams the current one. */
  readonly stream: string;
  /**
   * The most bytes in the body of one commit: its lines as UTF-8, each with a line feed; at most `MAX_COMMIT_BYTES`. Of a
   * larger commit the data of events with 64 KiB and more do not count: an adapter stores them apart, or in any other way.
   * All lines together have at most `MAX_WHOLE_COMMIT_BYTES`.
   */
  readonly maxCommitBytes: number;
  /** What an append's acknowledgement promises. The server's settings decide it. */
  readonly durability: Durability;
  /** How long a call waits for a log that does not answer, in milliseconds. Default 10,000. */
  readonly deadlineMs?: number;

  /**
   * Records a commit as the session's next: all of it, or nothing. The expectation is optimistic concurrency control:
   * of several writers that expect the same sequence one succeeds, the others get `conflict`. A commit that the session
   * holds already right after `expected`, with the same id and lines, is reported as appended, in its first place: so a
   * writer that got no answer can send it again.
   * @returns `unknown` only from a log that is reached over a network
   * @throws RepriseError COMMIT_TOO_LARGE, before anything is sent; QUEUE_FULL (nothing was sent: too many others
   *   wait); STORE_FULL (the server refused it); LOG_UNREACHABLE, also when nothing could be sent before the deadline.
   *   Nothing was recorded then. Error (a bug of the caller) for lines that are not valid.
   */
  append(sessionId: string, commit: Commit, options: AppendOptions): Promise<AppendResult>;

  /**
   * A session's commits in order, at least to the end that it had when reading began. An unknown session has none. At
   * most a bounded number of commits is held in memory.
   * @param options.after only the commits after this stream sequence. Default 0: all.
   * @throws RepriseError RECORD_INVALID for a body that no append wrote; SESSION_FORGOTTEN, with the sequence that a session
   *   which begins again expects (`fields.sequence`)
   */
  read(sessionId: string, options?: { readonly after?: number }): AsyncIterable<StoredCommit>;

  /** The newest commit of a session; undefined for an unknown one. @throws RepriseError RECORD_INVALID, as `read` */
  last(sessionId: string): Promise<StoredCommit | undefined>;

  /**
   * All sessions, in order of id (by UTF-16 code units). Where others may write to the stream, that is every name with a
   * message: also one that is no valid session id, or whose record does not verify. Those that were erased are left out.
   */
  sessions(): Promise<SessionHead[]>;

  /** What was erased, the oldest first. Absent from a log that erases nothing. */
  forgotten?(): Promise<readonly Tombstone[]>;

  /**
   * History, then live, in the order of the stream (of several streams: of each), without a gap or a repeat, also across restarts of the server. It
   * begins at the first `next()` and ends when `signal` aborts. Nothing is buffered beyond one batch: a slow reader
   * slows the reading.
   * @throws RepriseError BAD_INPUT for a position of another stream; RECORD_INVALID when the stream ends before what was
   *   read of it (commits were lost); STREAM_MISMATCH when another stream took its place
   */
  follow(options: FollowOptions): AsyncIterable<Followed>;
  /**
   * As `follow`, in lists of what is there at once, at most some hundred commits: an iterator that is asked for each of a
   * million costs as much as reading them. Undefined where a log has no such way.
   */
  readonly followTogether?: (options: FollowOptions) => AsyncIterable<readonly Followed[]>;

  /** Ends every `follow` and releases the connection. Every later call fails with LOG_UNREACHABLE. */
  close(): Promise<void>;
}
