// Where tokens are kept, as a port: entries in one order, appended under an expectation, so that two processes that change
// them at once lose nothing. The real one is a stream beside the log (src/service/nats/token-stream.ts).
import type { TokenEntry } from './token-record.ts';

/** An entry as it is read. `unreadable`: what stands in the place of a token is none, so nobody may use that token. */
export type StoredEntry = TokenEntry | { readonly kind: 'unreadable'; readonly id: string };

export interface StoredEntries {
  /** Of each token the newest, and of each the newest use, in their order. */
  readonly entries: readonly StoredEntry[];
  /** The last sequence that was read: what an append expects, and after which reading goes on. */
  readonly sequence: number;
}

export interface TokenStore {
  /** The entries after a sequence; 0: all. @throws RepriseError LOG_UNREACHABLE */
  readAfter(sequence: number): Promise<StoredEntries>;
  /**
   * Appends an entry; it takes the place of the earlier one of its kind and token.
   * @param expected the sequence that the store must be at. Default: not checked
   * @returns false where it is at another: nothing was stored
   * @throws RepriseError LOG_UNREACHABLE
   */
  append(entry: TokenEntry, expected?: number): Promise<boolean>;
  /** Calls `listener` when something may have been appended, by whomever. A change may be missed while it is away. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}
