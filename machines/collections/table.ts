// Persistent keyed table (Baker's rerooting array, 1991): every version can be read, the newest at the price of a Map.
// `set` hands the Map on to the new version and leaves the old one a difference, which goes when the old version does.
// So folding an event costs the same in a session of a hundred events and of a hundred thousand, and stays pure.

import { GrowingRows, type RowStore } from './rows.ts';

/** Keyed by string, in order of first insertion; rows are replaced, never removed. Treat rows as immutable. */
export class Table<T> {
  /** Rows in this version. */
  readonly size: number;
  /**
   * The Map, in the one version of a history that holds it; the others differ from their `#next` by one row. Of an empty table:
   * none, or of the kind that its first row begins.
   */
  #rows: RowStore<T> | undefined;
  #next: Table<T> | undefined = undefined;
  #key = '';
  #value: T | undefined = undefined;
  #had = false;

  private constructor(rows: RowStore<T> | undefined, size: number) {
    this.#rows = rows;
    this.size = size;
  }

  static empty<T>(): Table<T> {
    return new Table<T>(undefined, 0);
  }

  /** An empty table for ids that mostly grow, as those of events and commands do. */
  static growing<T>(): Table<T> {
    return new Table<T>(new GrowingRows(), 0);
  }

  get(key: string): T | undefined {
    return this.size === 0 ? undefined : this.#reroot().get(key);
  }

  has(key: string): boolean {
    return this.size !== 0 && this.#reroot().has(key);
  }

  /** A table in which `key` has `value`; this one stays as it is. */
  set(key: string, value: T): Table<T> {
    // An empty table starts a Map of its own: a shared empty must not become the tail of everybody's history.
    if (this.size === 0) return new Table(this.#firstRows(key, value), 1);
    const rows = this.#reroot();
    const old = rows.get(key);
    rows.set(key, value);
    // The size of the Map shows whether the key is new, without another look-up.
    const next = new Table(rows, rows.size);
    this.#differ(next, key, old, rows.size === this.size);
    return next;
  }

  /** `set` with a function of the row; a missing row leaves the table as it is. */
  update(key: string, change: (row: T) => T): Table<T> {
    const row = this.get(key);
    return row === undefined ? this : this.set(key, change(row));
  }

  keys(): string[] {
    return this.size === 0 ? [] : [...this.#reroot().keys()];
  }

  values(): T[] {
    return this.size === 0 ? [] : [...this.#reroot().values()];
  }

  entries(): [string, T][] {
    return this.size === 0 ? [] : [...this.#reroot().entries()];
  }

  toJSON(): Record<string, T> {
    return Object.fromEntries(this.entries());
  }

  /** @returns what an empty table of this kind becomes with its first row */
  #firstRows(key: string, value: T): RowStore<T> {
    if (this.#rows === undefined) return new Map([[key, value]]);
    const rows = new GrowingRows<T>();
    rows.set(key, value);
    return rows;
  }

  #differ(next: Table<T>, key: string, value: T | undefined, had: boolean): void {
    this.#rows = undefined;
    this.#next = next;
    this.#key = key;
    this.#value = value;
    this.#had = had;
  }

  #reroot(): RowStore<T> {
    return this.#rows ?? this.#fetch();
  }

  /** Brings the one Map to this version: walks to the version that holds it, and turns the differences round. */
  #fetch(): RowStore<T> {
    const path: Table<T>[] = [];
    let holder: Table<T> = this;
    while (holder.#rows === undefined) {
      path.push(holder);
      holder = holder.#next as Table<T>;
    }
    const rows = holder.#rows;
    for (let index = path.length - 1; index >= 0; index -= 1) {
      const version = path[index] as Table<T>;
      const key = version.#key;
      const value = rows.get(key);
      const had = rows.has(key);
      // The row that a newer version added is the last of the Map, so removing and adding it again keeps the order.
      if (version.#had) rows.set(key, version.#value as T);
      else rows.delete(key);
      holder.#differ(version, key, value, had);
      holder = version;
    }
    holder.#rows = rows;
    holder.#next = undefined;
    holder.#value = undefined;
    return rows;
  }
}
