// The admin's side of a log in memory: the reference of its contract, and a way to have messages that no append wrote in a
// test without a server.
import { isRepriseError, RepriseError } from '../errors.ts';
import type { LogAdmin, LogMessage } from './admin-port.ts';
import { fenceBody, fenceIn } from './forgotten.ts';
import { type Held, type MemoryStore, storeOf } from './memory-store.ts';
import type { Log } from './port.ts';

const requireStore = (log: Log): MemoryStore => {
  const store = storeOf(log);
  if (store === undefined) throw new Error('not a log that memoryLog made');
  return store;
};

const bodyOf = ({ lines, body = new Uint8Array() }: Held): Uint8Array =>
  lines === undefined ? body : Buffer.from(`${lines.join('\n')}\n`);

const fenceOf = ({ body }: Held): string | undefined => body && fenceIn(body);

const contentOf = (store: MemoryStore, held: Held): LogMessage['content'] => {
  if (store.fenced(held) !== undefined) return { kind: 'fence', tombstone: fenceOf(held) ?? '' };
  try {
    return { kind: 'commit', lines: store.commitOf(held)?.lines ?? [] };
  } catch (error) {
    if (isRepriseError(error, 'RECORD_INVALID')) return { kind: 'invalid', error };
    throw error;
  }
};

/** Puts bytes under a session as another program would. @returns their sequence */
export const publishToMemory = (log: Log, sessionId: string, body: Uint8Array): number =>
  requireStore(log).add(sessionId, { id: '', lines: undefined, body }).position.sequence;

/** @param log one that `memoryLog` made; closing the admin's side leaves it open */
export const memoryLogAdmin = (log: Log): LogAdmin => {
  const store = requireStore(log);
  const { stream } = store;
  let closed = false;
  const requireOpen = () => {
    if (closed) throw new RepriseError('LOG_UNREACHABLE', 'The log is closed.');
  };
  const lastFence = (sessionId: string): number =>
    store.of(sessionId).findLast((held) => store.fenced(held) !== undefined)?.position.sequence ??
    Number.POSITIVE_INFINITY;
  const isOf = (sessionId: string | undefined) => (one: MemoryStore['quarantine'][number]) =>
    sessionId === undefined || one.entry.sessionId === sessionId;

  return {
    streams: [stream],
    places: [
      {
        ...{ name: 'messages', stream },
        async count(sessionId) {
          return store.of(sessionId).filter(({ position }) => position.sequence < lastFence(sessionId)).length;
        },
        erase: async (sessionId, fences) => store.purge(sessionId, fences.get(stream) ?? 0),
      },
      {
        ...{ name: 'quarantine', stream: 'quarantine' },
        count: async (sessionId) => store.quarantine.filter(isOf(sessionId)).length,
        async erase(sessionId) {
          const kept = store.quarantine.filter((one) => !isOf(sessionId)(one));
          const gone = store.quarantine.length - kept.length;
          store.quarantine.splice(0, store.quarantine.length, ...kept);
          return gone;
        },
      },
    ],
    quarantine: {
      stream: 'quarantine',
      async put(entry, { headers, body }) {
        requireOpen();
        const isSame = ({ entry: one }: MemoryStore['quarantine'][number]) =>
          one.sessionId === entry.sessionId && one.stream === entry.stream && one.sequence === entry.sequence;
        if (!store.quarantine.some(isSame)) store.quarantine.push({ entry, message: { headers, body } });
      },
      async *list(sessionId) {
        requireOpen();
        for (const { entry } of store.quarantine.filter(isOf(sessionId))) yield entry;
      },
      async get({ sessionId, stream: from, sequence }) {
        requireOpen();
        return store.quarantine.find(
          ({ entry }) => entry.sessionId === sessionId && entry.stream === from && entry.sequence === sequence,
        )?.message;
      },
    },
    async names() {
      requireOpen();
      return [...store.bySession.keys()].sort();
    },
    async *messages(_stream, sessionId) {
      requireOpen();
      for (const held of store.upToNow(sessionId))
        yield { stream, sequence: held.position.sequence, body: bodyOf(held), content: contentOf(store, held) };
    },
    async newest(_stream, sessionId) {
      requireOpen();
      const last = store.of(sessionId).at(-1);
      return last && { sequence: last.position.sequence, fence: fenceOf(last) };
    },
    async whole(_stream, sequence) {
      requireOpen();
      const held = store.all[sequence - 1];
      return held && { headers: new Uint8Array(), body: bodyOf(held), storedAt: held.storedAt };
    },
    async rewrite(_stream, sessionId, copies, expected) {
      requireOpen();
      if (store.endOf(sessionId) !== expected) return undefined;
      const added = copies.map(({ sequence, body }) => {
        const held = store.all[sequence - 1];
        return store.add(sessionId, { id: held?.id ?? '', lines: held?.lines, body: held?.lines ? undefined : body });
      });
      const [first, last] = [added.at(0), added.at(-1)];
      return first && last && { first: first.position.sequence, last: last.position.sequence };
    },
    async purge(_stream, sessionId, before) {
      requireOpen();
      return store.purge(sessionId, before);
    },
    async fence(_stream, sessionId, { id }, expected) {
      requireOpen();
      if (store.endOf(sessionId) !== expected) return undefined;
      return store.add(sessionId, { id: '', lines: undefined, body: fenceBody(id) }).position.sequence;
    },
    async tombstone(sessionId) {
      requireOpen();
      return store.newestTombstone(sessionId);
    },
    async bury(tombstone, after) {
      requireOpen();
      const before = store.tombstones.get(tombstone.sessionId) ?? [];
      if (before.at(-1)?.id !== after) return false;
      store.tombstones.set(tombstone.sessionId, [...before, tombstone]);
      return true;
    },
    async close() {
      closed = true;
    },
  };
};
