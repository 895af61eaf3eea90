// The newest commits of a log that is followed live, for all readers of this process: a bounded number of bounded size.
// Each is decoded once for all readers that have the same head of its chain, as those do that read live.
import type { RepriseError } from '../../errors.ts';
import type { Position, StoredCommit } from '../../log/port.ts';
import { type ChainHead, type DecodedCommit, decodeCommit } from '../record/chain.ts';
import { type Covered, covers } from './covered.ts';
import type { Decodable } from './delivery.ts';

export interface RingLimits {
  /** The most commits that are held for readers. Default 10,000. */
  readonly maxCommits?: number;
  /** The most characters of their lines; the newest commit is held whatever it has. Default 16 Mi. */
  readonly maxBytes?: number;
}

/** A commit, for any number of readers. */
class SharedCommit implements Decodable {
  readonly kind = 'commit';
  /** How far the log is covered with this commit. */
  readonly positions: Covered;
  readonly bytes: number;
  readonly #commit: StoredCommit;
  #for: ChainHead | undefined;
  #decoded: DecodedCommit | undefined;

  constructor(commit: StoredCommit, positions: Covered) {
    this.#commit = commit;
    this.positions = positions;
    this.bytes = commit.lines.reduce((sum, line) => sum + line.length, 0);
  }

  get sessionId(): string {
    return this.#commit.sessionId;
  }

  get position(): Position {
    return this.#commit.position;
  }

  decode(head: ChainHead | undefined): DecodedCommit {
    const isSame = head?.hash === this.#for?.hash && head?.ordinal === this.#for?.ordinal;
    if (this.#decoded === undefined || !isSame) {
      this.#decoded = decodeCommit(this.#commit, head);
      this.#for = head;
    }
    return this.#decoded;
  }
}

/** What the ring holds, with how far the log is covered after it. */
export type RingItem =
  | SharedCommit
  | {
      readonly kind: 'invalid';
      readonly sessionId: string;
      readonly position: Position;
      readonly error: RepriseError;
      readonly positions: Covered;
    }
  | { readonly kind: 'disconnected'; readonly positions: Covered }
  | { readonly kind: 'reconnected'; readonly positions: Covered };

export class Ring {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  /** The item of place n is at n modulo the most items. */
  readonly #items: (RingItem | undefined)[] = [];
  #first = 0;
  #next = 0;
  #bytes = 0;
  #floor: Covered;

  /** @param floor where the log ended when following it began */
  constructor(floor: Covered, { maxCommits = 10_000, maxBytes = 16 * 1024 * 1024 }: RingLimits) {
    this.#floor = floor;
    this.#maxItems = maxCommits;
    this.#maxBytes = maxBytes;
  }

  /** The place of the oldest item. */
  get first(): number {
    return this.#first;
  }

  /** The place that the next item gets. */
  get next(): number {
    return this.#next;
  }

  /** The characters that it holds. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The item at a place from `first` to before `next`. */
  at(place: number): RingItem {
    return this.#items[place % this.#maxItems] as RingItem;
  }

  /** Whether a reader that has come so far misses nothing when it goes on with the oldest item. */
  isReachedBy(covered: Covered): boolean {
    return covers(covered, this.#floor);
  }

  commit(commit: StoredCommit, positions: Covered): void {
    this.push(new SharedCommit(commit, positions));
  }

  push(item: RingItem): void {
    if (this.#next - this.#first === this.#maxItems) this.#drop();
    this.#items[this.#next % this.#maxItems] = item;
    this.#next += 1;
    this.#bytes += bytesOf(item);
    while (this.#bytes > this.#maxBytes && this.#next - this.#first > 1) this.#drop();
  }

  #drop(): void {
    const place = this.#first % this.#maxItems;
    const item = this.#items[place] as RingItem;
    this.#items[place] = undefined;
    this.#first += 1;
    this.#bytes -= bytesOf(item);
    this.#floor = item.positions;
  }
}

const bytesOf = (item: RingItem): number => (item.kind === 'commit' ? item.bytes : 0);
