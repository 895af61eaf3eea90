// What a reader of a hub reads for itself: up to where the log ends, from where the live events of the process reach back to.
import type { Followed, Log } from '../../log/port.ts';
import { type Covered, coveredByEither, followingFrom, sequenceIn } from './covered.ts';
import type { Waiting } from './waiting.ts';

export interface Reading {
  readonly log: Log;
  /** The sessions that are read; empty for all. */
  readonly sessions: readonly string[];
  /** What the reader has; empty where it begins at the start. */
  readonly covered: Covered;
  /** How far the log has come, as this process knows it; reading goes at least so far. */
  readonly known: Covered;
  /** Whether the reader received nothing yet. */
  readonly isFirst: boolean;
  readonly signal: AbortSignal;
}

/** One session by its subject: that costs the same however long the log is, and needs no consumer on the server. */
async function* readOne({ log, sessions, covered, known, signal }: Reading): AsyncGenerator<readonly Followed[]> {
  const [sessionId = ''] = sessions;
  const { stream } = log;
  const after = sequenceIn(covered, stream) ?? 0;
  let reached = covered;
  for await (const commit of log.read(sessionId, { after })) {
    if (signal.aborted) return;
    yield [{ kind: 'commit', commit }];
    reached = [commit.position];
  }
  yield [{ kind: 'caught-up', positions: coveredByEither(reached, known) }];
}

async function* oneByOne(items: AsyncIterable<Followed>): AsyncGenerator<readonly Followed[]> {
  for await (const item of items) yield [item];
}

/** The items after `covered`, in lists of what is there at once, then `caught-up` with how far they go; it may go on after that. */
const historyOf = (reading: Reading): AsyncIterator<readonly Followed[]> => {
  const { log, sessions, covered, known, isFirst, signal } = reading;
  // A session of several streams lies in one of them, and only that one knows where it ends. Reading passes the place where
  // an earlier session of this id was forgotten, which is news to whoever received something of that.
  if (isFirst && sessions.length === 1 && known.length === 1 && known[0]?.stream === log.stream)
    return readOne(reading);
  const options = { sessions, from: followingFrom(covered), signal };
  return (log.followTogether?.(options) ?? oneByOne(log.follow(options)))[Symbol.asyncIterator]();
};

/** What a reader reads from the log, in lists, and takes from them one at a time. */
export class History {
  #lists: AsyncIterator<readonly Followed[]> | undefined;
  #list: readonly Followed[] = [];
  #next = 0;

  /**
   * Reads the next list, from the beginning of a reading where none is under way.
   * @returns whether there is one; false at its end, and where the wait is over
   */
  async more(begin: () => Reading, waiting: Waiting): Promise<boolean> {
    this.#lists ??= historyOf(begin());
    let result: IteratorResult<readonly Followed[]> | undefined;
    try {
      result = await waiting.for(this.#lists.next());
    } finally {
      if (result === undefined || result.done) this.#lists = undefined;
    }
    if (result === undefined || result.done) return false;
    this.#list = result.value;
    this.#next = 0;
    return true;
  }

  /** The next item that was read; undefined where there is none. */
  take(): Followed | undefined {
    const item = this.#list[this.#next];
    if (item !== undefined) this.#next += 1;
    return item;
  }

  /** Ends it, without what was not taken. */
  stop(): void {
    const lists = this.#lists;
    this.#lists = undefined;
    this.#list = [];
    this.#next = 0;
    // It may wait for the server.
    void lists?.return?.().catch(() => {});
  }
}
