// The sessions of a log as an interface: what callers send and what they get back (create-sessions.ts builds it).
import type { Command, Principal } from '../../../machines/commands/command.ts';
import type { EndedWithSession } from '../../../machines/commands/end-session.ts';
import type { Rejection } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { State } from '../../../machines/state/state.ts';
import type { Clock } from '../../clock.ts';
import type { Durability, PlacedEvent, Position } from '../../log/port.ts';
import type { SecretIds } from '../../secrets/secret-filter.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import type { CacheLimits } from './kept-sessions.ts';
import type { LoadedSession } from './loaded-sessions.ts';
import type { NewCommand } from './new-command.ts';
import type { PlacedViolation } from './placed-violation.ts';
import type { Sight } from './sight.ts';

/** The result of a command. Only `recorded` added anything to the log. */
export type SendResult =
  | {
      readonly kind: 'recorded';
      readonly commandId: string;
      readonly events: readonly RecordedEvent[];
      /** The rules that the events violate and were recorded with: warnings, in an observed session errors too. */
      readonly violations: readonly PlacedViolation[];
      /** What `session.end` failed or cancelled ended with the session: what ran. */
      readonly ended?: EndedWithSession;
      /** How many secrets were replaced before the command was recorded. */
      readonly redacted: number;
      readonly position: Position;
      readonly durability: Durability;
      /** The state after the events. */
      readonly state: State;
    }
  /**
   * The command was accepted earlier, by whoever sent it: what was answered then, read from the log. What the
   * acknowledgement promised (`durability`) is not recorded.
   */
  | {
      readonly kind: 'repeated';
      readonly commandId: string;
      readonly events: readonly RecordedEvent[];
      readonly violations: readonly PlacedViolation[];
      readonly ended?: EndedWithSession;
      readonly redacted: number;
      /** Absent where the session was erased meanwhile. */
      readonly position?: Position;
      /** The state after the events, however far the session is now. */
      readonly state: State;
    }
  /** The session is already as the command would make it, and why where it is known ("phase Context is already completed"). */
  | { readonly kind: 'unchanged'; readonly commandId: string; readonly why?: string; readonly state: State }
  | { readonly kind: 'refused'; readonly commandId: string; readonly rejection: Rejection }
  /** The session is not at `expectedOrdinal`. */
  | { readonly kind: 'conflict'; readonly commandId: string; readonly expected: number; readonly actual: number };

export interface SendOptions {
  /** The ordinal of the session's newest event, 0 for a session that does not exist. Default: not checked. */
  readonly expectedOrdinal?: number;
  /** Milliseconds, including the wait for earlier commands of this process. Default: the log's deadline. */
  readonly deadlineMs?: number;
  /** Who was authenticated: recorded with each event (`authtype`, `authid`). Default: nobody. */
  readonly auth?: Principal;
  /** Begins a session anew whose id is that of one that was forgotten. Default: that is refused (SESSION_FORGOTTEN). */
  readonly again?: boolean;
}

export interface SightedSendOptions extends SendOptions {
  /** What the caller last saw of the session. Default: what it got from here. */
  readonly sight?: Sight | undefined;
}

export interface RecordOptions {
  /** Called after each commit, with the events of this call: recorded so far, and planned in all. */
  readonly onProgress?: (progress: { readonly recorded: number; readonly total: number }) => void;
  /** Milliseconds for each commit. Default: the log's deadline. */
  readonly deadlineMs?: number;
  /** The ordinal of the session's newest event before the list, 0 for a session that does not exist. Default: not checked. */
  readonly expectedOrdinal?: number;
  /** As in `SendOptions`. */
  readonly auth?: Principal;
  /**
   * What becomes of the id of a command that looks like a secret: it is refused (USAGE), or, for a list that is always given
   * as a whole, as an import is, replaced and numbered. Default `refuse`.
   */
  readonly secretIds?: SecretIds;
}

export interface RecordResult {
  /** Events that this call added. */
  readonly recorded: number;
  /** Commands that added nothing: recorded earlier, or the session was already as they would make it. */
  readonly repeated: number;
  /** The first command that was refused, and its place in the list from 0. */
  readonly refused?: { readonly place: number; readonly command: Command; readonly rejection: Rejection };
  /** The session is not at `expectedOrdinal`, and not all of the list was recorded before: nothing was added. */
  readonly conflict?: { readonly expected: number; readonly actual: number };
  /** The events that this call added. */
  readonly events: readonly RecordedEvent[];
  readonly violations: readonly PlacedViolation[];
  /** How many secrets were replaced in what this call added. */
  readonly redacted: number;
  /** Of the last commit; undefined when nothing was added. */
  readonly position: Position | undefined;
  readonly durability: Durability;
  readonly state: State;
}

export interface SessionsOptions {
  /** Default: the system's clock. */
  readonly now?: () => Date;
  /** Ids of commands, commits and events. Default: uuid v7. */
  readonly newId?: () => string;
  /** From 0 to 1, for the jitter between attempts. Default `Math.random`. */
  readonly random?: () => number;
  /** The clock of deadlines, and their timers. Default: the system's. */
  readonly clock?: Clock;
  /** Waits between attempts, in milliseconds. Default: a timer. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** How many sessions' states are cached between commands. */
  readonly cache?: CacheLimits;
  /** Whether a session that was forgotten begins anew under its id. Default: SESSION_FORGOTTEN. */
  readonly again?: boolean;
  /** Whether a session exists that another names as its parent. Default: where the log holds it. */
  readonly hasSession?: (sessionId: string) => Promise<boolean>;
  /** What is replaced as a secret before anything is decided, hashed or recorded. Default: common forms. `false`: nothing. */
  readonly secrets?: SecretOptions | false;
}

/**
 * The sessions of a log, to write and to read. Texts are recorded without what looks like a secret. Every method throws
 * `RepriseError`: BAD_SESSION_ID (also for an id that looks like a secret), USAGE (not a valid command),
 * COMMIT_TOO_LARGE, CONFLICT (other writers were faster until the deadline), UNKNOWN_OUTCOME (no answer before the
 * deadline: send the same command id again), RECORD_INVALID (the record does not verify), SESSION_FORGOTTEN, LOG_UNREACHABLE, STORE_FULL,
 * QUEUE_FULL (too much waits for the log; nothing was sent).
 */
export interface Sessions {
  /**
   * Sends one command. Commands of one session are decided one after the other, in the order of the calls;
   * those that wait for the write under way go out in one commit, each with a result of its own. What a command
   * leaves open (the active phase of `phase.next`) is as the caller last saw it; where it saw nothing, as the session is
   * when the command is first decided.
   */
  send(sessionId: string, command: NewCommand, options?: SightedSendOptions): Promise<SendResult>;
  /**
   * Records many commands, as an import has them. All are decided before anything is sent: when one is refused or is not
   * valid, nothing is recorded. If another writer comes between two commits and one of the remaining commands is refused
   * because of that, the commits before it stay; the same call again adds what is missing.
   */
  record(sessionId: string, commands: Iterable<NewCommand>, options?: RecordOptions): Promise<RecordResult>;
  /** The session at its newest event; ordinal 0 for one that the log does not hold. */
  load(sessionId: string): Promise<LoadedSession>;
  /** Its events, checked on the way; none for an unknown session. */
  read(sessionId: string, options?: { readonly afterOrdinal?: number }): AsyncIterable<PlacedEvent>;
  /** What was last seen of a session through this object. */
  sightOf(sessionId: string): Sight;
}
