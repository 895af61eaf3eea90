// What writing to sessions asks and answers: the shapes of `createSessions` (service.ts).
import type { Command, Rejection } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { State } from '../../../machines/state/state.ts';
import type { Durability, PlacedEvent, Position } from '../../log/port.ts';
import type { SecretOptions } from '../../secrets/secret-options.ts';
import type { NewCommand } from './command.ts';
import type { LoadedSession } from './loaded.ts';
import type { PlacedViolation } from './plan-commits.ts';

/** What became of a command. Only `recorded` added anything to the log. */
export type SendResult =
  | {
      readonly kind: 'recorded';
      readonly commandId: string;
      readonly events: readonly RecordedEvent[];
      /** What the events break and were recorded with: warnings, in an observed session errors too. */
      readonly violations: readonly PlacedViolation[];
      /** How many secrets were replaced before the command was recorded. */
      readonly redacted: number;
      readonly position: Position;
      readonly durability: Durability;
      /** The state after the events. */
      readonly state: State;
    }
  /** The command was accepted before: the events that it became then. */
  | { readonly kind: 'repeated'; readonly commandId: string; readonly events: readonly RecordedEvent[] }
  /** What the command asks for is so already. */
  | { readonly kind: 'unchanged'; readonly commandId: string; readonly state: State }
  | { readonly kind: 'refused'; readonly commandId: string; readonly rejection: Rejection }
  /** The session is not at `expectedOrdinal`. */
  | { readonly kind: 'conflict'; readonly commandId: string; readonly expected: number; readonly actual: number };

export interface SendOptions {
  /** The ordinal that the session must be at, 0 for one that does not exist. Default: whatever it is at. */
  readonly expectedOrdinal?: number;
  /** Milliseconds, waiting for earlier commands of this process included. Default 10,000. */
  readonly deadlineMs?: number;
}

export interface RecordOptions {
  /** Told after each commit, in events of this call. */
  readonly onProgress?: (progress: { readonly recorded: number; readonly total: number }) => void;
  /** Milliseconds for each commit. Default 10,000. */
  readonly deadlineMs?: number;
}

export interface RecordResult {
  /** Events that this call added. */
  readonly recorded: number;
  /** Commands that added nothing: recorded before, or so already. */
  readonly repeated: number;
  /** The first command that was refused, and its place in the list from 0. */
  readonly refused?: { readonly place: number; readonly command: Command; readonly rejection: Rejection };
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
  /** Lets milliseconds pass between attempts. Default: a timer. */
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Most events of sessions whose state is kept between commands, together. Default 500,000. */
  readonly maxKeptEvents?: number;
  /** What is replaced as a secret before anything is decided, hashed or recorded. `false`: nothing is. */
  readonly secrets?: SecretOptions | false;
}

/**
 * The sessions of a log, to write and to read. Texts are recorded without what looks like a secret. All throw
 * `RepriseError`: BAD_SESSION_ID (also an id that looks like a secret), USAGE (no command, no pattern), COMMIT_TOO_LARGE, CONFLICT (other writers were faster until the deadline), UNKNOWN_OUTCOME (no answer until the
 * deadline: send the same command id again), RECORD_INVALID (the record does not verify), LOG_UNREACHABLE, STORE_FULL.
 */
export interface Sessions {
  /** One command. Those of one session go one after the other, in the order of the calls. */
  send(sessionId: string, command: NewCommand, options?: SendOptions): Promise<SendResult>;
  /**
   * Many commands, as an import has them. All are decided before anything is sent: when one is refused or is no command,
   * nothing is recorded. Only where another writer comes between the commits, and one of the rest is refused for that,
   * does what was recorded stay; the same call repeated adds what is missing.
   */
  record(sessionId: string, commands: Iterable<NewCommand>, options?: RecordOptions): Promise<RecordResult>;
  /** The session at its newest event; ordinal 0 for one that the log does not hold. */
  load(sessionId: string): Promise<LoadedSession>;
  /** Its events, checked on the way; none for an unknown session. */
  read(sessionId: string, options?: { readonly afterOrdinal?: number }): AsyncIterable<PlacedEvent>;
}
