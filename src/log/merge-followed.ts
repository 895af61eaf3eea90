// What the followers of several streams receive, as one: the order of each stream is kept, that between them is the order
// in which it came. One item of each is held; a slow reader slows all.
import type { Followed } from './port.ts';

type Next = { readonly index: number; readonly item: IteratorResult<Followed> };

export async function* mergeFollowed(
  begin: readonly ((signal: AbortSignal) => AsyncIterable<Followed>)[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Followed> {
  const over = new AbortController();
  const all = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const followers = begin.map((one) => one(all)[Symbol.asyncIterator]());
  const next = async (index: number): Promise<Next> => ({
    index,
    item: (await followers[index]?.next()) ?? { done: true, value: undefined },
  });
  const pending = new Map(followers.map((_, index) => [index, next(index)]));
  const behind = new Set(followers.keys());
  const away = new Set<number>();
  try {
    while (pending.size > 0) {
      const { index, item } = await Promise.race(pending.values());
      pending.delete(index);
      if (item.done) continue;
      const followed = item.value;
      switch (followed.kind) {
        case 'caught-up':
          behind.delete(index);
          if (behind.size === 0 && !all.aborted) yield followed;
          break;
        case 'disconnected':
          away.add(index);
          if (away.size === 1) yield followed;
          break;
        case 'reconnected':
          away.delete(index);
          if (away.size === 0) yield followed;
          break;
        default:
          if (all.aborted) break;
          yield followed;
      }
      // Asked for at the end of the list, so that a busy stream does not hide the others.
      pending.set(index, next(index));
    }
  } finally {
    over.abort();
    for (const one of pending.values()) one.catch(() => undefined);
    await Promise.allSettled(pending.values());
    await Promise.allSettled(followers.map((follower) => follower.return?.()));
  }
}
