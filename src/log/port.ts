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

/** Where following begins. `now`: only commits appended after the call resolves. */
export type From =
  | { readonly kind: 'start' }
  | { readonly kind: 'now' }
  /** From the commit after this position (positions of another stream are refused). */
  | { readonly kind: 'after'; readonly position: Position };

/** What a follower is told: a commit, the end of history (once), or that the connection went or came back. */
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
 * A log. Failures that are no answers throw `RepriseError`: LOG_UNREACHABLE (it cannot be read), COMMIT_TOO_LARGE
 * (said before sending), STREAM_MISMATCH (at opening), STORE_FULL, BAD_SESSION_ID.
 */
export interface Log {
  /** The stream that its positions name. */
  readonly stream: string;
  /** The most bytes that one commit's body may have. */
  readonly maxCommitBytes: number;
  readonly durability: Durability;
  append(sessionId: string, commit: Commit, options: AppendOptions): Promise<AppendResult>;
  /** The session's commits in order, after a stream sequence (default 0: all). An unknown session has none. */
  read(sessionId: string, options?: { readonly after?: number }): AsyncIterable<StoredCommit>;
  /** The last commit of a session, or undefined. */
  last(sessionId: string): Promise<StoredCommit | undefined>;
  /** All sessions, in order of id. */
  sessions(): Promise<SessionHead[]>;
  /**
   * History, then live, without a gap or a repeat, for the named sessions (none named: all), in the order of the
   * stream. Ends when `signal` aborts.
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
