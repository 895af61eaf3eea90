// All sessions as rows, live: the list once, then each session that has a new event is read again, a few at a time. What waits
// for a person comes first.
import { signal } from '@preact/signals';
import type { OverviewDocument } from '../../../projections/overview.ts';
import type { ListedSession } from '../../client/client.ts';
import { client, connected, explain } from './service.ts';

export type SessionRow = ListedSession & OverviewDocument;

export const rows = signal<ReadonlyMap<string, SessionRow>>(new Map());
export const total = signal(0);
export const isRead = signal(false);
export const fault = signal<string | undefined>(undefined);

/** Rows are read again so often at most, and so many at once. */
const AGAIN_MS = 300;
const AT_ONCE = 6;
/** Rows of a page: the first is small, so that something is there at once. */
const FIRST_PAGE = 100;
const PAGE = 1_000;

const stale = new Set<string>();

const put = (found: readonly SessionRow[]): void => {
  const next = new Map(rows.peek());
  for (const row of found) next.set(row.sessionId, row);
  rows.value = next;
};

const readList = async (signal: AbortSignal): Promise<void> => {
  for (let after: string | undefined, limit = FIRST_PAGE; ; limit = PAGE) {
    const query = { limit, ...(after !== undefined && { after }) };
    const page = await client.peek().call('session.list', { query, signal });
    if (signal.aborted) return;
    total.value = page.total;
    put(page.sessions as SessionRow[]);
    if (page.next === undefined) return;
    after = page.next;
  }
};

const readAgain = async (signal: AbortSignal): Promise<void> => {
  const some = [...stale].slice(0, AT_ONCE);
  for (const session of some) stale.delete(session);
  const found = await Promise.all(
    some.map(async (session) => {
      try {
        const { overview } = await client.peek().call('session.get', { params: { session }, signal });
        return overview as unknown as SessionRow;
      } catch {
        return undefined;
      }
    }),
  );
  if (signal.aborted) return;
  const there = found.filter((row) => row !== undefined);
  const isNew = there.filter(({ sessionId }) => !rows.peek().has(sessionId)).length;
  if (isNew > 0) total.value += isNew;
  if (there.length > 0) put(there);
};

/** Follows all sessions until it is stopped. */
export const followSessions = (): (() => void) => {
  const stop = new AbortController();
  const { signal } = stop;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    timer ??= setTimeout(async () => {
      await readAgain(signal);
      timer = undefined;
      if (stale.size > 0 && !signal.aborted) later();
    }, AGAIN_MS);
  };
  const follow = async (): Promise<void> => {
    // Followed before the list is read, so that nothing falls between the two.
    for await (const item of client.peek().subscribe({ from: 'now', signal })) {
      if (item.kind === 'disconnected') connected.value = false;
      else if (item.kind === 'reconnected') {
        connected.value = true;
        // What was recorded meanwhile in sessions that are silent since.
        void readList(signal).catch(() => undefined);
      } else if (item.kind === 'event') {
        stale.add(item.event.sessionid);
        later();
      }
    }
  };
  const begin = async (): Promise<void> => {
    try {
      fault.value = undefined;
      const following = follow();
      following.catch(() => undefined);
      await readList(signal);
      isRead.value = true;
      await following;
    } catch (error) {
      if (!signal.aborted) fault.value = explain(error);
    }
  };
  void begin();
  return () => {
    stop.abort();
    clearTimeout(timer);
    stale.clear();
    connected.value = true;
  };
};
