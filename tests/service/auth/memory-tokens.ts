// A store of tokens in memory, as the contract of the port says, for tests that need no server.
import type { TokenEntry } from '../../../src/service/auth/token-record.ts';
import type { TokenStore } from '../../../src/service/auth/token-store.ts';

export interface MemoryTokens extends TokenStore {
  /** What was appended, in order. */
  readonly all: readonly TokenEntry[];
  /** Fails every call from now on, until it is undefined. */
  failure: Error | undefined;
}

const keyOf = (entry: TokenEntry): string => (entry.kind === 'token' ? `token ${entry.token.id}` : `used ${entry.id}`);

export const memoryTokens = (): MemoryTokens => {
  const all: TokenEntry[] = [];
  const listeners = new Set<() => void>();
  const store: MemoryTokens = {
    all,
    failure: undefined,
    async readAfter(sequence) {
      if (store.failure) throw store.failure;
      const newest = new Map(all.map((entry, at) => [keyOf(entry), at]));
      const entries = all.filter((entry, at) => at >= sequence && newest.get(keyOf(entry)) === at);
      return { entries, sequence: all.length };
    },
    async append(entry, expected = all.length) {
      if (store.failure) throw store.failure;
      if (expected !== all.length) return false;
      all.push(entry);
      for (const listener of listeners) listener();
      return true;
    },
    onChange: (listener) => void listeners.add(listener),
    close: async () => listeners.clear(),
  };
  return store;
};
