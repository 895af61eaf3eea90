// The log: one stream of commits for each session, appended atomically under an expectation, read and followed in
// order. Two adapters (memory, JetStream) pass one contract suite (tests/contract/log.ts).
import type { RecordedEvent } from '../../machines/events/envelope.ts';

/** Where a commit is: stream, stream sequence (from 1); an event adds its place in the message (from 0). */
export interface Position {
  readonly stream: string;
  readonly sequence: number;
}
export interface EventPosition extends Position {
  readonly index: number;
}

/**
 * What an acknowledgement promises: `memory` (this process), `flushed` (fsync before the acknowledgement: survives a
 * power cut), `cached` (the operating system has it: survives the server's death, not a power cut; flushed within the
 * server's sync interval), `replicated` (a quorum of servers has it).
 */
export type Durability = 'memory' | 'flushed' | 'cached' | 'replicated' | 'unknown';

/** One append: the lines of its events, already chained, and the id under which a repeat is recognised. */
export interface Commit {
  /** Also the `Nats-Msg-Id`. */
  readonly id: string;
  /** Each line one event as `encodeEvent` wrote it, without the line end; at least one. */
  readonly lines: readonly string[];
}

export type AppendResult =
  | { readonly kind: 'appended'; readonly position: Position; readonly durability: Durability }
  /** Another commit stands where this one wanted to: nothing of it was recorded. `actual` is the newest position. */
  | { readonly kind: 'conflict'; readonly expected: number; readonly actual: number }
  /** No answer came before the deadline: it may or may not be recorded. The same commit can be sent again. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A commit as it was read. `lines` are the exact bytes (as text) that were appended. */
export interface StoredCommit {
  readonly sessionId: string;
  readonly position: Position;
  readonly lines: readonly string[];
}

/** Where following begins. `now`: the end of the log when it begins; what is appended after `caught-up` is told. */
export type From =
  | { readonly kind: 'start' }
  | { readonly kind: 'now' }
  /** From the commit after this position. Sequence 0 is the start. */
  | { readonly kind: 'after'; readonly position: Position };

/**
 * What a follower is told: a commit; that all that was there when it began (or began again) has been told, once; that
 * the log does not answer, and that it does again. Between these two nothing is lost or repeated.
 */
export type Followed =
  | { readonly kind: 'commit'; readonly commit: StoredCommit }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'reconnected' };

export interface SessionHead {
  readonly sessionId: string;
  /** Stream sequence of its last commit: the value of an expectation. */
  readonly sequence: number;
}

export interface AppendOptions {
  /** Stream sequence of the session's last commit, 0 for none. */
  readonly expected: number;
  /** Milliseconds until `unknown` is the answer. Default 10,000. */
  readonly deadlineMs?: number;
}

/**
 * A log. What is no answer is thrown as a `RepriseError`: LOG_UNREACHABLE (it does not answer, is closed, or nothing was
 * sent before the deadline), COMMIT_TOO_LARGE (said before sending), STORE_FULL (the commit was not acknowledged),
 * BAD_SESSION_ID; at opening also STREAM_MISMATCH and SERVER_TOO_OLD; when following also BAD_INPUT (a position of
 * another stream) and RECORD_INVALID (the log ends before what was read of it).
 */
export interface Log {
  /** The stream that its positions name. */
  readonly stream: string;
  /** The most bytes that one commit's body may have. */
  readonly maxCommitBytes: number;
  readonly durability: Durability;
  /**
   * Records the commit as the session's next, all of it or nothing. A commit that stands there already (same id, same
   * lines, right after `expected`) is answered as appended, in its first place. Never `unknown` in memory.
   */
  append(sessionId: string, commit: Commit, options: AppendOptions): Promise<AppendResult>;
  /**
   * The session's commits in order, after a stream sequence (default 0: all), to the end that it has when reading
   * begins or further. An unknown session has none. What is held in memory does not grow with the session.
   */
  read(sessionId: string, options?: { readonly after?: number }): AsyncIterable<StoredCommit>;
  /** The last commit of a session, or undefined. */
  last(sessionId: string): Promise<StoredCommit | undefined>;
  /** All sessions, in order of id. */
  sessions(): Promise<SessionHead[]>;
  /**
   * History, then live, without a gap or a repeat, for the named sessions (none named: all), in the order of the
   * stream. Begins at the first `next()`; ends when `signal` aborts. A slow reader slows the reading, nothing piles up.
   */
  follow(options: {
    readonly sessions?: readonly string[];
    readonly from: From;
    readonly signal?: AbortSignal;
  }): AsyncIterable<Followed>;
  close(): Promise<void>;
}

/** An event together with where it stands. */
export interface PlacedEvent {
  readonly event: RecordedEvent;
  readonly position: EventPosition;
}
