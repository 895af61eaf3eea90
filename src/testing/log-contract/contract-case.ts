// What a case of the contract is given, and what it is before it has a store.
import type { Log } from '../../log/port.ts';

/** A store that the cases write to, and the logs on it. */
export interface LogStore {
  /** A log on this store: a new one, or the same each time. Every log sees what any other on the store appended. */
  open(): Promise<Log>;
  /** Ends the store, after its logs were closed. */
  stop(): Promise<void>;
}

/** What the cases of one run share. Each case uses sessions of its own. */
export interface CaseContext {
  readonly log: Log;
  readonly store: LogStore;
  /** Starts another store. */
  readonly start: () => Promise<LogStore>;
}

/** A sentence of the contract, and a check that rejects with an Error where a log does not keep it. */
export interface ContractCase {
  readonly title: string;
  readonly check: (context: CaseContext) => Promise<void>;
}
