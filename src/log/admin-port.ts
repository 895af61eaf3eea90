// The admin's side of a log: what stands on a session's subject as it is, and how it is moved aside or erased. The application
// has none of it. Its contract is a suite that both adapters run (tests/contract/).
import type { RepriseError } from '../errors.ts';
import type { Tombstone } from './port.ts';

/** A message of the log, whatever wrote it. */
export interface LogMessage {
  readonly stream: string;
  readonly sequence: number;
  readonly body: Uint8Array;
  /** Its lines with their large texts; the fence of a session that was erased; or why it is no commit. */
  readonly content:
    | { readonly kind: 'commit'; readonly lines: readonly string[] }
    | { readonly kind: 'fence'; readonly tombstone: string }
    | { readonly kind: 'invalid'; readonly error: RepriseError };
}

/** A message with all that the server keeps of it. */
export interface WholeMessage {
  /** Its headers as bytes; none for a message without headers. */
  readonly headers: Uint8Array;
  readonly body: Uint8Array;
  /** When the server stored it: RFC 3339. */
  readonly storedAt: string;
}

/** What is known of a message that was moved aside. */
export interface QuarantineEntry {
  readonly sessionId: string;
  readonly stream: string;
  readonly sequence: number;
  /** When the server stored it in the log, and when it was moved: RFC 3339. */
  readonly storedAt: string;
  readonly movedAt: string;
  readonly movedBy: string;
  /** As whom it was authenticated, where it had to be. */
  readonly authtype?: string;
  readonly authid?: string;
  /** The kind of the fault, and its sentence. */
  readonly fault: string;
  readonly why: string;
  /** A remark of whoever moved it. */
  readonly note?: string;
  /** Length of its headers and of its body, and the SHA-256 of both together in hex. */
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly sha256: string;
}

/** Messages that were moved aside, acknowledged like the log when `put` returns. */
export interface Quarantine {
  /** Where they are. */
  readonly stream: string;
  /** Stores a message; one that is there already, from the same place with the same bytes, is not stored again. */
  put(entry: QuarantineEntry, message: Pick<WholeMessage, 'headers' | 'body'>): Promise<void>;
  /** Those that are stored completely, in the order in which they were moved. @param sessionId default: of all */
  list(sessionId?: string): AsyncIterable<QuarantineEntry>;
  /** The bytes of one; undefined where it is not there. */
  get(
    entry: Pick<QuarantineEntry, 'sessionId' | 'stream' | 'sequence'>,
  ): Promise<Omit<WholeMessage, 'storedAt'> | undefined>;
}

/** A commit that is written anew behind what is to go: the bytes that stand at `sequence`. */
export interface Copy {
  readonly sequence: number;
  readonly messageId: string;
  readonly body: Uint8Array;
  readonly isFence: boolean;
}

/** Part of the log, or something beside it, that may hold something of a session. */
export interface Place {
  /** What it holds, as people call it: `messages`, `large texts`, `quarantine`. */
  readonly name: string;
  /** The stream of the server. */
  readonly stream: string;
  /** How many messages it has of a session, without its fence and what came after it. */
  count(sessionId: string): Promise<number>;
  /**
   * Erases them; on every replica when it returns, as far as the server acknowledges for a quorum.
   * @param fences by stream, the sequence of the fence: the messages before it go, those after it stay
   * @returns how many
   */
  erase(sessionId: string, fences: ReadonlyMap<string, number>): Promise<number>;
}

/**
 * The log for its admin. A session is named by its id; `messages`, `purge` and the quarantine also take any other last token
 * of a subject. Every method may fail with LOG_UNREACHABLE (also: the login is not an admin's).
 */
export interface LogAdmin {
  /** The streams of the log, the current one last. */
  readonly streams: readonly string[];
  /** Every place that may hold something of a session, in the order in which they are erased. */
  readonly places: readonly Place[];
  readonly quarantine: Quarantine;
  /** Last tokens of the subjects of a stream that have a message. */
  names(stream: string): Promise<readonly string[]>;
  /** What stands under a session, in order, at least to the end that it had when reading began. */
  messages(stream: string, sessionId: string): AsyncIterable<LogMessage>;
  /** The newest message of a session, and the tombstone that it names where it is a fence; undefined for none. */
  newest(
    stream: string,
    sessionId: string,
  ): Promise<{ readonly sequence: number; readonly fence: string | undefined } | undefined>;
  /** A message as it is; undefined where it is not there any more. */
  whole(stream: string, sequence: number): Promise<WholeMessage | undefined>;
  /**
   * Writes commits anew, in order, behind the newest message of the session.
   * @param expected sequence of that newest message
   * @returns sequence of the first and the last one; undefined where another message came before: nothing or the first of
   *   them may be written then, so look again
   */
  rewrite(
    stream: string,
    sessionId: string,
    copies: readonly Copy[],
    expected: number,
  ): Promise<{ readonly first: number; readonly last: number } | undefined>;
  /** Removes the messages of a session before a sequence. @returns how many */
  purge(stream: string, sessionId: string, before: number): Promise<number>;
  /**
   * Puts up the fence of a tombstone behind the newest message of a session.
   * @returns its sequence; undefined where another message came before
   */
  fence(stream: string, sessionId: string, tombstone: Tombstone, expected: number): Promise<number | undefined>;
  /** The newest tombstone of a session. */
  tombstone(sessionId: string): Promise<Tombstone | undefined>;
  /**
   * Records a tombstone, acknowledged like the log when it returns.
   * @param after id of the newest one before; undefined where there is none
   * @returns false where another one came before
   */
  bury(tombstone: Tombstone, after: string | undefined): Promise<boolean>;
  close(): Promise<void>;
}
