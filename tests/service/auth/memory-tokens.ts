// A store of tokens in memory, as the contract of the port says, for tests that need no server.
import type { StoredEntry, TokenStore } from '../../../src/service/auth/token-store.ts';

export interface MemoryTokens extends TokenStore {
  /** What was appended, in order. */
  readonly all: readonly StoredEntry[];
  /** Puts what is no token in the place of one. */
  spoil(id: string): void;
  /** Fails every call from now on, until it is undefined. */
  failure: Error | undefined;
}

const keyOf = (entry: StoredEntry): string => {
  if (entry.kind === 'token') return `token ${entry.token.id}`;
  return entry.kind === 'unreadable' ? `token ${entry.id}` : `used ${entry.id}`;
};

export const memoryTokens = (): MemoryTokens => {
  const all: StoredEntry[] = [];
  const listeners = new Set<() => void>();
  const store: MemoryTokens = {
    all,
    failure: undefined,
    spoil(id) {
      all.push({ kind: 'unreadable', id });
      for (const listener of listeners) listener();
    },
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
