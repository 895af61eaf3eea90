// Rows by id, in order of insertion. Ids of events and commands grow (uuid v7): as long as they do, rows are kept in that
// order, and a new one is put behind the last after one comparison. A Map of a hundred thousand such ids misses the caches
// of the processor at each look-up, which was a fifth of folding an event.

/** What a `Table` needs of a Map. Rows are replaced; only the row that was added last is ever removed. */
export interface RowStore<T> {
  readonly size: number;
  get(id: string): T | undefined;
  has(id: string): boolean;
  set(id: string, row: T): unknown;
  delete(id: string): unknown;
  keys(): Iterable<string>;
  values(): Iterable<T>;
  entries(): Iterable<[string, T]>;
}

/** Rows by ids that mostly grow; from the first id on that does not, in a Map. */
export class GrowingRows<T> implements RowStore<T> {
  readonly #ids: string[] = [];
  readonly #rows: T[] = [];
  #map: Map<string, T> | undefined;

  get size(): number {
    return this.#map?.size ?? this.#ids.length;
  }

  get(id: string): T | undefined {
    if (this.#map !== undefined) return this.#map.get(id);
    const place = this.#placeOf(id);
    return place < 0 ? undefined : this.#rows[place];
  }

  has(id: string): boolean {
    return this.#map === undefined ? this.#placeOf(id) >= 0 : this.#map.has(id);
  }

  set(id: string, row: T): void {
    if (this.#map !== undefined) {
      this.#map.set(id, row);
      return;
    }
    const last = this.#ids[this.#ids.length - 1];
    if (last === undefined || id > last) {
      this.#ids.push(id);
      this.#rows.push(row);
      return;
    }
    const place = this.#placeOf(id);
    if (place >= 0) this.#rows[place] = row;
    else this.#toMap().set(id, row);
  }

  /** @param id of the row that was added last, or one that is not there */
  delete(id: string): void {
    if (this.#map !== undefined) {
      this.#map.delete(id);
    } else if (this.#ids[this.#ids.length - 1] === id) {
      this.#ids.pop();
      this.#rows.pop();
    }
  }

  keys(): Iterable<string> {
    return this.#map?.keys() ?? this.#ids;
  }

  values(): Iterable<T> {
    return this.#map?.values() ?? this.#rows;
  }

  entries(): Iterable<[string, T]> {
    return this.#map?.entries() ?? this.#ids.map((id, place): [string, T] => [id, this.#rows[place] as T]);
  }

  /** The place of an id, -1 for none. The last one and those after it are found at once. */
  #placeOf(id: string): number {
    const ids = this.#ids;
    let high = ids.length - 1;
    if (high < 0) return -1;
    const last = ids[high] as string;
    if (id >= last) return id === last ? high : -1;
    for (let low = 0; low < high; ) {
      const middle = (low + high) >> 1;
      const at = ids[middle] as string;
      if (at === id) return middle;
      if (at < id) low = middle + 1;
      else high = middle;
    }
    return -1;
  }

  #toMap(): Map<string, T> {
    const map = new Map<string, T>();
    for (const [place, id] of this.#ids.entries()) map.set(id, this.#rows[place] as T);
    this.#ids.length = 0;
    this.#rows.length = 0;
    this.#map = map;
    return map;
  }
}
