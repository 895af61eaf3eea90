// One reader of a hub: it reads its history from the log by itself, joins the live tail where that reaches back to what it
// has, and reads from the log again where it was too slow. It holds the items of one commit, whatever others do.
import { isRepriseError } from '../../errors.ts';
import { startOf } from '../../log/from.ts';
import type { EventPosition, Followed, Log, Position } from '../../log/port.ts';
import { decodeCommit } from '../record/chain.ts';
import { type Covered, coveredByEither, coveredWith, covers, notBefore, sequenceIn } from './covered.ts';
import { Delivery } from './delivery.ts';
import { History } from './history.ts';
import { InHand } from './in-hand.ts';
import type { LiveTail, Tails } from './live-tail.ts';
import type { HubSubscribeOptions, Subscribed } from './options.ts';
import type { Ring } from './ring.ts';
import { onAbort, Waiting } from './waiting.ts';

/** How long a reader waits before it asks a log again that did not answer. */
const PAUSE_MS = 250;

export class HubSubscription implements AsyncIterableIterator<Subscribed, void> {
  readonly #log: Log;
  readonly #tails: Tails;
  readonly #delivery: Delivery;
  readonly #hand = new InHand();
  readonly #waiting = new Waiting();
  readonly #signal: AbortSignal | undefined;
  readonly #endsBehind: boolean;
  readonly #stop = new AbortController();

  #tail: LiveTail | undefined;
  #ring: Ring | undefined;
  #unlisten = () => {};
  #forget = () => {};
  /** Where in the ring it goes on; undefined while it reads from the log. */
  #place: number | undefined;
  /** What it read from the log beyond the items of the ring that come first. */
  #own: Covered | undefined;
  readonly #history = new History();
  /** Where the log ended when the subscription began, until everything up to there was received. */
  #target: Covered | undefined;
  #isCaughtUp = false;

  #isOver = false;
  #calls = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws RepriseError BAD_INPUT */
  constructor(log: Log, tails: Tails, options: HubSubscribeOptions) {
    this.#log = log;
    this.#tails = tails;
    this.#delivery = new Delivery(options);
    this.#signal = options.signal;
    this.#endsBehind = options.whenBehind === 'end';
  }

  /**
   * Where it is: a subscription from these positions receives what this one did not hand on. Empty where it has received
   * nothing yet and begins at the start.
   */
  get positions(): readonly (Position | EventPosition)[] {
    return notBefore(this.#hand.positions, this.#delivery.after);
  }

  /** True while it reads what the hub holds: what it has is not older than that. */
  get isLive(): boolean {
    return this.#place !== undefined;
  }

  /** The next item where it is there already; undefined where it has to be waited for. Not while a `next()` is under way. */
  ready(): Subscribed | undefined {
    if (this.#isOver) return undefined;
    if (this.#hand.isEmpty && !this.#scan() && !this.#handOn()) return undefined;
    return this.#take();
  }

  next(): Promise<IteratorResult<Subscribed, void>> {
    const result = this.#calls === 0 ? this.#next() : this.#last.then(() => this.#next());
    this.#calls += 1;
    this.#last = result.catch(() => {});
    return result;
  }

  async return(): Promise<IteratorResult<Subscribed, void>> {
    this.#end();
    this.#leave();
    await this.#last;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #next(): Promise<IteratorResult<Subscribed, void>> {
    try {
      while (!this.#isOver && !this.#signal?.aborted) {
        if (!this.#hand.isEmpty || this.#scan() || this.#handOn()) return { done: false, value: this.#take() };
        if (this.#delivery.failure !== undefined) throw this.#delivery.failure;
        await this.#more();
      }
    } catch (error) {
      if (!this.#isOver && !this.#signal?.aborted) {
        this.#leave();
        throw error;
      }
    } finally {
      this.#calls -= 1;
    }
    this.#leave();
    return { done: true, value: undefined };
  }

  #take(): Subscribed {
    const item = this.#hand.take();
    if (item.kind === 'behind') this.#isOver = true;
    return item;
  }

  /** Ends it, also while it waits. */
  #end(): void {
    this.#isOver = true;
    this.#stop.abort();
    this.#waiting.end();
  }

  #leave(): void {
    this.#isOver = true;
    this.#forget();
    this.#stop.abort();
    this.#unlisten();
    this.#history.stop();
    if (this.#tail !== undefined) this.#tails.release(this);
    this.#tail = undefined;
  }

  /** Brings something: items, a place in the ring, or the end. */
  async #more(): Promise<void> {
    if (this.#tail === undefined) return this.#begin();
    if (this.#place === undefined) return this.#readOn();
    const { end } = this.#tail;
    if (end === undefined) return this.#waiting.forNews();
    if (end.error !== undefined) throw end.error;
    this.#isOver = true;
  }

  async #begin(): Promise<void> {
    this.#forget = onAbort(this.#signal, () => this.#end());
    const { from, sessions } = this.#delivery;
    const { tail, isNew } = this.#tails.acquire(this);
    this.#tail = tail;
    this.#unlisten = tail.listen(sessions, () => this.#waiting.wake());
    const ring = await this.#waiting.for(tail.opened);
    if (ring === undefined) return;
    this.#ring = ring;
    if (from.kind === 'start') return;
    if (from.kind === 'after') this.#hand.begin([from.position, ...(from.more ?? [])]);
    const isNear = from.kind === 'now' || ring.isReachedBy(this.#hand.covered);
    let end: Covered | undefined = tail.positions;
    // A tail that began with this reader began where the log ended then.
    if (!isNew && (isNear || !covers(end, this.#hand.covered))) end = await this.#endOfLog();
    const [only] = end ?? [];
    if (end === undefined || only === undefined) return;
    if (end.length === 1) startOf(from, only.stream, only.sequence);
    if (from.kind === 'now') this.#hand.begin(end);
    // What the ring does not have is read from the log, which also refuses a position that it does not have.
    if (!isNear || !covers(end, this.#hand.covered)) return;
    this.#target = end;
    this.#join();
  }

  /** Where the log ends now; undefined where it is over meanwhile. */
  async #endOfLog(): Promise<Covered | undefined> {
    const following = this.#log.follow({ from: { kind: 'now' }, signal: this.#stop.signal })[Symbol.asyncIterator]();
    try {
      for (;;) {
        const result = await this.#waiting.for(following.next());
        if (result === undefined || result.done) return undefined;
        if (result.value.kind === 'caught-up') return result.value.positions;
      }
    } finally {
      void following.return?.().catch(() => {});
    }
  }

  /** Goes on in the ring where that reaches back to what is covered. @returns whether it does */
  #join(): boolean {
    if (!this.#ring?.isReachedBy(this.#hand.covered)) return false;
    this.#place = this.#ring.first;
    this.#own = this.#hand.covered;
    return true;
  }

  /** Reads the next items from the log. */
  async #readOn(): Promise<void> {
    const tail = this.#tail as LiveTail;
    if (tail.end?.error !== undefined) throw tail.end.error;
    const begin = () => ({
      ...{ log: this.#log, sessions: this.#delivery.sessions, covered: this.#hand.covered },
      ...{ known: tail.positions, isFirst: this.#delivery.isBlank, signal: this.#stop.signal },
    });
    try {
      if (!(await this.#history.more(begin, this.#waiting)) && tail.end !== undefined) this.#isOver = true;
    } catch (error) {
      // Following waits for a log that is away; reading one session does not.
      if (!isRepriseError(error, 'LOG_UNREACHABLE') || tail.end !== undefined) throw error;
      this.#hand.news({ kind: 'disconnected' });
      if (this.#hand.isEmpty) await this.#waiting.forNews(PAUSE_MS);
    }
  }

  /** Takes in hand what was read from the log, up to the first item that is for this reader. @returns whether there is one */
  #handOn(): boolean {
    while (this.#delivery.failure === undefined) {
      const followed = this.#history.take();
      if (followed === undefined) return false;
      this.#received(followed);
      if (!this.#hand.isEmpty) return true;
    }
    return false;
  }

  /** An item from the log. It joins the ring once that reaches back to what was read. */
  #received(followed: Followed): void {
    switch (followed.kind) {
      case 'disconnected':
      case 'reconnected':
        this.#hand.news(followed);
        return;
      case 'caught-up':
        this.#hand.begin(coveredByEither(this.#hand.covered, followed.positions));
        this.#target = undefined;
        if (!this.#isCaughtUp) this.#hand.items.push({ kind: 'caught-up', positions: this.#hand.covered });
        this.#isCaughtUp = true;
        // What the ring does not have is read from there on: of these sessions nothing may come for long.
        this.#history.stop();
        this.#join();
        break;
      case 'commit': {
        const { commit } = followed;
        const { sessionId, position } = commit;
        this.#hand.begin(coveredWith(this.#hand.covered, position));
        this.#delivery.commit({ sessionId, position, decode: (head) => decodeCommit(commit, head) }, this.#hand.items);
        if (this.#isCaughtUp && this.#join()) this.#history.stop();
        break;
      }
      default:
        this.#hand.begin(coveredWith(this.#hand.covered, followed.position));
        this.#delivery.invalid(followed.sessionId, followed.position, followed.error, this.#hand.items);
    }
    this.#hand.isBack();
  }

  /** Takes the next items from the ring. @returns whether there are some */
  #scan(): boolean {
    const ring = this.#ring;
    if (this.#place === undefined || ring === undefined) return false;
    for (;;) {
      if (this.#target !== undefined && covers(this.#hand.covered, this.#target)) {
        this.#target = undefined;
        this.#isCaughtUp = true;
        this.#hand.begin(this.#hand.covered);
        this.#hand.items.push({ kind: 'caught-up', positions: this.#hand.covered });
        return true;
      }
      if (this.#delivery.failure !== undefined || this.#place === ring.next) return false;
      if (this.#place < ring.first) return this.#fallBehind();
      const item = ring.at(this.#place);
      this.#place += 1;
      if (item.kind === 'disconnected' || item.kind === 'reconnected') {
        this.#hand.news(item);
        if (!this.#hand.isEmpty) return true;
        continue;
      }
      if (!this.#advance(item) || !this.#delivery.isNamed(item.sessionId)) continue;
      if (item.kind === 'commit') this.#delivery.commit(item, this.#hand.items);
      else this.#delivery.invalid(item.sessionId, item.position, item.error, this.#hand.items);
      if (!this.#hand.isEmpty) return true;
    }
  }

  /** An item of the ring more. @returns false where it was read from the log before */
  #advance({ position, positions }: { readonly position: Position; readonly positions: Covered }): boolean {
    const own = this.#own;
    if (own === undefined) {
      this.#hand.begin(positions);
      return true;
    }
    if (covers(positions, own)) this.#own = undefined;
    this.#hand.begin(this.#own === undefined ? positions : coveredByEither(own, positions));
    return position.sequence > (sequenceIn(own, position.stream) ?? 0);
  }

  #fallBehind(): boolean {
    this.#place = undefined;
    if (!this.#endsBehind) return false;
    this.#hand.begin(this.#hand.covered);
    this.#hand.items.push({ kind: 'behind', positions: this.positions });
    return true;
  }
}
