// What the followers of several streams receive, as one: the order of each stream is kept, that between them is the order
// in which it came. One item of each is held; a slow reader slows all.
import type { Followed, Position } from './port.ts';

interface Ready {
  readonly index: number;
  readonly item?: IteratorResult<Followed>;
  readonly error?: unknown;
}

/**
 * The next items of several iterators, each once it is there. A race of promises would add to those of a silent stream with
 * every item of a busy one, and never let go.
 */
class Nexts {
  readonly #iterators: readonly AsyncIterator<Followed>[];
  readonly #ready: Ready[] = [];
  readonly #asked = new Map<number, Promise<void>>();
  #wake = () => {};

  constructor(iterators: readonly AsyncIterator<Followed>[]) {
    this.#iterators = iterators;
  }

  /** Asks one of them for its next item, which comes after those that are there. */
  ask(index: number): void {
    const come = (one: Ready) => {
      this.#asked.delete(index);
      this.#ready.push(one);
      this.#wake();
    };
    const asked = (this.#iterators[index] as AsyncIterator<Followed>).next().then(
      (item) => come({ index, item }),
      (error: unknown) => come({ index, error }),
    );
    this.#asked.set(index, asked);
  }

  /** The item that came first; undefined where none was asked for. @throws what the iterator threw */
  async first(): Promise<{ index: number; item: IteratorResult<Followed> } | undefined> {
    if (this.#ready.length === 0) {
      if (this.#asked.size === 0) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const { index, item, error } = this.#ready.shift() as Ready;
    if (item === undefined) throw error;
    return { index, item };
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#asked.values());
  }
}

export async function* mergeFollowed(
  begin: readonly ((signal: AbortSignal) => AsyncIterable<Followed>)[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Followed> {
  const over = new AbortController();
  const all = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const followers = begin.map((one) => one(all)[Symbol.asyncIterator]());
  const nexts = new Nexts(followers);
  const ends: (readonly Position[] | undefined)[] = followers.map(() => undefined);
  const away = new Set<number>();
  try {
    for (const index of followers.keys()) nexts.ask(index);
    for (;;) {
      const next = await nexts.first();
      if (next === undefined) return;
      const { index, item } = next;
      if (item.done) continue;
      const followed = item.value;
      switch (followed.kind) {
        case 'caught-up':
          ends[index] = followed.positions;
          if (ends.every((end) => end !== undefined) && !all.aborted)
            yield { kind: 'caught-up', positions: ends.flat() as Position[] };
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
      nexts.ask(index);
    }
  } finally {
    over.abort();
    await nexts.settled();
    await Promise.allSettled(followers.map((follower) => follower.return?.()));
  }
}
