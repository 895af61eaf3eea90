// The sessions of a log by their newest commit, kept up to date by following the log while somebody asks for them: so that
// a list of many sessions does not ask the log for all of them each time.
import { byNewest } from '../../log/by-newest.ts';
import type { Log, SessionHead } from '../../log/port.ts';

/** The log is no longer followed when nobody asked for so long: following brings every commit here. */
const IDLE_MS = 30_000;

interface Kept {
  readonly heads: Map<string, SessionHead>;
  /** The same, the newest first; undefined since they changed. */
  sorted: readonly SessionHead[] | undefined;
  isConnected: boolean;
}

export interface Heads {
  /** All sessions, the newest commit first. @throws RepriseError LOG_UNREACHABLE */
  newestFirst(): Promise<readonly SessionHead[]>;
  /** Leaves out a session that the log no longer holds. */
  forget(sessionId: string): void;
}

export const createHeads = (log: Log, ends: AbortSignal, idleMs = IDLE_MS): Heads => {
  let kept: Promise<Kept> | undefined;
  let stop = new AbortController();
  let idle: NodeJS.Timeout | undefined;

  const drop = (): void => {
    stop.abort();
    kept = undefined;
  };
  const places = new Map<string, number>();

  const begin = async (signal: AbortSignal): Promise<Kept> => {
    const state: Kept = { heads: new Map(), sorted: undefined, isConnected: true };
    const items = log
      .follow({ from: { kind: 'now' }, signal: AbortSignal.any([signal, ends]) })
      [Symbol.asyncIterator]();
    const see = (sessionId: string, stream: string, sequence: number): void => {
      const before = state.heads.get(sessionId);
      const place = places.get(stream);
      state.heads.set(sessionId, {
        ...before,
        sessionId,
        sequence,
        ...(place !== undefined && { stream, place }),
      });
      state.sorted = undefined;
    };
    const take = (item: Awaited<ReturnType<typeof items.next>>): boolean => {
      if (item.done) return false;
      const { value } = item;
      if (value.kind === 'commit')
        see(value.commit.sessionId, value.commit.position.stream, value.commit.position.sequence);
      else if (value.kind === 'invalid') see(value.sessionId, value.position.stream, value.position.sequence);
      else if (value.kind === 'disconnected') state.isConnected = false;
      else if (value.kind === 'reconnected') state.isConnected = true;
      return value.kind !== 'caught-up';
    };
    // Followed first: what is recorded while the list is read must not be missed.
    let item = await items.next();
    while (take(item)) item = await items.next();
    for (const head of await log.sessions()) {
      if (head.stream !== undefined && head.place !== undefined) places.set(head.stream, head.place);
      const seen = state.heads.get(head.sessionId);
      if (seen === undefined || seen.sequence < head.sequence) state.heads.set(head.sessionId, head);
    }
    state.sorted = undefined;
    void (async () => {
      try {
        for (item = await items.next(); !item.done; item = await items.next()) take(item);
      } catch {
        // Whoever asks next begins anew, and gets the error if it is still there.
      }
      if (!signal.aborted) drop();
    })();
    return state;
  };

  const current = (): Promise<Kept> => {
    if (kept === undefined) {
      stop = new AbortController();
      const begun = begin(stop.signal);
      kept = begun;
      begun.catch(() => {
        if (kept === begun) drop();
      });
    }
    return kept;
  };

  return {
    async newestFirst() {
      clearTimeout(idle);
      idle = setTimeout(drop, idleMs);
      idle.unref();
      let state = await current();
      if (!state.isConnected) {
        // The log says whether it is there; what it has recorded since then comes by following.
        drop();
        state = await current();
      }
      state.sorted ??= [...state.heads.values()].sort(byNewest);
      return state.sorted;
    },
    forget(sessionId) {
      void kept?.then(
        (state) => {
          if (state.heads.delete(sessionId)) state.sorted = undefined;
        },
        () => undefined,
      );
    },
  };
};
