// What a reader has in hand: the items of one commit, or one other item, and how far it has come with and before them.
import type { EventPosition, Position } from '../../log/port.ts';
import { type Covered, coveredWith } from './covered.ts';
import type { Subscribed } from './options.ts';

export class InHand {
  /** Where items are added; they are handed on in this order. */
  items: Subscribed[] = [];
  #taken = 0;
  #covered: Covered = [];
  #before: Covered = [];
  #isAway = false;

  get isEmpty(): boolean {
    return this.#taken >= this.items.length;
  }

  /** How far the reader has come once all items are handed on. */
  get covered(): Covered {
    return this.#covered;
  }

  /** Where it is: following after these positions gives what was not handed on. */
  get positions(): readonly (Position | EventPosition)[] {
    if (this.isEmpty) return this.#covered;
    const last = this.items[this.#taken - 1];
    return last?.kind === 'event' ? coveredWith(this.#before, last.position) : this.#before;
  }

  /** New items begin. */
  begin(covered: Covered): void {
    if (this.items.length > 0) this.items = [];
    this.#taken = 0;
    this.#before = this.#covered;
    this.#covered = covered;
  }

  take(): Subscribed {
    const item = this.items[this.#taken] as Subscribed;
    this.#taken += 1;
    return item;
  }

  /** News of the connection, unless it is known already. */
  news(one: { readonly kind: 'disconnected' | 'reconnected' }): void {
    const isAway = one.kind === 'disconnected';
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    this.begin(this.#covered);
    this.items.push(one);
  }

  /** What came from the log shows that it can be reached. */
  isBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.items.unshift({ kind: 'reconnected' });
  }
}
