// Persistent list that only grows: versions share one array and differ in how much of it they see.

/** Append-only. `push` on the newest version costs a step; on an older one it copies, so that no version ever changes. */
export class List<T> {
  readonly length: number;
  readonly #items: T[];

  private constructor(items: T[], length: number) {
    this.#items = items;
    this.length = length;
  }

  static empty<T>(): List<T> {
    return new List<T>([], 0);
  }

  push(item: T): List<T> {
    const items =
      this.#items.length === this.length && this.length > 0 ? this.#items : this.#items.slice(0, this.length);
    items.push(item);
    return new List(items, this.length + 1);
  }

  /** The item at an index from 0, from the end when negative. */
  at(index: number): T | undefined {
    const place = index < 0 ? this.length + index : index;
    return place < 0 || place >= this.length ? undefined : this.#items[place];
  }

  /** A copy of the items from `start` (from the end when negative). */
  slice(start = 0): T[] {
    return this.#items.slice(start < 0 ? Math.max(0, this.length + start) : start, this.length);
  }

  toJSON(): T[] {
    return this.slice();
  }
}
